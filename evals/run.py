"""Runs a suite: finds its data, makes its index, measures, and shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from rich.console import Console
from rich.table import Table

from assistant.settings import PREFIX, Settings, load_settings
from evals.cases import SUITES, Case, Split, SuiteName, load_suites
from evals.indexes import indexed
from evals.kept import Measured, measured
from evals.product import NO_MODEL, Product, ProductFailed
from ingestion.starter import LIBRARY

if TYPE_CHECKING:
    from evals.beside import Plain
    from evals.refusals import Trial
    from evals.tables import Grid
    from vectorstore.embeddings.protocol import Embedder
    from vectorstore.entries import LibraryStatus
    from vectorstore.records import Record

STARTER = "--starter"
WIDTH = 140
OVER_STARTER = ("starter.jsonl",)
OVER_CORPUS = ("corpus.jsonl", "more.jsonl", "fresh.jsonl")
OVER_BOTH = ("unanswerable.jsonl", "near.jsonl", "off_topic.jsonl")
NO_CORPUS = "GALAXY_CORPUS is unset: what needs the real corpus is skipped"

WITHOUT_CORPUS = frozenset({SuiteName.XQUAD, SuiteName.SAFETY, SuiteName.ORGANIZATIONS})
NO_ENDPOINT = (
    f"no chat model is named: set {PREFIX}CHAT_MODEL, and OPENAI_BASE_URL or "
    "OPENAI_API_KEY for where it is"
)
EMBEDDED_ONLY = "what is measured is the embedded index: unset GALAXY_CHROMA_URL"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a run is to do."""

    suite: SuiteName
    split: Split
    home: Path | None = None
    only: Sequence[str] = ()  # bench: the parts of the corpus that it takes in
    sizes: Sequence[int] = ()  # bench: chunks of the libraries; none: three sizes
    activities: int | None = None  # bench: of the long ingest; 0: none; None: all
    data: Path | None = None  # xquad: the folder of its files; support: one file
    quick: bool = False  # answers: no baseline, no removed sources


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


def run_suite(chosen: Chosen, *, say: Say) -> Told | None:
    """Measure a suite; None when it needs data that are not there.

    Raises:
        AssistantError: a setting cannot be used.
        BadSuite: a file of questions cannot be used.
        ProductFailed: a command of the product failed or broke its contract.
        VectorstoreError: a library cannot be opened.
    """
    settings = load_settings()
    if settings.chroma_url is not None:
        raise ProductFailed(EMBEDDED_ONLY)
    corpus = _corpus(settings, chosen.suite, say)
    match chosen.suite:
        case SuiteName.ANSWERS | SuiteName.ENDPOINT:
            return _questions(corpus, chosen, say, model=settings.chat_model)
        case SuiteName.PARALLEL:
            return _parallel(corpus, chosen, say)
        case SuiteName.XQUAD:
            return _xquad(chosen, say)
        case SuiteName.SUPPORT:
            return _support(corpus, chosen, say)
        case SuiteName.SAFETY:
            return _safety(chosen, say, own_endpoint=bool(settings.chat_model))
        case SuiteName.PARTNERS:
            return _partners(corpus, chosen, say)
        case SuiteName.ORGANIZATIONS:
            return _organizations(chosen)
        case SuiteName.BENCH:
            return _bench(corpus, chosen, say)
        case _:
            assert_never(chosen.suite)


def _corpus(settings: Settings, suite: SuiteName, say: Say) -> Path | None:
    """Return where the real data are, and say so where a suite misses them."""
    if settings.corpus is not None:
        return settings.corpus.resolve()
    if suite not in WITHOUT_CORPUS:
        say(NO_CORPUS)
    return None


def _questions(
    corpus: Path | None, chosen: Chosen, say: Say, *, model: str | None
) -> Told:
    names = OVER_STARTER + (OVER_CORPUS if corpus else ()) + OVER_BOTH
    cases = load_suites([SUITES / name for name in names], chosen.split)
    if chosen.suite is SuiteName.ANSWERS:
        return _answers(corpus, chosen, cases, say)
    if model is None:
        raise ProductFailed(NO_ENDPOINT)
    return _endpoint(corpus, chosen, cases, say, model=model)


