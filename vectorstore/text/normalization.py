"""Text made comparable: what is stored, and the terms that words are searched by.

Every span refers to cleaned text. Terms are never shown and keep no offsets.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import Lock
from typing import Protocol, cast

import regex

from vectorstore.text.stop_words import ZH_FUNCTION_WORDS, stop_words

_LINE_BREAKS = regex.compile(r"\r\n?|[\v\f\x85\u2028]")
_PARAGRAPH_BREAK = "\u2029"
_DROPPED = regex.compile(
    # Controls, half a surrogate pair, soft hyphen, fillers and byte-order marks,
    # direction marks, invisible operators, noncharacters, and the tags and selectors
    # in which words can be hidden from readers.
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\xad\u061c\u180e\u200b"
    r"\u200e\u200f\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe"
    r"\uffff\U000e0000-\U000e0fff]"
)
_JOINER = regex.compile("[\u200c\u200d]")
_NEEDLESS_JOINER = regex.compile(
    # Joiners shape Arabic, Indic and Mongolian letters and join emoji; elsewhere they
    # only keep equal words apart.
    "(?<![\\p{Arabic}\\p{Syriac}\\p{Mongolian}\\p{Devanagari}\\p{Bengali}\\p{Gurmukhi}"
    "\\p{Gujarati}\\p{Oriya}\\p{Tamil}\\p{Telugu}\\p{Kannada}\\p{Malayalam}\\p{Sinhala}"
    "\\p{Khmer}\\p{Myanmar}\\p{Tibetan}\\p{Extended_Pictographic}\\p{Emoji_Modifier}"
    "\ufe0f])[\u200c\u200d]+|(?<=[\u200c\u200d])[\u200c\u200d]+"
)
_SPACES = regex.compile(r"[\p{Zs}\t\x1c-\x1f]+")
_AROUND_BREAK = regex.compile(r" *\n[ \n]*\n *| *\n *")


def clean_text(text: str) -> str:
    """Return text as it is stored: NFC, printable, with plain spaces and line breaks.

    Removed are NUL and other controls, lone surrogates, byte-order marks, soft hyphens,
    direction marks and invisible tags; joiners that scripts need stay, and so does the
    mark of an unreadable character (U+FFFD). At most one blank line in a row stays,
    none at the ends. Cleaning twice changes nothing more.
    """
    text = _LINE_BREAKS.sub("\n", text).replace(_PARAGRAPH_BREAK, "\n\n")
    text = _DROPPED.sub("", text)
    text = unicodedata.normalize("NFC", text)
    while _JOINER.search(text):
        # Marks that a joiner kept apart change places: others are before the next.
        kept = unicodedata.normalize("NFC", _NEEDLESS_JOINER.sub("", text))
        if kept == text:
            break
        text = kept
    text = _SPACES.sub(" ", text)
    return _AROUND_BREAK.sub(_one_break, text).strip(" \n")


def _one_break(match: regex.Match[str]) -> str:
    return "\n\n" if match.group().count("\n") > 1 else "\n"


_DENSE = r"\p{Han}\p{Hiragana}\p{Katakana}ー\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
"""Scripts that do not set words apart by spaces."""
_TOKEN = regex.compile(
    rf"(?V1)(?P<dense>[{_DENSE}]+)"
    r"|(?P<number>\d+(?:[.,]\d+)+)"
    r"|(?P<dotted>\b(?:\p{Lu}\.){2,}(?:\p{Lu}\b)?)"
    rf"|(?P<word>[[\p{{L}}\p{{M}}\p{{N}}]--[{_DENSE}]]+"
    rf"(?:'[[\p{{L}}\p{{M}}]--[{_DENSE}]]+)*)"
)
_PLAIN = str.maketrans("’‘ʼʹ՚＇`´٫٬", "''''''''.,")
_INVISIBLE = regex.compile(r"[\p{Cf}\p{Variation_Selector}]+")
_FOREIGN_DIGIT = regex.compile(r"(?V1)[\p{Nd}--[0-9]]")
_ACCENTED = regex.compile(
    r"(?V1)(?<=[\p{Latin}\p{Greek}\p{Cyrillic}])\p{Mn}+|[\u0591-\u05c7\u0640]"
    r"|[\u064b-\u065f\u0670\u0610-\u061a\u06d6-\u06ed]"
)
_LETTERS = str.maketrans(
    {
        "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i",
        "þ": "th", "ħ": "h", "ŋ": "n",
        # Arabic letters that are typed one for the other
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك",
        "ة": "ه", "ہ": "ه", "ۀ": "ه",
    }
)  # fmt: skip
_SHORT_I = "\ue000"
_SPACED = regex.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d])")
_GROUPED = regex.compile(r"\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3})+")
_ELISION = regex.compile(r"(?:[ldjmtscn]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=\p{L}{2})")
_ZH_FUNCTION = regex.compile("|".join(ZH_FUNCTION_WORDS))
_SNOWBALL = {
    "en": "english", "es": "spanish", "fr": "french", "pt": "portuguese",
    "ru": "russian",
}  # fmt: skip
_AR_PREFIX = regex.compile("(?:وال|بال|كال|فال|ال|لل)(?=..)|و(?=...)")
_AR_SUFFIX = regex.compile("(?<=..)(?:ها|ان|ات|ون|ين|يه|يه|ه|ي)$")
_CACHED_WORDS = 100_000


def terms(text: str, language: str) -> list[str]:
    """Return what a text is found by, in its order and with repeats.

    The same analysis serves the index and the question. For each word: its folded form
    (lower case, without accents, Arabic letters that are typed one for the other made
    one, digits European), then its stem where that differs. A number with separators
    gives each value that it may stand for: "1,000" gives "1.000" and "1000", and
    "1 000" gives "1000". In scripts
    that do not set words apart, overlapping pairs of characters; a lone one is itself.
    Stop words of the language are left out.
    """
    return [form for word in words(text, language) for form in word.forms]


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of a text, or a pair of characters where words stand unparted."""

    written: str
    forms: tuple[str, ...]  # a text whose `terms` hold any of them holds the word


