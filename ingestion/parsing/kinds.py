"""Whether records are activities, told by the names of their fields and file."""

from collections.abc import Iterable

from ingestion.parsing.shaping import normalized
from vectorstore.records import Role

_WORK = frozenset(
    "project projects projet projets proyecto proyectos projeto projetos проект "
    "проекты 项目 المشروع مشروع المشاريع مشاريع activity activities".split()
)
_FIELDS = _WORK | frozenset(
    "donor donors recipient recipients implementing commitment commitments "
    "disbursements".split()
)
_DOING = frozenset({Role.ACCOUNTABLE, Role.EXTENDING, Role.IMPLEMENTING})


def are_activities(fields: Iterable[str], *, file: str, roles: Iterable[Role]) -> bool:
    """Tell whether records are of work that somebody does.

    Args:
        fields: their names, of columns or keys.
        file: the name of their file, without its ending.
        roles: in which they name organizations.
    """
    words = {word for name in fields for word in normalized(name).split()}
    return (
        not _FIELDS.isdisjoint(words)
        or not _WORK.isdisjoint(normalized(file).split())
        or not _DOING.isdisjoint(roles)
    )