def _answers(
    corpus: Path | None, chosen: Chosen, cases: Sequence[Case], say: Say
) -> Told:
    from evals import answers
    from evals.holdings import held_documents
    from evals.shown import answers_grids

    with indexed(_sources(corpus, say), chosen.home, environment=NO_MODEL) as product:
        others, removed = ({}, ()) if chosen.quick else _besides(product, cases, say)
        written = {p: held.language for p, held in held_documents(product.home).items()}
        with product.serving() as server:
            status = product.status()
            say(f"{len(cases)} questions of {status.documents} items")
            result = answers.measure(
                product,
                server,
                cases,
                languages=written,
                removed=removed,
                others=None if chosen.quick else others,
            )
    kept = _of_library(chosen, status, result)
    head = (
        f"{status.documents} items, {status.chunks} chunks; "
        f"{len(cases)} questions of the split {chosen.split.value}"
    )
    return Told(measured=kept, shown=[head, *_tables(answers_grids(result))])


def _endpoint(
    corpus: Path | None, chosen: Chosen, cases: Sequence[Case], say: Say, *, model: str
) -> Told:
    from evals import model_answers
    from evals.holdings import held_documents
    from evals.shown import model_grids

    with indexed(_sources(corpus, say), chosen.home) as product:
        written = {p: held.language for p, held in held_documents(product.home).items()}
        with product.serving() as server:
            status = product.status()
            say(f"{len(cases)} questions to {model}")
            result = model_answers.measure_model(
                product, server, cases, model=model, languages=written
            )
    kept = _of_library(chosen, status, result)
    head = f"{status.documents} items, {status.chunks} chunks; {len(cases)} questions"
    return Told(measured=kept, shown=[head, *_tables(model_grids(result))])


def _of_library(chosen: Chosen, status: "LibraryStatus", result: "Record") -> Measured:
    """Return the result of a suite that asked a library with one of its splits."""
    return measured(
        chosen.suite,
        split=chosen.split,
        items=status.documents,
        chunks=status.chunks,
        result=result,
    )


def _besides(
    product: Product, cases: Sequence[Case], say: Say
) -> "tuple[dict[str, Plain], tuple[Trial, ...]]":
    """Ask the baseline, and the product without the sources."""
    from evals.baseline import Baseline, ask_all_plainly
    from evals.holdings import held_chunks, held_documents
    from evals.removed import ask_without_gold

    embedder = open_eval_embedder()
    say("A plain LangChain pipeline over the same passages")
    others = ask_all_plainly(Baseline(held_chunks(product.home), embedder), cases)
    say("The answerable questions of copies without their sources")
    removed = ask_without_gold(
        cases, product.home, held=held_documents(product.home), embedder=embedder
    )
    return others, removed


def _parallel(corpus: Path | None, chosen: Chosen, say: Say) -> Told | None:
    if corpus is None:
        return None
    from evals import parallel
    from evals.shown import parallel_grids

    with indexed(_sources(corpus, say), chosen.home) as product:
        status = product.status()
        result = parallel.measure(corpus, product.home, open_eval_embedder(), say=say)
    kept = measured(
        chosen.suite, items=status.documents, chunks=status.chunks, result=result
    )
    head = f"{status.documents} items, {status.chunks} chunks"
    return Told(measured=kept, shown=[head, *_tables(parallel_grids(result))])


def _xquad(chosen: Chosen, say: Say) -> Told | None:
    from evals import xquad
    from evals.shown import xquad_grids

    if chosen.data is None or not (chosen.data / "xquad.en.json").exists():
        say(xquad.NOT_THERE)
        return None
    result = xquad.measure(chosen.data, open_eval_embedder(), say=say)
    kept = measured(chosen.suite, result=result)
    return Told(measured=kept, shown=_tables(xquad_grids(result)))


