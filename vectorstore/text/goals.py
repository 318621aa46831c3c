"""Goals of sustainable development as texts name them: "SDG 6", "ODD n° 6", "ЦУР 6"."""

import regex

GOALS = tuple(str(number) for number in range(1, 18))
"""The numbers of the goals, in their order."""
_GOAL = regex.compile(
    r"(?:\bSDGs?|\bODDs?|\bODS|ЦУР|可持续发展目标|أهداف التنمية المستدامة|الهدف)"
    r"\s*(?:n[°º.]?\s*)?(\d{1,2})(?!\d)",
    regex.IGNORECASE,
)


def goals_named(text: str) -> tuple[str, ...]:
    """Return the numbers that follow a goal's name, in their order, repeated ones too.

    They are as written: "SDG 99" gives "99", which is no goal.
    """
    return tuple(_GOAL.findall(text))


def goal_words(text: str) -> frozenset[str]:
    """Return the words that name goals and their numbers, in lower case."""
    return frozenset(
        word.casefold()
        for found in _GOAL.finditer(text)
        for word in regex.findall(r"[\p{L}\p{N}]+", found.group())
    )
