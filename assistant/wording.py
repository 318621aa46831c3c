"""The fixed sentences that people read, in seven languages, and names and dates.

The sentences are in `locales/*.toml`, one file a language with the same keys and
placeholders; a test holds that. Names of languages and dates come from the CLDR data
of the babel library, for those seven too.
"""

import re
import string
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import cast

from vectorstore.text.languages import CHAT_LANGUAGES, is_right_to_left
from vectorstore.text.regions import known_groups

LANGUAGES = CHAT_LANGUAGES
"""The languages with sentences of their own; others are told in English."""
FALLBACK = "en"

_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """A question to begin with, and the few words on its button."""

    label: str
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The sentences of one language."""

    language: str
    sentences: Mapping[str, str]  # by "section.name"
    starters: tuple[Starter, ...]

    def say(self, key: str, **values: object) -> str:
        """Return a sentence with its placeholders filled.

        Values are put in as they are: braces within them stay inert.

        Raises:
            KeyError: there is no such sentence, or a placeholder got no value.
        """
        return self.sentences[key].format_map(values)

    @property
    def list_separator(self) -> str:
        """What stands between the parts of a short list."""
        return self.sentences["list.separator"]

    @property
    def right_to_left(self) -> bool:
        """Whether these sentences run from right to left."""
        return is_right_to_left(self.language)

    def enumerate(self, names: Iterable[str]) -> str:
        """Return "a, b and c" as this language writes it."""
        from babel.lists import format_list

        return format_list(list(names), locale=self.language)

    def language_name(self, tag: str) -> str:
        """Return what this language calls the language of a BCP 47 tag.

        A tag that nobody knows is returned as it is.
        """
        from babel import Locale

        names = cast("Mapping[str, str]", Locale.parse(self.language).languages)
        return names.get(tag.replace("-", "_")) or names.get(primary(tag)) or tag

    def country_name(self, code: str) -> str:
        """Return what this language calls the country of an ISO 3166-1 code.

        A code that nobody knows is returned as it is.
        """
        from babel import Locale

        names = cast("Mapping[str, str]", Locale.parse(self.language).territories)
        return names.get(code) or code

    def region_name(self, group: str) -> str:
        """Return what this language calls a group of countries of `regions`."""
        code = known_groups()[group]
        if code is None:
            return self.say(f"region.{group.replace('-', '_')}")
        return self.country_name(code)

    def kind_name(self, kind: str) -> str:
        """Return what this language calls a kind of document.

        One that has no name of ours is returned as its source wrote it.
        """
        return self.sentences.get(f"kind.{kind.replace(' ', '_')}", kind)

    def sector_name(self, group: str) -> str:
        """Return what this language calls a group of sectors, such as "120".

        A value that is no group is returned as its source wrote it.
        """
        return self.sentences.get(f"sector.{group}", group)

    def organization_kind_name(self, kind: str) -> str:
        """Return what this language calls a kind of organization, such as "ngo"."""
        key = kind.replace(" ", "_").replace("-", "_")
        return self.sentences.get(f"organization_kind.{key}", kind)

    def number(self, number: float) -> str:
        """Return a number as this language writes it, to three decimals at most."""
        from babel.numbers import format_decimal

        return format_decimal(number, locale=self.language)

    def date(self, iso: str) -> str:
        """Return a year, month or day of ISO 8601 as this language writes it.

        Anything else, such as a range that a source wrote, is returned as it is.
        """
        from babel.dates import format_date, format_skeleton

        matched = _PARTIAL_DATE.match(iso)
        rest = iso[matched.end() :] if matched else ""
        if matched is None or (rest and not rest.startswith("T")):
            return iso
        year, month, day = matched.groups()
        try:
            when = date(int(year), int(month or 1), int(day or 1))
        except ValueError:
            return iso
        if day:
            return format_date(when, "long", locale=self.language)
        skeleton = "yMMMM" if month else "y"
        return str(format_skeleton(skeleton, when, locale=self.language))


@cache
def wording(language: str) -> Wording:
    """Return the sentences for a BCP 47 tag: its language's own, or English."""
    own = primary(language)
    name = own if own in LANGUAGES else FALLBACK
    table = tomllib.loads(
        files("assistant").joinpath(f"locales/{name}.toml").read_text("utf-8")
    )
    starters = tuple(Starter(**starter) for starter in table.pop("starters"))
    sentences = {
        f"{section}.{key}": text
        for section, entries in table.items()
        for key, text in entries.items()
    }
    return Wording(language=name, sentences=sentences, starters=starters)


def primary(tag: str) -> str:
    """Return the first part of a language tag, in lower case: "pt" for "pt-BR"."""
    return re.split(r"[-_]", tag.strip().lower(), maxsplit=1)[0]


def placeholders(sentence: str) -> frozenset[str]:
    """Return the names that a sentence wants values for."""
    return frozenset(
        name for _, name, _, _ in string.Formatter().parse(sentence) if name
    )
