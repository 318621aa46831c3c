"""Passages, the questions that each answers, and where in it the answer stands."""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, TypeAdapter

from evals.adapter.questions import (
    LONGEST_PASSAGE,
    Asked,
    Asker,
    read_afriqa,
    read_squad,
)
from evals.adapter.sources import (
    AFRIQA,
    ARCD,
    CMRC,
    FAQUAD,
    Clone,
    Source,
    open_clone,
)
from evals.reader.sources import NQG, SELQA

SENTENCES = 5
"""How many a passage of nqg has at most: its own paragraphs are not kept there."""
MOST_AFRIQA, MOST_SELQA, MOST_CMRC = 2000, 500, 800  # passages
_SEED = 5
_FILES: dict[Asker, tuple[str, tuple[str, ...]]] = {
    Asker.FAQUAD: ("pt", ("data/dataset.json",)),
    Asker.ARCD: ("ar", ("data/arcd.json",)),
    Asker.CMRC: (
        "zh",
        (
            "squad-style-data/cmrc2018_dev.json",
            "squad-style-data/cmrc2018_trial.json",
        ),
    ),
}
"""The language and the files of the sets in the form of SQuAD."""
_PIVOTS = ("en", "fr")  # the languages of AfriQA's passages

_WRITTEN = {
    "``": '"',
    "''": '"',
    "-lrb-": "(",
    "-rrb-": ")",
    "-lsb-": "[",
    "-rsb-": "]",
}
_BEFORE_MARK = re.compile(r" ([,.;:!?%)])")
_SHORTENED = re.compile(r" ('s|n't|'re|'ve|'ll|'d)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, and where what answers it stands.

    Attributes:
        answers: places in the passage, in code points, from 0; a sentence answers
            where one of them lies in it.
    """

    text: str
    answers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A passage with its questions, of one or more."""

    text: str
    language: str  # BCP 47
    questions: tuple[Question, ...]


class _Row(BaseModel):
    """A question of SelQA; `answers` are places among `candidates`, from 0."""

    question: str
    candidates: list[str]
    answers: list[int]


@dataclass(frozen=True, kw_only=True)
class _Pivot(Clone):
    """A clone of AfriQA of which only the passages in one language are listed.

    No file tells the language of a passage, only its name: "afriqa.swa.en.dev.json".
    """

    language: str

    def paths(self, under: str) -> list[str]:
        return [one for one in super().paths(under) if f".{self.language}." in one]


def read_sets(clones: Path) -> dict[str, list[Passage]]:
    """Return the passages of each set, by its name: the same ones each time.

    Of AfriQA, SelQA and CMRC some are drawn by lot. None is longer than
    LONGEST_PASSAGE code points.
    """
    afriqa = open_clone(clones, AFRIQA)
    sets: dict[str, tuple[Iterable[Passage], int | None]] = {
        "nqg": (read_nqg(open_clone(clones, NQG)), None),
        "selqa": (read_selqa(open_clone(clones, SELQA)), MOST_SELQA),
        "afriqa": (_read_afriqa(afriqa), MOST_AFRIQA),
        "faquad": (_read_files(clones, FAQUAD, Asker.FAQUAD), None),
        "arcd": (_read_files(clones, ARCD, Asker.ARCD), None),
        "cmrc": (_read_files(clones, CMRC, Asker.CMRC), MOST_CMRC),
    }
    lots = random.Random(_SEED)
    return {name: _draw(own, most, lots) for name, (own, most) in sets.items()}


def read_nqg(clone: Clone) -> Iterator[Passage]:
    """Yield passages of SENTENCES sentences that follow each other, the last of fewer.

    A sentence that comes again is not repeated: its questions join it where it stands.
    """
    folder = "data/processed"
    asked: dict[str, list[str]] = {}
    sentences = clone.lines(f"{folder}/src-test.txt")
    questions = clone.lines(f"{folder}/tgt-test.txt")
    for sentence, question in zip(sentences, questions, strict=True):
        if sentence.strip():
            asked.setdefault(_as_written(sentence), []).append(_as_written(question))
    distinct = list(asked)
    for start in range(0, len(distinct), SENTENCES):
        own = distinct[start : start + SENTENCES]
        yield Passage(
            text=" ".join(own),
            language="en",
            questions=tuple(
                Question(text=question, answers=(place,))
                for sentence, place in zip(own, _places(own), strict=True)
                for question in asked[sentence]
            ),
        )


def read_selqa(clone: Clone) -> Iterator[Passage]:
    """Yield sections of articles, with those questions that have an answer there."""
    rows = TypeAdapter(list[_Row]).validate_json(clone.read("ass/selqa-ass-test.json"))
    sections: dict[tuple[str, ...], list[_Row]] = {}
    for row in rows:
        if row.answers:
            sections.setdefault(tuple(row.candidates), []).append(row)
    for candidates, own in sections.items():
        places = _places(candidates)
        yield Passage(
            text=" ".join(candidates),
            language="en",
            questions=tuple(
                Question(
                    text=row.question, answers=tuple(places[n] for n in row.answers)
                )
                for row in own
            ),
        )


def group(asked: Iterable[Asked], *, language: str) -> list[Passage]:
    """Return each passage once, with its questions; without those of unknown answer."""
    questions: dict[str, list[Question]] = {}
    for one in asked:
        if one.answer is not None:
            place = _place(one.passage, one.sentences, one.answer)
            question = Question(text=one.question, answers=(place,))
            questions.setdefault(one.passage, []).append(question)
    return [
        Passage(text=text, language=language, questions=tuple(own))
        for text, own in questions.items()
    ]


def join_tokens(tokens: str) -> str:
    """Return text that was cut into tokens, joined by spaces, as it is written.

    Small letters stay small, and quotation marks keep their spaces: which were
    capitals, and which marks open, is not known.
    """
    text = tokens
    for token, written in _WRITTEN.items():
        text = text.replace(token, written)
    text = _BEFORE_MARK.sub(r"\1", text).replace("( ", "(")
    return _SHORTENED.sub(r"\1", text).strip()


def _as_written(tokens: str) -> str:
    text = join_tokens(tokens.strip())
    return text[:1].upper() + text[1:]


def _places(sentences: Sequence[str]) -> list[int]:
    """Return where each begins when they are joined by spaces."""
    places: list[int] = []
    place = 0
    for sentence in sentences:
        places.append(place)
        place += len(sentence) + 1
    return places


def _place(passage: str, sentences: Sequence[str], number: int) -> int:
    end = 0
    for sentence in sentences[:number]:
        end = passage.index(sentence, end) + len(sentence)
    return passage.index(sentences[number], end)


def _read_afriqa(clone: Clone) -> Iterator[Passage]:
    for language in _PIVOTS:
        part = _Pivot(folder=clone.folder, commit=clone.commit, language=language)
        yield from group(read_afriqa(part), language=language)


def _read_files(clones: Path, source: Source, asker: Asker) -> list[Passage]:
    language, paths = _FILES[asker]
    clone = open_clone(clones, source)
    asked = [one for path in paths for one in read_squad(clone.read(path), asker)]
    return group(asked, language=language)


def _draw(
    passages: Iterable[Passage], most: int | None, lots: random.Random
) -> list[Passage]:
    short = [one for one in passages if len(one.text) <= LONGEST_PASSAGE]
    if most is None:
        return short
    return lots.sample(short, min(most, len(short)))
