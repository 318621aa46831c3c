"""Runs a suite: finds its data, makes its index, measures, and shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from pydantic import SerializeAsAny
from rich.console import Console
from rich.table import Table

from assistant.settings import load_settings
from evals.cases import SUITES, Split, SuiteName, load_suites
from evals.indexes import indexed
from ingestion.starter import LIBRARY
from vectorstore.records import Record

if TYPE_CHECKING:
    from vectorstore.embeddings.protocol import Embedder

STARTER = "--starter"
WIDTH = 120
OVER_STARTER = ("starter.jsonl",)
OVER_CORPUS = ("corpus.jsonl",)
OVER_BOTH = ("unanswerable.jsonl",)
NO_CORPUS = "GALAXY_CORPUS is unset: what needs the real corpus is skipped"

Say = Callable[[str], None]


class Measured(Record):
    """What was measured, and on what."""

    suite: SuiteName
    split: Split | None  # None: the suite has no questions of its own
    items: int | None  # in the index that was asked; None: no single index
    chunks: int | None
    result: SerializeAsAny[Record]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A measurement, and how a person reads it."""

    measured: Measured
    shown: Sequence[Table | str]

    def show(self) -> None:
        """Print the tables to stdout."""
        console = Console(width=WIDTH, highlight=False, markup=False)
        for part in self.shown:
            console.print(part)


def run_suite(
    suite: SuiteName,
    *,
    split: Split,
    home: Path | None,
    say: Say,
    only: Sequence[str] = (),
) -> Told | None:
    """Measure a suite; None when it needs the corpus and there is none.

    `only` names the parts of the corpus that the bench takes in; none: all of it.

    Raises:
        AssistantError: a setting cannot be used.
        BadSuite: a file of questions cannot be used.
        ProductFailed: a command of the product failed or broke its contract.
    """
    corpus = load_settings().corpus
    corpus = corpus.resolve() if corpus else None
    if corpus is None:
        say(NO_CORPUS)
    match suite:
        case SuiteName.ANSWERS:
            return _answers(corpus, split=split, home=home, say=say)
        case SuiteName.SDG:
            return _sdg(corpus, say) if corpus else None
        case SuiteName.LANGUAGES:
            return _languages(corpus, home=home, say=say) if corpus else None
        case SuiteName.BENCH:
            return _bench(corpus, only=only, home=home, say=say)
        case _:
            assert_never(suite)


def _answers(corpus: Path | None, *, split: Split, home: Path | None, say: Say) -> Told:
    from evals import answers
    from evals.tables import answers_tables

    names = OVER_STARTER + (OVER_CORPUS if corpus else ()) + OVER_BOTH
    cases = load_suites([SUITES / name for name in names], split)
    sources = [STARTER, *([str(corpus)] if corpus else [])]
    say(f"Taking in {' and '.join(sources)}")
    with indexed(sources, home) as product, product.serving() as server:
        held = product.status()
        say(f"{held.documents} items in {held.chunks} chunks; {len(cases)} questions")
        result = answers.measure(product, server, cases)
    return Told(
        measured=Measured(
            suite=SuiteName.ANSWERS,
            split=split,
            items=held.documents,
            chunks=held.chunks,
            result=result,
        ),
        shown=[
            f"{held.documents} items, {held.chunks} chunks; "
            f"{len(cases)} questions of the split {split.value}",
            *answers_tables(result),
        ],
    )


def _sdg(corpus: Path, say: Say) -> Told:
    from evals import sdg
    from evals.tables import versus_table

    embedder = _embedder()
    say("Taking in the English targets")
    pool = corpus / "sdg" / sdg.POOL / sdg.TARGETS
    with indexed([str(pool)], None) as product:
        held = product.status()
        result = sdg.measure_against_dense(product, embedder, corpus)
    return Told(
        measured=Measured(
            suite=SuiteName.SDG,
            split=None,
            items=held.documents,
            chunks=held.chunks,
            result=result,
        ),
        shown=[f"{held.documents} items", versus_table(result.rows)],
    )


def _languages(corpus: Path, *, home: Path | None, say: Say) -> Told:
    from evals import sdg
    from evals.tables import pairs_table

    say("Taking in the targets of every language")
    with indexed([str(corpus / "sdg")], home) as product, product.serving():
        held = product.status()
        result = sdg.measure_pairs(product, corpus)
    return Told(
        measured=Measured(
            suite=SuiteName.LANGUAGES,
            split=None,
            items=held.documents,
            chunks=held.chunks,
            result=result,
        ),
        shown=[f"{held.documents} items", pairs_table(result.pairs)],
    )


def _bench(
    corpus: Path | None, *, only: Sequence[str], home: Path | None, say: Say
) -> Told:
    from evals.bench import whole

    sources = [corpus / name for name in only] if corpus and only else [corpus]
    result = whole.measure(
        _embedder(),
        load_settings(),
        sources=[source or LIBRARY for source in sources],
        home=home,
        say=say,
    )
    return Told(
        measured=Measured(
            suite=SuiteName.BENCH, split=None, items=None, chunks=None, result=result
        ),
        shown=whole.shown(result),
    )


def _embedder() -> "Embedder":
    from vectorstore.embeddings.factory import open_embedder

    settings = load_settings()
    key = settings.embeddings_key
    return open_embedder(
        url=settings.embeddings_url,
        model=settings.embeddings_model,
        api_key=key.get_secret_value() if key else None,
        threads=settings.workers,
    )
