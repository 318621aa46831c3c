"""Which records are copies of one: the same work, told by two platforms or once a year.

Copies share their title but for years, their places, and who took part in which role.
A title that says little without its years keeps them. Records that name nobody share
their whole title, places and the year of their start.
"""

from collections.abc import Collection

import regex

from vectorstore.text.normalization import fold_word

_YEARS = regex.compile(
    r"(?<!\d)(?:19|20)\d\d(?:\s*[-–—/]\s*(?:(?:19|20)\d\d|\d\d))?(?!\d)\s*[年г]?"
)
_SIGNS = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_HAN = regex.compile(r"\p{Han}")
_WORDS_ENOUGH = 2
_SIGNS_ENOUGH = 4
"""Words, or signs of Chinese, that still tell one programme from others."""
_WORDS_ALONE = 4
_SIGNS_ALONE = 8
"""The same of a title that has nothing but places and a year beside it."""
_YEAR = 4


def copy_key(
    title: str,
    countries: Collection[str],
    parts: Collection[tuple[str, str]],
) -> int:
    """Return what copies of a record share, as 64 bits of a hash of this process.

    Args:
        title: of the record.
        countries: alpha-2 codes.
        parts: the key of each organization's name, with its role.
    """
    return hash((_plain(title), frozenset(countries), frozenset(parts)))


def nameless_key(
    title: str, countries: Collection[str], started: str | None
) -> int | None:
    """Return what copies share of a record that names no organization.

    Its whole title, places and the year of its start; None where it lacks any of them,
    or the title is too short to be one work's own.

    Args:
        title: of the record.
        countries: alpha-2 codes.
        started: ISO 8601: a year, a month or a day.
    """
    plain = _joined(title)
    long = (
        len(plain.split()) >= _WORDS_ALONE or len(_HAN.findall(plain)) >= _SIGNS_ALONE
    )
    if not (long and countries and started):
        return None
    return hash((plain, frozenset(countries), started[:_YEAR]))


def _plain(title: str) -> str:
    undated = _joined(_YEARS.sub(" ", title))
    if len(undated.split()) >= _WORDS_ENOUGH or (
        len(_HAN.findall(undated)) >= _SIGNS_ENOUGH
    ):
        return undated
    return _joined(title)


def _joined(text: str) -> str:
    return _SIGNS.sub(" ", fold_word(text.casefold())).strip()
