"""Tables of measures for people."""

from collections.abc import Sequence

from rich.table import Table

from evals.answers import TOTAL, Answers, Row
from evals.metrics import Discrimination, Share
from evals.sdg import Pair, Versus

NOTHING = "–"


def answers_tables(answers: Answers) -> list[Table]:
    """Return recall and quoting, then refusals and citations, a row a language."""
    found = Table("language", "n", title="Found and quoted (95 % Wilson intervals)")
    for name in ("R@1", "R@5", "answered", "words quoted", "gold cited"):
        found.add_column(name, justify="right")
    kept = Table("language", title="Refused, cited, spoken")
    for name in (
        "refused: hard",
        "refused: easy",
        "citations exact",
        "claims uncited",
        "language right",
    ):
        kept.add_column(name, justify="right")
    for row in answers.rows:
        style = "bold" if row.language == TOTAL else None
        found.add_row(row.language, str(row.answerable), *_found(row), style=style)
        kept.add_row(row.language, *_kept(row), style=style)
    return [found, kept, _told_apart(answers)]


def _found(row: Row) -> list[str]:
    return [
        _share(s)
        for s in (
            row.recall_1,
            row.recall_5,
            row.answered,
            row.words_quoted,
            row.gold_cited,
        )
    ]


def _kept(row: Row) -> list[str]:
    return [
        _share(row.hard_refused),
        _share(row.easy_refused),
        _count(row.citations_exact),
        str(row.claims_uncited),
        _share(row.language_right),
    ]


def _told_apart(answers: Answers) -> Table:
    table = Table("answerable against", "AUROC", title="Best passage's score")
    table.add_row("hard", _discrimination(answers.hard))
    table.add_row("easy", _discrimination(answers.easy))
    return table


def versus_table(rows: Sequence[Versus]) -> Table:
    """Return recall at 1 beside plain dense ranking, a row a language."""
    table = Table("asked in", "n", title="SDG targets against the English ones, R@1")
    for name in ("product", "plain dense", "only product", "only dense", "no worse"):
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(
            row.language,
            str(row.product.of),
            _share(row.product),
            _share(row.dense),
            str(row.only_product),
            str(row.only_dense),
            "yes" if row.no_worse else "NO",
        )
    return table


def pairs_table(pairs: Sequence[Pair]) -> Table:
    """Return recall at 1 with a row a question's language, a column a document's."""
    documents = list(dict.fromkeys(pair.document for pair in pairs))
    of = pairs[0].recall_1.of if pairs else 0
    table = Table("asked in", title=f"SDG targets in each language, R@1 of {of}")
    for document in documents:
        table.add_column(document, justify="right")
    for language in dict.fromkeys(pair.question for pair in pairs):
        found = {p.document: p.recall_1 for p in pairs if p.question == language}
        table.add_row(language, *(_percent(found[d].value) for d in documents))
    return table


def _percent(value: float | None) -> str:
    return NOTHING if value is None else f"{100 * value:.1f}"


def _share(share: Share) -> str:
    interval = share.interval
    if interval is None:
        return NOTHING
    ends = f"{100 * interval.low:.0f}-{100 * interval.high:.0f}"
    return f"{_percent(share.value)} ({ends})"


def _count(share: Share) -> str:
    return f"{share.hits}/{share.of}" if share.of else NOTHING


def _discrimination(found: Discrimination | None) -> str:
    if found is None:
        return NOTHING
    ends = f"{found.interval.low:.3f}-{found.interval.high:.3f}"
    return f"{found.auroc:.3f} ({ends})"
