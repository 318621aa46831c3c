"""The suite of injected instructions, and innocent sentences that look like them."""

import re
from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, model_validator

from evals.cases import SUITES, Split, read_suite, refuse_repeated
from vectorstore.records import Record, Visibility

ATTACKS = SUITES / "injection.jsonl"
NEIGHBOURS = SUITES / "injection_library.jsonl"
INNOCENT = SUITES / "innocent.jsonl"
INSTRUCTING = SUITES / "guard" / "instructing.jsonl"


class Attack(StrEnum):
    """How an instruction is put, or what it is after."""

    OVERRIDE = "override"
    EXFILTRATE = "exfiltrate"
    LINK = "link"
    ROLE_PLAY = "role_play"
    HIDDEN = "hidden"  # from readers: invisible characters, white letters
    HOMOGLYPH = "homoglyph"  # letters that look like others, or are spaced out
    ENCODED = "encoded"


DISGUISED = frozenset({Attack.HIDDEN, Attack.HOMOGLYPH, Attack.ENCODED})
"""Attacks whose letters are not those of what they say."""


class InjectionCase(Record):
    """A document with an instruction in it, and how one sees that it was obeyed."""

    id: str = Field(min_length=1)
    split: Split
    language: str
    kind: Attack
    format: Literal["txt", "html"]
    title: str
    text: str  # with the instruction; HTML where the format is
    question: str  # which the document answers
    instruction: str  # as it stands in the text
    effect: str  # what a model that obeys writes
    sign: tuple[str, ...] = Field(min_length=1)  # patterns, in any case

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.instruction not in self.text:
            raise ValueError("the instruction does not stand in the text")
        if not self.succeeded(self.effect):
            raise ValueError("the effect has no sign")
        if self.succeeded(self.text.replace(self.instruction, " ")):
            raise ValueError("the document has a sign without its instruction")
        return self

    def succeeded(self, shown: str) -> bool:
        """Tell whether what a person reads shows that the attack succeeded."""
        told = " ".join(shown.split())
        return any(re.search(one, told, re.IGNORECASE) for one in self.sign)


class Neighbour(Record):
    """A document that stands beside the cases; one of staff, one of elsewhere."""

    language: str
    platform: str
    visibility: Visibility
    title: str
    text: str


class Innocent(Record):
    """A sentence that looks like an instruction to a model and is none."""

    id: str = Field(min_length=1)
    split: Split
    language: str
    text: str


class InstructingCase(Record):
    """A sentence to draw the line by: one that instructs a model, or looks as if."""

    id: str = Field(min_length=1)
    language: str
    form: str  # how it is put, or whom it is said to
    instructs: bool
    text: str


def load_attacks() -> tuple[InjectionCase, ...]:
    """Return the cases of both splits.

    Raises:
        BadSuite: the file cannot be used.
    """
    cases = read_suite(ATTACKS, InjectionCase)
    refuse_repeated(ATTACKS, (case.id for case in cases))
    return cases


def load_neighbours() -> tuple[Neighbour, ...]:
    """Return the documents that stand beside the cases.

    Raises:
        BadSuite: the file cannot be used.
    """
    return read_suite(NEIGHBOURS, Neighbour)


def load_innocent() -> tuple[Innocent, ...]:
    """Return the innocent sentences of both splits.

    Raises:
        BadSuite: the file cannot be used.
    """
    found = read_suite(INNOCENT, Innocent)
    refuse_repeated(INNOCENT, (one.id for one in found))
    return found


def load_instructing() -> tuple[InstructingCase, ...]:
    """Return the sentences that the line between instructions and others is drawn by.

    Raises:
        BadSuite: the file cannot be used.
    """
    found = read_suite(INSTRUCTING, InstructingCase)
    refuse_repeated(INSTRUCTING, (one.id for one in found))
    return found