def _support(corpus: Path | None, chosen: Chosen, say: Say) -> Told:
    from evals import support
    from evals.support_shown import support_grids

    with indexed(_sources(corpus, say), chosen.home) as product:
        status = product.status()
        pairs = support.see(
            product.home,
            corpus,
            open_eval_embedder(),
            chosen.split,
            say=say,
            judged=chosen.data,
        )
    result = support.measure(pairs)
    kept = _of_library(chosen, status, result)
    head = (
        f"{len(pairs)} pairs of the split {chosen.split.value}; "
        f"{result.ms_a_claim:.1f} ms a verdict beyond embedding"
    )
    return Told(measured=kept, shown=[head, *_tables(support_grids(result))])


def _safety(chosen: Chosen, say: Say, *, own_endpoint: bool) -> Told:
    import tempfile

    from evals import safety
    from evals.injection_cases import load_attacks, load_innocent, load_neighbours
    from evals.safety_library import write_library
    from evals.safety_shown import safety_grids

    attacks, beside = load_attacks(), load_neighbours()
    cases = [case for case in attacks if case.split is chosen.split]
    with tempfile.TemporaryDirectory(prefix="galaxy-eval-") as made:
        write_library(Path(made), attacks, beside)
        say(f"Taking in {len(attacks)} documents and {len(beside)} beside them")
        with indexed([made], chosen.home) as product:
            status = product.status()
            result = safety.measure(
                product,
                cases,
                innocent=[o for o in load_innocent() if o.split is chosen.split],
                beside=beside,
                own_endpoint=own_endpoint,
                say=say,
            )
    kept = _of_library(chosen, status, result)
    head = f"{len(cases)} attacks of the split {chosen.split.value}"
    return Told(measured=kept, shown=[head, *_tables(safety_grids(result))])


def _partners(corpus: Path | None, chosen: Chosen, say: Say) -> Told | None:
    if corpus is None:
        return None
    from evals import partners
    from evals.partners_shown import partners_grids

    with indexed([str(corpus / partners.FOLDER)], chosen.home) as product:
        status = product.status()
        result = partners.measure(product.home, chosen.split, say=say)
    kept = _of_library(chosen, status, result)
    head = f"{status.documents} items, {status.chunks} chunks"
    return Told(measured=kept, shown=[head, *_tables(partners_grids(result))])


def _organizations(chosen: Chosen) -> Told:
    from evals import organizations
    from evals.partners_shown import organizations_grids

    result = organizations.measure(organizations.load())
    kept = measured(chosen.suite, result=result)
    return Told(measured=kept, shown=_tables(organizations_grids(result)))


def _bench(corpus: Path | None, chosen: Chosen, say: Say) -> Told:
    from evals.bench import long_ingest, scale, whole

    only = chosen.only
    sources = [corpus / name for name in only] if corpus and only else [corpus]
    result = whole.measure(
        open_eval_embedder(),
        load_settings(),
        sources=[source or LIBRARY for source in sources],
        home=chosen.home,
        sizes=chosen.sizes or scale.SIZES,
        activities=(
            long_ingest.ACTIVITIES if chosen.activities is None else chosen.activities
        ),
        say=say,
    )
    summary = whole.summarized(result)
    held = result.process.sizes
    return Told(
        measured=measured(
            chosen.suite, items=held.documents, chunks=held.chunks, result=summary
        ),
        shown=whole.shown(summary),
    )


def _sources(corpus: Path | None, say: Say) -> list[str]:
    sources = [STARTER, *([str(corpus)] if corpus else [])]
    say(f"Taking in {' and '.join(sources)}, where the home is empty")
    return sources


def _tables(grids: "Sequence[Grid]") -> list[Table]:
    made: list[Table] = []
    for grid in grids:
        table = Table(*grid.heads, title=grid.title)
        for row in grid.rows:
            table.add_row(*row)
        made.append(table)
    return made


def open_eval_embedder() -> "Embedder":
    """Return the embedder that the settings name."""
    from vectorstore.embeddings.factory import open_embedder

    settings = load_settings()
    key = settings.embeddings_key
    return open_embedder(
        url=settings.embeddings_url,
        model=settings.embeddings_model,
        api_key=key.get_secret_value() if key else None,
        threads=settings.workers,
    )
