"""Which countries a text is about, where its source states none: inferred.

Of no use for records: what they leave open, their source left open.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

import regex

from ingestion.items import Block, Item
from vectorstore.catalogue.about import with_inferred
from vectorstore.text.countries import countries_named
from vectorstore.text.demonyms import nationalities_named, speaks_too

MOST = 5
"""Countries that a text may be about; one of more is about none of them."""
SHARE = 1 / 3
"""Of the paragraphs: how many name a country that the text is about."""
SHARE_OF_MANY = 1 / 2
"""The same where the text names more than `MANY` countries."""
MANY = 10
MENTIONS = 3
PARAGRAPHS = 2
"""How often, and in how many paragraphs, the text names it at least."""
READ = 200_000
"""Characters of a text that are read for it: a second and a half's work."""
_REFERENCE = 200
"""Characters up to which a line with an address is a source, and tells of nothing."""
_ADDRESS = regex.compile(r"https?://\S*")
_GOAL = regex.compile(r"^SDG \d+: ")
"""What stands before evidence for a goal, which is often given for several."""


def with_countries(item: Item) -> Item:
    """Return an item with the countries that it is about, where it states none."""
    if item.facets.countries:
        return item
    told = with_inferred(item.metadata, countries_about(item.title, item.blocks))
    return item if told == item.metadata else item.model_copy(update={"metadata": told})


def countries_about(title: str, blocks: Sequence[Block]) -> tuple[str, ...]:
    """Return the countries that a text is plainly about, most named first.

    Those that its title or main heading names; those that a third of its paragraphs
    name, two of them at least and three times in all; and the only one that it names,
    where its opening paragraph does or it does so three times. Adjectives count as
    names. Where it names more than ten, half of its paragraphs must; where more than
    five pass, it lists countries, and is about none. ISO 3166-1 alpha-2.
    """
    heading = next((block.text for block in blocks if block.is_heading), "")
    titled = dict.fromkeys([*_named(title), *_named(heading)])
    paragraphs = [list(_named(text)) for text in _paragraphs(title, blocks)]
    mentions = Counter(code for named in paragraphs for code in named)
    held = Counter(code for named in paragraphs for code in set(named))
    share = SHARE_OF_MANY if len(mentions) > MANY else SHARE
    told = [
        code
        for code, count in mentions.most_common()
        if count >= MENTIONS and held[code] >= max(share * len(paragraphs), PARAGRAPHS)
    ]
    if len(mentions) == 1:
        told = [
            code
            for code, count in mentions.items()
            if count >= MENTIONS or code in paragraphs[0]
        ]
    found = dict.fromkeys(
        code for codes in (titled, told) if len(codes) <= MOST for code in codes
    )
    ordered = sorted(found, key=lambda code: -mentions[code])
    return tuple(ordered) if len(ordered) <= MOST else tuple(titled)


def _named(text: str) -> Iterator[str]:
    """Yield the country of each name and adjective in a text, as often as there are."""
    yield from (code for code, _ in countries_named(text))
    yield from (c for c, _ in nationalities_named(text) if not speaks_too(c))


def _paragraphs(title: str, blocks: Sequence[Block]) -> list[str]:
    """Return the paragraphs of a text, each once, without its sources and its title."""
    found: dict[str, None] = {}
    left = READ
    for block in blocks:
        if block.is_heading or left <= 0:
            continue
        left -= len(block.text)
        lines = (line for line in block.text.split("\n") if not _is_reference(line))
        text = _GOAL.sub("", _ADDRESS.sub("", "\n".join(lines))).strip()
        if text and text != title:
            found[text] = None
    return list(found)


def _is_reference(line: str) -> bool:
    return len(line) <= _REFERENCE and _ADDRESS.search(line) is not None
