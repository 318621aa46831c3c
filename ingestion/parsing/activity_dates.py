"""When an activity began and ended, by the columns that say so."""

from collections.abc import Iterable, Mapping, Sequence

from ingestion.parsing.columns import Column
from ingestion.parsing.fields import written_date
from ingestion.parsing.shaping import normalized

_STARTS = (
    *("start actual", "start actual isodate", "actual start", "actual start date"),
    *("start date", "start", "date start", "started", "starting date", "begin date"),
    *("date de début", "date de debut", "début", "fecha de inicio", "inicio"),
    *("data de início", "дата начала", "начало", "开始日期", "开始时间"),
    *("تاريخ البدء", "تاريخ البداية", "commencement", "signing date"),
    *("date de démarrage", "démarrage", "date de lancement", "date de commencement"),
    *(
        "fecha inicio",
        "fecha de comienzo",
        "início",
        "data inicial",
        "data de arranque",
    ),
    *(
        "дата запуска",
        "启动时间",
        "启动日期",
        "起始时间",
        "项目开始时间",
        "beginn",
        "startdatum",
    ),
    *("start planned", "start planned isodate", "planned start", "planned start date"),
    *("start year", "transactions start year", "commitment year", "approval year"),
    *("year", "année", "annee", "año", "ano", "год", "年份", "年", "السنة", "سنة"),
    *("fiscal year", "date", "fecha", "data", "дата", "日期", "التاريخ"),
)
_ENDS = (
    *("end actual", "end actual isodate", "actual end", "actual end date"),
    *("end date", "end", "date end", "ended", "completion date", "closing date"),
    *("date de fin", "fin", "fecha de fin", "data de fim", "дата окончания"),
    *("结束日期", "结束时间", "تاريخ الانتهاء"),
    *("date d'achèvement", "achèvement", "date de clôture", "clôture", "échéance"),
    *(
        "fecha de término",
        "fecha de cierre",
        "fecha fin",
        "término",
        "termino",
        "cierre",
    ),
    *(
        "data de término",
        "data final",
        "data de conclusão",
        "conclusão",
        "encerramento",
    ),
    *("дата завершения", "завершение", "окончание", "完成时间", "完工时间", "竣工日期"),
    *("تاريخ الإنجاز", "تاريخ النهاية", "نهاية", "ende", "enddatum", "finish date"),
    *("end planned", "end planned isodate", "planned end", "planned end date"),
    *("end year", "transactions end year"),
)


def _ranks(names: Sequence[str]) -> Mapping[str, int]:
    return {normalized(name): rank for rank, name in enumerate(names)}


STARTS = _ranks(_STARTS)
"""Names of columns that tell a start, the surest first: actual, planned, its year."""
ENDS = _ranks(_ENDS)
"""The same of an end."""


def activity_dates(
    columns: Iterable[Column], names: Mapping[str, int], *, said: Sequence[str] = ()
) -> list[Column]:
    """Return the columns that these names are of, the surest first.

    What a person `said` comes before all that names tell.
    """
    asked = {normalized(name): rank - len(said) for rank, name in enumerate(said)}
    known = {**names, **asked}
    ranked = [
        (known[plain], column.at, column)
        for column in columns
        if (plain := normalized(column.name)) in known
    ]
    return [column for _, _, column in sorted(ranked, key=lambda one: one[:2])]


def first_date(values: Iterable[str]) -> str | None:
    """Return the first value that is a day, a month or a year of ISO 8601."""
    return next(filter(None, map(written_date, values)), None)
