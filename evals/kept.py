"""What was measured, on what and when; and the summaries that are kept.

`evals/measured/` holds the last summary of each suite. The system card is written from
them, so that its numbers are those of a run.
"""

import json
from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import SerializeAsAny

from evals.answers import Answers
from evals.bench.timing import Machine, machine
from evals.cases import Split, SuiteName
from evals.model_answers import ModelAnswers
from vectorstore.records import Record

FOLDER = Path(__file__).parent / "measured"
DIGITS = 4
"""After the point, of what is kept: more than any interval allows to tell."""


class Measured(Record):
    """One run of a suite."""

    suite: SuiteName
    split: Split | None  # None: the suite has no questions of its own
    day: date
    machine: Machine
    items: int | None  # in the index that was asked; None: no single index
    chunks: int | None
    result: SerializeAsAny[Record]


def measured(
    suite: SuiteName,
    *,
    result: Record,
    split: Split | None = None,
    items: int | None = None,
    chunks: int | None = None,
) -> Measured:
    """Return a result with what it was measured on, today and here."""
    return Measured(
        suite=suite,
        split=split,
        day=datetime.now(UTC).date(),
        machine=machine(),
        items=items,
        chunks=chunks,
        result=result,
    )


def keep(run: Measured, folder: Path = FOLDER) -> Path:
    """Write the summary of a run, without single questions; return its file."""
    result = run.result
    if isinstance(result, Answers | ModelAnswers):
        result = result.kept
    folder.mkdir(exist_ok=True)
    path = folder / f"{run.suite}.json"
    body = run.model_copy(update={"result": result}).model_dump_json()
    short = json.loads(body, parse_float=lambda told: round(float(told), DIGITS))
    path.write_text(json.dumps(short) + "\n", "utf-8")
    return path
