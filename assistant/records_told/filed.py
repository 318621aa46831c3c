"""Words of a question that name sectors under which documents are filed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assistant.finding import Finder
from assistant.records_told.countable import Countable
from assistant.wording import Wording, wording
from vectorstore.records import Readers
from vectorstore.text.asked import AskedWord
from vectorstore.text.normalization import terms
from vectorstore.text.sectors import is_general, sectors_named


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """The sectors that a word of a question names, and documents are filed under."""

    groups: tuple[str, ...]
    is_general: bool  # whether it means the whole of them


def filed_under(
    finder: Finder, countable: Countable, language: str, readers: Readers
) -> Mapping[str, Filed]:
    """Return the words that name sectors under which documents are filed.

    Dates do not matter for that: "health projects since 2030" are none, not those of
    which a passage says "health".
    """
    if countable.filters.sector or not countable.words:
        return {}
    dateless = countable.filters.model_copy(update={"from_": None, "to": None})
    counts = finder.facets(("sector",), filters=dateless, readers=readers)
    say = wording(language)
    found: dict[str, Filed] = {}
    for word in countable.words:
        groups = [
            g for g in sectors_named(word.written) if g in counts.values["sector"]
        ]
        if groups:
            found[word.written] = Filed(
                groups=tuple(groups),
                is_general=any(_is_general(word, group, say) for group in groups),
            )
    return found


def _is_general(word: AskedWord, group: str, say: Wording) -> bool:
    names = frozenset(terms(say.sector_name(group), say.language))
    return not names.isdisjoint(word.forms) or is_general(word.written, group)


def with_sectors(
    countable: Countable, filed: Mapping[str, Filed], *, is_whole: bool
) -> Countable:
    """Take words for the sectors that they name.

    Args:
        countable: what is counted.
        filed: the words that name sectors.
        is_whole: whether matters within a sector are taken for all of it too.
    """
    taken = {
        word: named for word, named in filed.items() if named.is_general or is_whole
    }
    groups = {group for named in taken.values() for group in named.groups}
    if not groups:
        return countable
    return replace(
        countable,
        filters=countable.filters.model_copy(update={"sector": tuple(sorted(groups))}),
        words=tuple(word for word in countable.words if word.written not in taken),
    )
