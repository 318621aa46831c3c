"""Which kind of body a need asks for, and which kind an organization is.

A name that says it goes before what sources state.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.partners.kinds import patterns
from assistant.partners.view import Organization

Body = Literal["ngo", "university", "private", "company", "government"]

_STATED: Mapping[str, str] = {
    "ngo": "ngo",
    "foundation": "ngo",
    "academic": "university",
    "company": "company",
    "state-owned company": "state company",
    "government": "government",
    "public": "government",
    "multilateral": "multilateral",
}
"""What the kinds that sources state are."""
_IS: Mapping[Body, frozenset[str]] = {
    "ngo": frozenset({"ngo"}),
    "university": frozenset({"university"}),
    "private": frozenset({"company"}),
    "company": frozenset({"company", "state company"}),
    "government": frozenset({"government"}),
}
"""Which organizations are of each kind that is asked for."""
_LARGER: Mapping[str, frozenset[str]] = {"company": frozenset({"state company"})}
"""What a name says that leaves a stated kind as it is."""


def body_sought(text: str) -> Body | None:
    """Return the kind of body that a need asks for; None: any, or more than one."""
    lowered = " ".join(text.casefold().replace("'", "’").split())
    return next((b for b, found in _sought().items() if found.search(lowered)), None)


def other_bodies(
    organizations: Sequence[Organization], body: Body | None
) -> NDArray[np.bool_]:
    """Tell of each organization whether it is known to be no body of a kind."""
    if body is None:
        return np.zeros(len(organizations), np.bool_)
    known = (body_of(one.name, one.kind) for one in organizations)
    return np.array([kind is not None and kind not in _IS[body] for kind in known])


def body_of(name: str, stated: str | None) -> str | None:
    """Return which kind of body an organization is; None: nothing tells."""
    kind = _STATED.get(stated or "")
    lowered = name.casefold()
    named = next((b for b, found in _named().items() if found.search(lowered)), None)
    if named is None or kind in _LARGER.get(named, ()):
        return kind
    return named


@cache
def _sought() -> Mapping[Body, re.Pattern[str]]:
    lead = {name: found.pattern for name, found in patterns("body_lead").items()}
    nouns = {name: found.pattern for name, found in patterns("body").items()}
    every = "|".join(nouns.values())
    alone = rf"(?!{lead['joined']}(?:{every}))"
    return {
        body: re.compile(
            rf"(?:{lead['asks']})(?:{nouns[body]}){alone}"
            rf"|(?:{lead['needs']})(?:{nouns[body]})(?={lead['behind']}){alone}"
        )
        for body in _IS
    }


@cache
def _named() -> Mapping[str, re.Pattern[str]]:
    return patterns("body_named")
