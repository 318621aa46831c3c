"""How well names of one organization are joined, and those of several kept apart.

`suites/organizations.jsonl` holds names that sources write, labelled by hand with what
they stand for. None of them implemented a project of `gcof`: those names the rules were
made with. Precision and recall count pairs of names.
"""

from collections.abc import Sequence
from itertools import combinations

from pydantic import ValidationError

from evals.cases import SUITES, BadSuite
from evals.metrics import Share
from vectorstore.records import Record
from vectorstore.resolution import NameUse, resolve
from vectorstore.text.organization_names import home_of, organization_key

FILE = SUITES / "organizations.jsonl"


class Named(Record):
    """A name and the organization that it stands for."""

    name: str
    organization: str


class Organizations(Record):
    """What was measured."""

    names: int
    organizations: int
    precision: Share  # of the pairs that were joined, those of one organization
    recall: Share  # of the pairs of one organization, those that were joined
    missed: tuple[tuple[str, str], ...]
    wrong: tuple[tuple[str, str], ...]


def load() -> list[Named]:
    """Return the labelled names.

    Raises:
        BadSuite: the file cannot be read, or a line is no label.
    """
    try:
        lines = FILE.read_text("utf-8").splitlines()
        return [Named.model_validate_json(line) for line in lines if line.strip()]
    except (OSError, ValidationError) as error:
        raise BadSuite(f"{FILE} cannot be used: {error}") from error


def measure(labelled: Sequence[Named]) -> Organizations:
    """Join the names as if each were of one record, and count pairs."""
    key_of = {
        one.name: organization_key(one.name, home_of(one.name)) for one in labelled
    }
    written: dict[str, set[str]] = {}
    for name, key in key_of.items():
        written.setdefault(key, set()).add(name)
    found = resolve(
        [
            NameUse(
                key=key,
                names=frozenset(names),
                identifiers=frozenset(),
                first="",
                count=len(names),
            )
            for key, names in written.items()
        ]
    )
    joined: list[tuple[str, str]] = []
    same: list[tuple[str, str]] = []
    for one, other in combinations(labelled, 2):
        pair = (one.name, other.name)
        if found.stands_for[key_of[one.name]] == found.stands_for[key_of[other.name]]:
            joined.append(pair)
        if one.organization == other.organization:
            same.append(pair)
    both = set(joined) & set(same)
    return Organizations(
        names=len(labelled),
        organizations=len({one.organization for one in labelled}),
        precision=Share(hits=len(both), of=len(joined)),
        recall=Share(hits=len(both), of=len(same)),
        missed=tuple(pair for pair in same if pair not in both),
        wrong=tuple(pair for pair in joined if pair not in both),
    )