def words(text: str, language: str) -> list[Word]:
    """Return the words of a text that are no stop words, in order and with repeats."""
    plain = unicodedata.normalize("NFKC", text).translate(_PLAIN)
    plain = _INVISIBLE.sub("", plain)
    plain = _FOREIGN_DIGIT.sub(lambda one: str(unicodedata.digit(one.group())), plain)
    plain = _SPACED.sub(lambda number: number.group().replace(" ", ""), plain)
    if plain.isupper():
        plain = plain.lower()
    found: list[Word] = []
    for token in _TOKEN.finditer(plain):
        kind, form = token.lastgroup, token.group()
        if kind == "dense":
            found += [Word(written=p, forms=(p,)) for p in _pairs(form, language)]
        elif kind == "number":
            found.append(Word(written=form, forms=_values(form)))
        elif form.isdecimal():  # nothing to fold, and too many to remember
            found.append(Word(written=form, forms=(form,)))
        elif forms := _forms(form.replace(".", ""), language):
            found.append(Word(written=form, forms=forms))
    return found


def _pairs(run: str, language: str) -> list[str]:
    parts = _ZH_FUNCTION.split(run) if language == "zh" else [run]
    return [
        part[at : at + 2]
        for part in parts
        if part
        for at in range(max(len(part) - 1, 1))
    ]


def _values(number: str) -> tuple[str, ...]:
    pointed = number.replace(",", ".")
    if _GROUPED.fullmatch(number):
        return (pointed, pointed.replace(".", ""))
    return (pointed,)


@lru_cache(maxsize=_CACHED_WORDS)
def _forms(word: str, language: str) -> tuple[str, ...]:
    """Return the forms of one word as written; none when it is a stop word.

    Capitals tell an organization from a question word: "WHO" stays, "who" does not.
    """
    is_acronym = 1 < len(word) < 6 and word.isupper()
    lowered = unicodedata.normalize("NFKC", word.casefold())
    lowered = _ELISION.sub("", lowered).removesuffix("'s").replace("'", "")
    folded = fold_word(lowered)
    if not folded or (folded in _folded_stop_words(language) and not is_acronym):
        return ()
    # Snowball knows its languages by their accents, so it sees the word as written.
    is_arabic = language == "ar"
    stem = _light_arabic(folded) if is_arabic else fold_word(_stem(lowered, language))
    return (folded,) if stem in {"", folded} else (folded, stem)


def fold_word(word: str) -> str:
    """Return a word in lower case without accents, letters typed alike made one."""
    if word.isascii():
        return word
    word = unicodedata.normalize("NFC", word).translate(_LETTERS)
    # The breve of this letter is no accent: without it another letter stands there.
    decomposed = unicodedata.normalize("NFD", word.replace("й", _SHORT_I))
    bare = _ACCENTED.sub("", decomposed).replace(_SHORT_I, "й")
    return unicodedata.normalize("NFC", bare).translate(_LETTERS)


def _light_arabic(folded: str) -> str:
    """Return an Arabic word without article, conjunction and commonest endings.

    Light stemming in the manner of Larkey's light10: Snowball's gives the same noun
    with and without its article two stems.
    """
    return _AR_SUFFIX.sub("", _AR_PREFIX.sub("", folded, count=1), count=1)


@cache
def _folded_stop_words(language: str) -> frozenset[str]:
    return frozenset(map(fold_word, stop_words(language)))


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...


_STEMMING = Lock()


def _stem(word: str, language: str) -> str:
    stemmer = _stemmer(language)
    if stemmer is None or not word.isalpha():
        return word
    with _STEMMING:  # a stemmer keeps a cache that threads must not share
        return stemmer.stemWord(word)


@cache
def _stemmer(language: str) -> _Stemmer | None:
    if language not in _SNOWBALL:
        return None
    import Stemmer

    return cast("_Stemmer", Stemmer.Stemmer(_SNOWBALL[language]))
