"""What was said to a question, before it is a reply with an audit record."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.answers.answering import Composed
from assistant.replies import Counts, Kind, Mode
from assistant.understanding.questions import Question
from vectorstore.records import Passage, Record


class Trace(Record):
    """How a model came to its words, for the audit record."""

    prompts: Mapping[str, str]  # sha256 by name
    parameters: Mapping[str, float]
    tokens: Mapping[str, int]
    left_out: tuple[Mapping[str, str], ...]  # text and reason of each statement
    stopped: str | None  # why it was not heard to its end, or not at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The words for a question, the passages they were made from, and by whom."""

    kind: Kind
    composed: Composed
    question: Question
    passages: tuple[Passage, ...] = ()
    mode: Mode = "quoting"
    model: str | None = None
    trace: Trace | None = None
    counts: Counts | None = None
    first_at: float | None = field(
        default=None
    )  # `time.perf_counter` of its first claim


def said_at_once(kind: Kind, composed: Composed, question: Question) -> Said:
    """Return words that needed no looking up."""
    return Said(kind=kind, composed=composed, question=question)
