"""Words that a library holds and that are spelt nearly as one that it does not."""

from collections import Counter
from collections.abc import Mapping

import regex
from rapidfuzz.distance import OSA, Postfix, Prefix

from vectorstore.library import Library
from vectorstore.records import Filters, Readers
from vectorstore.text.country_names import territories
from vectorstore.text.normalization import fold_word, words
from vectorstore.text.peoples import countries_told

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
SHORTEST_STEM = 3
"""Letters that two forms of a word share at least."""

_ENDINGS: Mapping[str, frozenset[str]] = {
    language: frozenset(["", *endings.split()])
    for language, endings in {
        "en": "s es d ed ing ly al ally ity",
        "fr": "s e es x ent er ez ons ait aient ant ees ee a ai ont era eront if ifs "
        "ive ives el elle els elles aux al ale ales",
        "es": "s es o os a as ar er ir an en on ron eron aba aban ia ian io ieron ando "
        "endo ado ada ados adas ido ida idos idas ara aran era eran ira iran "
        "eis amos emos imos e i se lo la los las le les",
        "pt": "s es o os a as ar er ir am em ou eu iu aram eram iram ava avam ia iam "
        "ando endo ado ada ados adas ido ida idos idas ara era ira arao erao irao "
        "amos emos imos e i se ao oes aes is al ais el eis ol",
        "ru": "а я о е ё и ы у ю ь й ам ям ах ях ом ем ой ей ою ею ов ев ами ями ый ий "
        "ая яя ое ее ые ие ого его ому ему ым им ую юю ых их ыми ими л ла ло ли т ть "
        "ет ит ут ют ат ят ешь ишь ете ите ем им ся сь на но ны ен н м",
        "ar": "ا ه ي ين ون ان ات يه يا ها هم هن هما كم نا ني ك ت تم وا يين يون يات",
    }.items()
}
"""Endings of words, folded: two words that differ in these alone are forms of one."""
_ARABIC_CLITICS = regex.compile("^[وف]?[بكلس]?(?:ال|لل)?(?=...)|^[وف](?=...)")


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
    The first letter is taken to be right. What is of a country, such as "Namibian", is
    no error, nor is another form of a word that texts hold.

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
    if len(folded) < SHORTEST or not folded.isalpha() or any(countries_told(word)):
        return None
    most = 1 if len(folded) < LONG else 2
    countries = [
        (OSA.distance(folded, fold_word(name.casefold()), score_cutoff=most), name)
        for name in territories(language).values()
        if name[:1].casefold() == word[:1].casefold()
        and not are_forms_of_one(folded, fold_word(name.casefold()), language)
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
        and not are_forms_of_one(folded, term, language)
        and not (distance > 1 and differ_at_one_place(folded, term))
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


def are_forms_of_one(word: str, other: str, language: str) -> bool:
    """Tell whether two folded words differ in endings, in Arabic in clitics, alone."""
    return not _stems(word, language).isdisjoint(_stems(other, language))


def differ_at_one_place(word: str, other: str) -> bool:
    """Tell whether all that differs is two letters side by side, or fewer.

    At one place two letters are rarely mistyped: "apicultores" is no "agricultores".
    """
    same = Prefix.similarity(word, other)
    rest = word[same:], other[same:]
    return max(map(len, rest)) - Postfix.similarity(*rest) <= 2


def _stems(word: str, language: str) -> frozenset[str]:
    """Return what may be the stem of a folded word."""
    bare = {word}
    if language == "ar":
        bare.add(_ARABIC_CLITICS.sub("", word))
    return frozenset(
        stem
        for one in bare
        for ending in _ENDINGS.get(language, {""})
        if one.endswith(ending)
        and len(stem := one[: len(one) - len(ending)]) >= SHORTEST_STEM
    )
