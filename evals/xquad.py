"""Suite `xquad`: questions in many languages over 240 English paragraphs.

XQuAD is a set to report on, never to choose by, and no part of this project: its files
are read from a folder that is given. Each paragraph is a document of its own, taken in
by the real ingest into a library that holds nothing else.
"""

import json
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from assistant.answers.quoting import quotes_from
from assistant.finding import Finder
from evals.copies import opened
from evals.metrics import Discrimination, Share, discrimination, holds_words, share
from evals.product import Product
from evals.ranks import DEEPEST, Mean, Ranks, mean, ranks
from evals.strength import strength_of
from vectorstore.embeddings.protocol import Embedder
from vectorstore.records import Passage, Record
from vectorstore.search import Search

ENGLISH = "en"
FILES = "xquad.*.json"
EVERY = 3
"""Of the questions, which share is read for quotes and for what is absent."""
DEPTHS = (1, 2, 3, 5)
PASSAGES = 20
THREADS = 2
NOT_THERE = (
    "XQuAD is skipped: name a folder with its files (xquad.en.json and others, from "
    "github.com/google-deepmind/xquad) by --data"
)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of XQuAD."""

    id: str
    text: str
    answer: str  # in the language of its file
    paragraph: int  # from 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came of one question."""

    rank: int | None
    quotes: tuple[bool, ...] | None  # answer within the best so many; None: not read
    present: float | None
    absent: float | None  # the strength without the paragraph itself


class Language(Record):
    """Questions in one language."""

    language: str
    ranks: Ranks
    quotes: tuple[Share, ...]  # the answer's words are in the best 1, 2, 3, 5 quotes
    auroc: Discrimination | None  # the paragraph is there against it is not


class Xquad(Record):
    """The whole suite."""

    languages: tuple[Language, ...]
    across_1: Mean  # recall at 1, mean of all languages but English
    across_5: Mean


def read_xquad(path: Path) -> tuple[list[str], list[Question]]:
    """Return the paragraphs and the questions of one file, in order."""
    body = json.loads(path.read_text("utf-8"))
    paragraphs: list[str] = []
    questions: list[Question] = []
    for article in body["data"]:
        for paragraph in article["paragraphs"]:
            questions += [
                Question(
                    id=asked["id"],
                    text=asked["question"],
                    answer=asked["answers"][0]["text"],
                    paragraph=len(paragraphs),
                )
                for asked in paragraph["qas"]
            ]
            paragraphs.append(paragraph["context"])
    return paragraphs, questions


def measure(folder: Path, embedder: Embedder, *, say: Say, every: int = EVERY) -> Xquad:
    """Ask each file's questions of the English paragraphs.

    Args:
        folder: with XQuAD's files; xquad.en.json must be there.
        embedder: whose vectors the ingest stores.
        say: hears what is going on.
        every: of the questions, which share is read for quotes.

    Raises:
        ProductFailed: the ingest failed.
        VectorstoreError: its library cannot be opened.
    """
    paragraphs, english = read_xquad(folder / "xquad.en.json")
    answers = {question.id: question.answer for question in english}
    files = {path.name.split(".")[1]: path for path in sorted(folder.glob(FILES))}
    found: list[Language] = []
    with tempfile.TemporaryDirectory(prefix="galaxy-eval-") as made:
        home, texts = Path(made) / "home", Path(made) / "paragraphs"
        _write(paragraphs, texts)
        say(f"Taking in {len(paragraphs)} paragraphs")
        Product(home).ingest(str(texts))
        with opened(home, embedder) as library:
            search = Search(library, embedder)
            asking = _Asking(Finder(library=library, search_engine=search), answers)
            for language, path in files.items():
                questions = read_xquad(path)[1]
                say(f"{len(questions)} questions in {language}")
                found.append(asking.language(language, questions, every))
    others = [one.ranks for one in found if one.language != ENGLISH]
    return Xquad(
        languages=tuple(found),
        across_1=_mean(one.recall_1 for one in others),
        across_5=_mean(one.recall_5 for one in others),
    )


def _mean(shares: Iterable[Share]) -> Mean:
    return mean([s.value for s in shares if s.value is not None])


def _write(paragraphs: Sequence[str], folder: Path) -> None:
    folder.mkdir()
    for number, paragraph in enumerate(paragraphs):
        (folder / _name(number)).write_text(paragraph, "utf-8")


def _name(paragraph: int) -> str:
    return f"{paragraph:03}.txt"


class _Asking:
    """Asks one library."""

    def __init__(self, finder: Finder, answers: dict[str, str]) -> None:
        self._finder = finder
        self._answers = answers  # the English ones, by question

    def language(
        self, language: str, questions: Sequence[Question], every: int
    ) -> Language:
        """Ask all questions of a language, and read what every so many finds."""

        def ask(number: int) -> Asked:
            reads = number % every == 0
            return self._ask(questions[number], language=language, reads=reads)

        with ThreadPoolExecutor(THREADS) as threads:
            came = list(threads.map(ask, range(len(questions))))
        read = [asked.quotes for asked in came if asked.quotes is not None]
        present = [asked.present for asked in came if asked.present is not None]
        absent = [asked.absent for asked in came if asked.absent is not None]
        return Language(
            language=language,
            ranks=ranks([asked.rank for asked in came]),
            quotes=tuple(
                share([own[depth] for own in read]) for depth in range(len(DEPTHS))
            ),
            auroc=discrimination(present, absent) if present and absent else None,
        )

    def _ask(self, question: Question, *, language: str, reads: bool) -> Asked:
        found = self._finder.search_engine.find(
            question.text, language=language, limit=PASSAGES
        )
        own = _name(question.paragraph)
        places = [p.rank for p in found.passages if _file(p) == own]
        rank = places[0] if places and places[0] <= DEEPEST else None
        if not reads:
            return Asked(rank=rank, quotes=None, present=None, absent=None)
        quotes = quotes_from(self._finder, found, found.passages)
        words = [[self._answers[question.id]]]
        texts = [quote.sentence.text for quote in quotes]
        return Asked(
            rank=rank,
            quotes=tuple(holds_words("\n".join(texts[:d]), words) for d in DEPTHS),
            present=strength_of(question.text, found.passages),
            absent=strength_of(
                question.text, [p for p in found.passages if _file(p) != own]
            ),
        )


def _file(passage: Passage) -> str:
    return (passage.path or "").rpartition("/")[2]
