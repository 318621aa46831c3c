"""Questions with what a good answer holds, one JSON object a line."""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Self, TypeVar

from pydantic import Field, ValidationError, model_validator

from vectorstore.records import Record

SUITES = Path(__file__).parent / "suites"
Line = TypeVar("Line", bound=Record)
CARD = "card"
"""Said in place of a suite: write the system card."""


class BadSuite(Exception):
    """A file of questions that cannot be used; the message names file, line, remedy."""


class SuiteName(StrEnum):
    """What can be measured."""

    ANSWERS = "answers"
    PARALLEL = "parallel"
    XQUAD = "xquad"
    SUPPORT = "support"
    SAFETY = "safety"
    PARTNERS = "partners"
    ORGANIZATIONS = "organizations"
    BENCH = "bench"
    ENDPOINT = "endpoint"


class Split(StrEnum):
    """What a question may be used for."""

    DEV = "dev"  # to choose weights and thresholds
    TEST = "test"  # to report


class Kind(StrEnum):
    """Whether the sources hold an answer."""

    ANSWERABLE = "answerable"
    HARD = "hard_unanswerable"  # plausible and near to what they hold
    EASY = "easy_unanswerable"  # off topic, private, a false premise, too vague
    NEAR = "near_unanswerable"  # they speak of it, and leave this fact out
    OFF_TOPIC = "off_topic"  # of anything but development


class Case(Record):
    """One question."""

    id: str = Field(min_length=1)
    split: Split
    question: str = Field(min_length=1)
    language: str
    kind: Kind
    gold: tuple[str, ...] = ()  # every path that answers, relative to what is ingested
    words: tuple[tuple[str, ...], ...] = ()  # all groups, any alternative of a group
    note: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.kind is Kind.ANSWERABLE) != bool(self.gold):
            raise ValueError("an answerable question has gold paths, no other has any")
        if bool(self.words) != bool(self.gold):
            raise ValueError("gold paths and answer words come together")
        if not all(self.words) or not all(
            word for group in self.words for word in group
        ):
            raise ValueError("a group of answer words is empty")
        return self


def read_suite(path: Path, kind: type[Line]) -> tuple[Line, ...]:
    """Return the lines of a file as records, in order; blank lines are skipped.

    Raises:
        BadSuite: the file cannot be read, or a line is no such record.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise BadSuite(
            f"{path} cannot be read ({error.strerror}): name a file of a suite"
        ) from error
    found: list[Line] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found.append(kind.model_validate_json(line))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "the line"
            raise BadSuite(
                f"{path}, line {number}: {where}: {first['msg']}; "
                f"evals/suites/README.md tells the fields"
            ) from error
    return tuple(found)


def refuse_repeated(path: Path, identifiers: Iterable[str]) -> None:
    """Raise `BadSuite` where an id stands twice in a file."""
    repeated = [name for name, count in Counter(identifiers).items() if count > 1]
    if repeated:
        raise BadSuite(f"{path}: the id {repeated[0]!r} is there twice; rename one")


def load_suite(path: Path) -> tuple[Case, ...]:
    """Return the questions of a file, in order; blank lines are skipped.

    Raises:
        BadSuite: the file cannot be read, a line is no question, or an id repeats.
    """
    cases = read_suite(path, Case)
    refuse_repeated(path, (case.id for case in cases))
    return cases


def load_suites(paths: Sequence[Path], split: Split) -> tuple[Case, ...]:
    """Return the questions of one split from several files, in order.

    Raises:
        BadSuite: see `load_suite`; or two files share an id.
    """
    cases = [case for path in paths for case in load_suite(path)]
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise BadSuite(f"the id {case.id!r} is in two suites; rename one")
        seen.add(case.id)
    return tuple(case for case in cases if case.split is split)
