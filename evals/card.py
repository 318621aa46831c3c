"""Writes the system card: fixed words around the numbers of the last runs."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any

from rich.table import Table

from evals.answers import Answers
from evals.bench.timing import Machine
from evals.bench.whole import Summary
from evals.bench.whole import shown as bench_shown
from evals.cases import SuiteName
from evals.kept import FOLDER
from evals.model_answers import ModelAnswers
from evals.organizations import Organizations
from evals.parallel import Parallel
from evals.partners import Partners
from evals.partners_shown import organizations_grids, partners_grids
from evals.safety import Safety
from evals.safety_shown import safety_grids
from evals.shown import answers_grids, model_grids, parallel_grids, xquad_grids
from evals.support import Support
from evals.support_shown import support_grids
from evals.tables import Grid
from evals.xquad import Xquad

CARD_FILE = Path(__file__).parent.parent / "docs" / "system-card.md"
TEMPLATE = Path(__file__).with_name("card.template.md")
HEADINGS = {
    SuiteName.ANSWERS: "Answers and refusals",
    SuiteName.PARALLEL: "Parallel texts",
    SuiteName.XQUAD: "XQuAD",
    SuiteName.SUPPORT: "Support verdicts",
    SuiteName.SAFETY: "Instructions in documents",
    SuiteName.PARTNERS: "Partners",
    SuiteName.ORGANIZATIONS: "Names of organizations",
    SuiteName.BENCH: "Speed",
    SuiteName.ENDPOINT: "Model mode",
}
NOT_YET = "Not measured yet."
NO_MODEL_YET = (
    "The quality of answers that a language model writes is not measured until someone "
    "runs `galaxy-eval --endpoint`. Nothing here says anything about it."
)


def write(folder: Path = FOLDER, path: Path = CARD_FILE) -> Path:
    """Write the card from the summaries of a folder; return its file."""
    path.write_text(card(folder), "utf-8")
    return path


def card(folder: Path = FOLDER) -> str:
    """Return the card from the summaries of a folder."""
    parts = [
        f"## {heading}\n\n{_numbers(folder / f'{suite}.json', suite)}"
        for suite, heading in HEADINGS.items()
    ]
    words = Template(TEMPLATE.read_text("utf-8"))
    return words.substitute(numbers="\n\n".join(parts))


def _numbers(path: Path, suite: SuiteName) -> str:
    if not path.exists():
        return NO_MODEL_YET if suite is SuiteName.ENDPOINT else NOT_YET
    body: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
    tables = [grid.markdown() for grid in _grids(suite, body["result"])]
    return "\n\n".join([_when(body), *tables])


def _when(body: Mapping[str, Any]) -> str:
    on = Machine.model_validate(body["machine"])
    told = [f"Measured on {body['day']}, {on.cores} cores ({on.processor})."]
    if body["items"]:
        told.append(f"{body['items']:,} items in {body['chunks']:,} passages.")
    if body["split"]:
        told.append(f"Questions of the split `{body['split']}`.")
    return " ".join(told)


def _grids(suite: SuiteName, result: Mapping[str, Any]) -> Sequence[Grid]:
    match suite:
        case SuiteName.ANSWERS:
            return answers_grids(Answers.model_validate(result))
        case SuiteName.PARALLEL:
            return parallel_grids(Parallel.model_validate(result))
        case SuiteName.XQUAD:
            return xquad_grids(Xquad.model_validate(result))
        case SuiteName.SUPPORT:
            return support_grids(Support.model_validate(result))
        case SuiteName.SAFETY:
            return safety_grids(Safety.model_validate(result))
        case SuiteName.PARTNERS:
            return partners_grids(Partners.model_validate(result))
        case SuiteName.ORGANIZATIONS:
            return organizations_grids(Organizations.model_validate(result))
        case SuiteName.ENDPOINT:
            return model_grids(ModelAnswers.model_validate(result))
        case SuiteName.BENCH:
            parts = bench_shown(Summary.model_validate(result))
            return [_grid(part) for part in parts if isinstance(part, Table)]


def _grid(table: Table) -> Grid:
    grid = Grid(str(table.title), *(str(column.header) for column in table.columns))
    for row in zip(*(column.cells for column in table.columns), strict=True):
        grid.add(*map(str, row))
    return grid
