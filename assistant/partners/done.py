"""Whether a record tells of work that was done, or only of a pledge or a plan."""

from collections.abc import Mapping

import regex

_STATUS = frozenset(
    {
        "status", "project status", "activity status",
        "statut", "statut du projet", "état", "état du projet",
        "estado", "estado del proyecto", "estado do projeto", "situação",
        "статус", "статус проекта", "состояние",
        "状态", "项目状态", "الحالة", "حالة المشروع",
    }
)  # fmt: skip
"""Names of the field that tells it, in seven languages."""
_NOT_DONE = regex.compile(
    r"cancel|suspend|abandon|pipeline|pledge|commitment|planned|proposed|annul|"
    r"identification|suspens|prévu|promesse|compromiso|compromisso|previst|promesa|"
    r"promessa|cancelad|suspendid|отмен|приостанов|план|обещ|обязательств|取消|暂停|计划|"
    r"承诺|拟建|ألغي|ملغ|مخطط|معلق|تعهد",
    regex.I,
)


def undone_status(details: Mapping[str, str]) -> str | None:
    """Return the status by which a record's work was not, or not yet, done.

    Args:
        details: the fields of its source, by name.
    """
    told = (value for name, value in details.items() if name.casefold() in _STATUS)
    status = next(told, "")
    return status if _NOT_DONE.search(status) else None
