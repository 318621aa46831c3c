"""Russian names in all their cases, by the endings of the words that they are made of.

Forms that no word has do no harm: a name is known by all of its words together.
"""

from collections.abc import Iterable

import regex

_ADJECTIVE = regex.compile("(?<=..)(?:[ыио]й|[ая]я|[ое]е|[ыи]е)$")
_ADJECTIVES = (
    "ый ий ой ая яя ое ее ые ие ого его ому ему ым им ом ем ую юю ей ою ею ых их "
    "ыми ими"
).split()
_NOUNS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    # What a word ends in, what is left out of that, and what comes in its place. The
    # first that fits counts; a word that fits none has no cases.
    ("ия", "я", ("я", "и", "ю", "ей", "ею")),
    ("ии", "и", ("и", "й", "ям", "ями", "ях")),
    ("я", "я", ("я", "и", "е", "ю", "ей", "ею")),
    ("а", "а", ("а", "ы", "и", "е", "у", "ой", "ою", "ей")),
    ("й", "й", ("й", "я", "ю", "ем", "е")),
    ("ь", "ь", ("ь", "я", "и", "ю", "ью", "ем", "е")),
    ("овы", "ы", ("ы", "ых", "ым", "ыми")),
    ("ы", "ы", ("ы", "", "ов", "ам", "ами", "ах")),
    ("ово", "о", ("о", "а", "у", "ом", "е")),
)
_CONSONANT = regex.compile("[бвгджзклмнпрстфхцчшщ]$")
_AFTER_CONSONANTS = ("", "а", "у", "ом", "ем", "е")
_IRREGULAR = {
    "египет": ("египт", _AFTER_CONSONANTS),
    "острова": ("остров", ("а", "ов", "ам", "ами", "ах")),
    "маврикий": ("маврики", ("я", "ю", "ем", "и")),
}
_NOT_DECLINED = 2  # letters
_NEVER_DECLINED = ("уа", "оа")  # Никарагуа, Самоа


def lemmas(names: Iterable[str]) -> dict[str, str]:
    """Return the forms of the words of names, each with what all of its word share.

    Args:
        names: in lower case and in the nominative, words parted by spaces.
    """
    words = dict.fromkeys(word for name in names for word in name.split())
    declined = {word: _forms(word) for word in words}
    found = {word: lemma for word, (lemma, _) in declined.items()}
    for lemma, forms in declined.values():
        for form in forms:
            found.setdefault(form, lemma)
    return found


def _forms(word: str) -> tuple[str, tuple[str, ...]]:
    if len(word) <= _NOT_DECLINED or word.endswith(_NEVER_DECLINED):
        return word, ()
    if word in _IRREGULAR:
        stem, endings = _IRREGULAR[word]
        return word, (word, *(stem + ending for ending in endings))
    ending = _ADJECTIVE.search(word)
    if ending:
        stem = word[: ending.start()]
        return f"{stem}-", tuple(stem + end for end in _ADJECTIVES)
    for end, left_out, endings in _NOUNS:
        if word.endswith(end):
            stem = word.removesuffix(left_out)
            return word, tuple(stem + ending for ending in endings)
    if _CONSONANT.search(word):
        return word, tuple(word + ending for ending in _AFTER_CONSONANTS)
    return word, ()
