"""Words that a library holds and that are spelt nearly as one that it does not."""

from collections import Counter

from rapidfuzz.distance import OSA

from vectorstore.library import Library
from vectorstore.records import Filters, Readers
from vectorstore.text.country_names import territories
from vectorstore.text.normalization import fold_word, words

SHORTEST = 4
"""Letters of a word below which too many others are near."""
LONG = 7
"""Letters from which a word may differ at two places."""
COMPARED = 20_000
"""Terms with the same first letter that are compared, the commonest first."""
LOOKED_UP = 8
"""Terms whose words are looked for in texts."""
READ = 3
"""Texts that show how a word is written."""


def spelt_like(
    library: Library,
    word: str,
    language: str,
    *,
    filters: Filters,
    readers: Readers,
) -> str | None:
    """Return the nearest word of a language that readers may see; None: none is near.

    As countries of that name or the texts write it: of equally near ones the commonest.
    The first letter is taken to be right.

    Args:
        library: whose texts are looked at.
        word: that no text of the library holds.
        language: of the word, and of the texts.
        filters: which texts count.
        readers: whose eyes it is for.

    Raises:
        StoreUnavailable: the store failed.
    """
    folded = fold_word(word.casefold())
    if len(folded) < SHORTEST or not folded.isalpha():
        return None
    most = 1 if len(folded) < LONG else 2
    countries = [
        (OSA.distance(folded, fold_word(name.casefold()), score_cutoff=most), name)
        for name in territories(language).values()
        if name[:1].casefold() == word[:1].casefold()
    ]
    near = min(countries, default=(most + 1, ""))
    if near[0] <= most:
        return near[1]
    terms = library.terms_beginning(folded[0], limit=COMPARED)
    ranked = sorted(
        (distance, -count, term)
        for term, count in terms
        if abs(len(term) - len(folded)) <= most
        and (distance := OSA.distance(folded, term, score_cutoff=most)) <= most
    )
    within = filters.model_copy(update={"language": (language,)})
    for _, _, term in ranked[:LOOKED_UP]:
        found = library.covering(
            [(frozenset({term}), 1.0)], limit=READ, filters=within, readers=readers
        )
        chunks = library.chunks([chunk for chunk, _ in found], readers=readers)
        written = Counter(
            one.written
            for stored in chunks.values()
            for one in words(stored.chunk.text, language)
            # A stem is no word: "agricultur".
            if one.forms[0] == term
        )
        if written:
            near = written.most_common(1)[0][0]
            return near.lower() if word.islower() else near
    return None
