"""Questions, the passage that answers each, and the sentence that does."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, TypeAdapter, field_validator

from evals.adapter.sources import (
    AFRIQA,
    ARCD,
    CMRC,
    FAQUAD,
    IAPP,
    JAQUAD,
    PERSIAN,
    Clone,
    Source,
    open_clone,
)
from vectorstore.records import Span
from vectorstore.text.sentences import split_sentences

LONGEST_PASSAGE = 3000  # code points
_UNKNOWN = -1
_JAQUAD_FILES = 30
_CUT_ABOVE, _CUT_BEFORE, _CUT_TO = 1200, 500, 1000  # code points


class Asker(StrEnum):
    """The source of a question."""

    JAQUAD = "jaquad"
    CMRC = "cmrc"
    ARCD = "arcd"
    FAQUAD = "faquad"
    PERSIAN = "pqa"
    IAPP = "iapp"
    AFRIQA = "afriqa"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with its passage.

    Attributes:
        sentences: of the passage, in order.
        answer: the place among them of the one that answers; None: not known.
    """

    asker: Asker
    question: str
    passage: str
    sentences: tuple[str, ...]
    answer: int | None


class _Answer(BaseModel):
    answer_start: int


class _Question(BaseModel):
    question: str
    answers: list[_Answer] = []
    is_impossible: bool = False


class _Paragraph(BaseModel):
    context: str
    qas: list[_Question]


class _Article(BaseModel):
    paragraphs: list[_Paragraph]


class _Squad(BaseModel):
    data: list[_Article]


class _Starts(BaseModel):
    answer_start: list[int]

    @field_validator("answer_start", mode="before")
    @classmethod
    def _as_list(cls, value: object) -> object:
        return [value] if isinstance(value, int) else value


class _ThaiLine(BaseModel):
    question: str
    context: str
    answers: _Starts


class _AfricanLine(BaseModel):
    """The question in its own language and, where there is one, in the passage's."""

    context: str | None = None
    question_lang: str | None = None
    question_translated: str | None = None
    answer_pivot: _Starts | None = None

    @field_validator("context", "question_lang", "question_translated", mode="before")
    @classmethod
    def _text_or_none(cls, value: object) -> object:
        return value if isinstance(value, str) else None  # NaN where there is none


_FILES: tuple[tuple[Asker, Source, tuple[str, ...]], ...] = (
    (
        Asker.JAQUAD,
        JAQUAD,
        tuple(f"data/train/jaquad_train_{n:04}.json" for n in range(_JAQUAD_FILES)),
    ),
    (
        Asker.CMRC,
        CMRC,
        (
            "squad-style-data/cmrc2018_dev.json",
            "squad-style-data/cmrc2018_trial.json",
        ),
    ),
    (Asker.ARCD, ARCD, ("data/arcd.json",)),
    (Asker.FAQUAD, FAQUAD, ("data/dataset.json",)),
    (Asker.PERSIAN, PERSIAN, ("dataset/pqa_test.json",)),
)


def read_questions(clones: Path) -> list[Asked]:
    """Return all questions whose passage is not too long."""
    asked: list[Asked] = []
    for asker, source, paths in _FILES:
        clone = open_clone(clones, source)
        for path in paths:
            asked += read_squad(clone.read(path), asker)
    asked += read_iapp(open_clone(clones, IAPP))
    asked += read_afriqa(open_clone(clones, AFRIQA))
    return [one for one in asked if len(one.passage) <= LONGEST_PASSAGE]


def read_squad(content: bytes, asker: Asker) -> Iterator[Asked]:
    """Yield the questions of a file in the form of SQuAD that have an answer."""
    for article in _Squad.model_validate_json(content).data:
        for paragraph in article.paragraphs:
            for asked in paragraph.qas:
                if asked.answers and not asked.is_impossible:
                    yield _asked(
                        asker,
                        asked.question,
                        paragraph.context,
                        asked.answers[0].answer_start,
                    )


def read_iapp(clone: Clone) -> Iterator[Asked]:
    """Yield the questions in Thai; of a long page, what is around the answer."""
    for line in clone.lines("squad_format/data/test.jsonl"):
        if not line.strip():
            continue
        read = _ThaiLine.model_validate_json(line)
        context, answer = read.context, read.answers.answer_start[0]
        if len(context) > _CUT_ABOVE:
            start = max(0, answer - _CUT_BEFORE)
            context, answer = context[start : start + _CUT_TO], answer - start
        yield _asked(Asker.IAPP, read.question, context, answer)


def read_afriqa(clone: Clone) -> Iterator[Asked]:
    """Yield each question in an African language, then in that of its passage."""
    lines = TypeAdapter(list[_AfricanLine])
    for path in clone.paths("data/gold_passages"):
        if not path.endswith(".json"):
            continue
        rows = [line for line in clone.text(path).split("\n") if line.strip()]
        for read in lines.validate_json(f"[{','.join(rows)}]"):
            starts = read.answer_pivot.answer_start if read.answer_pivot else []
            answer = starts[0] if starts else _UNKNOWN
            for question in (read.question_lang, read.question_translated):
                if question and read.context:
                    yield _asked(Asker.AFRIQA, question, read.context, answer)


def _asked(asker: Asker, question: str, passage: str, answer_at: int) -> Asked:
    spans = _sentences(passage)
    places = (n for n, (start, end) in enumerate(spans) if start <= answer_at < end)
    return Asked(
        asker=asker,
        question=question,
        passage=passage,
        sentences=tuple(passage[start:end] for start, end in spans),
        answer=next(places, None),
    )


@lru_cache(maxsize=1)  # the questions about a passage follow each other
def _sentences(passage: str) -> tuple[Span, ...]:
    return tuple(split_sentences(passage))
