"""Which language a text is in, as BCP 47 tags without script and region: "zh", "und".

Script comes first: for many languages it is certain. Then py3langid, which names an
unexpected language only when it is nearly sure: kept to nine languages it is right on
179 of 180 short questions, with all of its own on 168.
"""

from collections import Counter
from functools import cache, lru_cache
from threading import Lock
from typing import Protocol, cast

import regex

CHAT_LANGUAGES = ("en", "fr", "es", "ar", "zh", "ru", "pt")
"""The languages that have fixed words of ours."""
WRITTEN_TOGETHER = frozenset({"ar", "zh"})
"""Those of them whose words are written together with others."""
UNDETERMINED = "und"

_EXPECTED_IN_LATIN = ("en", "fr", "es", "pt", "sw")
_CERTAIN = 0.85
"""Probability from which an unexpected language is believed. Among 1,200 runs of 2 to 8
words in the expected ones no other had more than .70; whole questions in German, Dutch,
Italian, Turkish, Indonesian and Vietnamese had .87 to 1.0."""
_CERTAIN_WORDS = 3
_TELLING_SHARE = 0.45
"""Share among the expected languages below which two words tell nothing."""
_SURE_SHARE = 0.9
_SHORT_LETTERS = 200
"""Letters of a document below which what its folder states is surer than its text."""
_FEWEST_LETTERS = 3
_SAMPLE = 600
"""Code points that are looked at; more cost time and tell no more."""

_SCRIPTS = {
    "Latin": "",
    "Cyrillic": "ru",
    "Arabic": "ar",
    "Han": "zh",
    "Hangul": "ko",
    "Devanagari": "hi",
    "Bengali": "bn",
    "Thai": "th",
    "Lao": "lo",
    "Khmer": "km",
    "Myanmar": "my",
    "Hebrew": "he",
    "Greek": "el",
    "Armenian": "hy",
    "Georgian": "ka",
    "Ethiopic": "am",
    "Gurmukhi": "pa",
    "Gujarati": "gu",
    "Oriya": "or",
    "Tamil": "ta",
    "Telugu": "te",
    "Kannada": "kn",
    "Malayalam": "ml",
    "Sinhala": "si",
    "Tibetan": "bo",
    "Mongolian": "mn",
    "Thaana": "dv",
}
"""The commonest language of each script."""
_SHARES_A_SCRIPT = {
    "ar": {"fa", "ur", "ps", "sd", "ug", "ckb", "ku"},
    "hi": {"mr", "ne", "sa", "mai", "bho"},
    "bn": {"as"},
    "am": {"ti"},
    "zh": {"ja", "yue"},
    "he": {"yi"},
    "bo": {"dz"},
}
"""Languages that share a script, and may be meant where the first was found."""
_DENSE = {"Han", "Hangul"}
_SCRIPT_OF = regex.compile(
    r"(?P<Kana>[\p{Hiragana}\p{Katakana}])|"
    + "|".join(rf"(?P<{name}>\p{{{name}}})" for name in _SCRIPTS)
)
_ARABIC_ONLY = regex.compile(r"[يكةىأإ]")
_ARABIC_SCRIPT = (  # letters that tell a language of the script, most telling first
    ("ug", regex.compile(r"[ۇۈۋې]")),
    ("ckb", regex.compile(r"[ێۆڕڵە]")),
    ("ps", regex.compile(r"[ښځڅډټڼړږ]")),
    ("ur", regex.compile(r"[ٹڈڑںےھہ]")),
    ("fa", regex.compile(r"[پچگژکی]")),
)
_NOT_RUSSIAN = regex.compile(r"(?V1)[\p{Cyrillic}--[а-яёА-ЯЁ]]")
_CYRILLIC = ("uk", "be", "bg", "kk", "ky", "mk", "mn", "sr", "tg", "tt", "ba")
_IN_CYRILLIC = frozenset({"ru", *_CYRILLIC, "az", "uz", "tk", "os", "ce", "cv"})
_NEVER_IN_LATIN = frozenset(
    {language for language in _SCRIPTS.values() if language}
    | {"uk", "be", "bg", "ky", "mk", "tg", "ba"}
    | {"fa", "ur", "ps", "ug", "ckb", "mr", "ne", "as", "ti", "ja", "yi", "dz"}
)
_ADDRESS = regex.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\S+|<[^<>]{1,200}>")
_CODE = regex.compile(
    r"(?<![\p{Latin}\p{Cyrillic}\d])"
    r"(?:\p{Lu}[\p{Lu}\d]+|[\p{Latin}\p{Cyrillic}]*\d[\p{Latin}\p{Cyrillic}\d]*)"
    r"(?![\p{Latin}\p{Cyrillic}\d])"
)
_UNCASED = regex.compile(r"\p{Lo}")
_LETTER = regex.compile(r"\p{L}")
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}'’]+")
_TAG = regex.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")
_NO_LANGUAGE = frozenset({"und", "mul", "zxx", "mis", "root"})
_SPOKEN_UNDER_ANOTHER_TAG = {
    "ary": "ar", "arz": "ar", "apc": "ar", "yue": "zh", "wuu": "zh", "sdh": "ku",
}  # fmt: skip
_NEVER_CERTAIN = frozenset({"pcm", "an", "ext", "eo", "la", "vo"})
"""Taken for an expected language with unusual names: English project titles full of
Nigerian ones were "certainly" Nigerian Pidgin."""
_RIGHT_TO_LEFT = frozenset(
    {"ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb", "syr"}
)


def languages_to_try(tag: str) -> tuple[str, ...]:
    """Return a language that has words of ours alone; for any other, all that have."""
    return (tag,) if tag in CHAT_LANGUAGES else CHAT_LANGUAGES


def detect_question_language(text: str) -> str:
    """Return the language of a question; "und" when it holds too little to tell.

    A code or a name ("DHIS2?", "Burkina Faso") tells nothing, and neither does one
    Latin word that several languages share. Any text is taken, however long.
    """
    plain = _telling(_sample(text))
    script = _main_script(plain)
    if script is None:
        return UNDETERMINED
    if script == "Latin" and any(mark in text for mark in "¿¡"):
        return "es"  # no other language opens a sentence so
    if script == "Latin":
        script = _around_names(plain) or script
    if script != "Latin":
        return _in_script(plain, script)
    words = _WORD.findall(plain)
    small = sum(not word[0].isupper() for word in words)
    telling = small + (small > 0 and words[0][0].isupper())
    if telling >= _CERTAIN_WORDS:
        return _in_script(plain, script)
    language, share = _nearest(_ranks(plain), _EXPECTED_IN_LATIN)
    if telling == 2:
        return language if share >= _TELLING_SHARE else UNDETERMINED
    alone = len(words) == 1 and not words[0].isascii()
    return language if alone and share >= _SURE_SHARE else UNDETERMINED


def detect_document_language(text: str, *, hint: str | None = None) -> str:
    """Return the language of most of a document; "und" when there are too few letters.

    A hint, such as the language of its folder, decides for short texts, and among
    languages of one script that the text alone does not tell apart, unless the text's
    script contradicts it.
    """
    plain = _telling(_sample(text))
    stated = normalize_tag(hint)
    script = _main_script(plain)
    letters = len(_LETTER.findall(plain))
    if script is None or letters < _FEWEST_LETTERS:
        return stated or UNDETERMINED
    by_script = _SCRIPTS.get(script, "ja")
    if stated is not None and _may_be(stated, by_script):
        if letters < _SHORT_LETTERS:
            return stated
        if stated in _SHARES_A_SCRIPT.get(by_script, ()) and by_script != "ar":
            return stated
    if script == "Latin" and len(_WORD.findall(plain)) < 2:
        return UNDETERMINED
    return _in_script(plain, script)


def normalize_tag(tag: str | None) -> str | None:
    """Return a language's shortest tag without script and region, None for junk.

    "zh-Hans" gives "zh", "EN" gives "en", "arb" gives "ar"; "und", "mul" and codes
    of no language give None.
    """
    if tag is None or not _TAG.fullmatch(tag.strip()):
        return None
    return _shortest(regex.split("[-_]", tag.strip().lower())[0])


def is_right_to_left(language: str) -> bool:
    """Tell whether a language is written from right to left."""
    return (normalize_tag(language) or language) in _RIGHT_TO_LEFT


def may_be_in_latin(language: str) -> bool:
    """Tell whether a language may be written in Latin letters."""
    return (normalize_tag(language) or language) not in _NEVER_IN_LATIN


@cache
def _shortest(code: str) -> str | None:
    from babel import Locale
    from babel.core import get_global

    aliases = cast("dict[str, str]", get_global("language_aliases"))
    code = aliases.get(code, code).split("_")[0]
    code = _SPOKEN_UNDER_ANOTHER_TAG.get(code, code)
    known = code in Locale("en").languages and code not in _NO_LANGUAGE
    return code if known else None


def _sample(text: str) -> str:
    """Return the start, the middle and the end of a long text."""
    if len(text) <= _SAMPLE:
        return text
    part, middle = _SAMPLE // 3, len(text) // 2
    return "\n".join((text[:part], text[middle : middle + part], text[-part:]))


def _telling(text: str) -> str:
    """Leave out addresses and codes; capitals too, unless all of a text is in them."""
    plain = _ADDRESS.sub(" ", text)
    shouted = plain.isupper() and len(plain.split()) > 1 and not _UNCASED.search(plain)
    return _CODE.sub(" ", plain.lower() if shouted else plain)


@lru_cache(maxsize=20_000)
def _script_of(character: str) -> str | None:
    found = _SCRIPT_OF.match(character) if character.isalpha() else None
    return found.lastgroup if found else None


def _main_script(text: str) -> str | None:
    """Return the script of most letters, "Kana" for Japanese; None without letters.

    An ideograph or a Korean syllable says as much as two letters.
    """
    counts: Counter[str] = Counter()
    for character, times in Counter(text).items():
        script = _script_of(character)
        if script is not None:
            counts[script] += 2 * times if script in _DENSE else times
    kana = counts.pop("Kana", 0)
    if kana * 10 > counts["Han"] and kana:
        counts["Kana"] = 2 * kana + counts.pop("Han", 0)
    elif kana:
        counts["Han"] += kana
    return max(counts, key=lambda script: counts[script]) if +counts else None


def _around_names(text: str) -> str | None:
    """Return the script in which a question stands around Latin names, if it does.

    A long name outweighs the few letters of "What is …?" in another script.
    """
    others = "".join(c for c in text if _script_of(c) not in {None, "Latin"})
    latin = regex.findall(r"\p{Latin}+", text)
    only_names = all(word[0].isupper() for word in latin)
    return _main_script(others) if len(others) >= 2 and only_names else None


def _may_be(stated: str, by_script: str) -> bool:
    """Whether a stated language is written in the script that a text is in."""
    if by_script == "ru":
        return stated in _IN_CYRILLIC
    if by_script == "":
        return stated not in _NEVER_IN_LATIN
    return stated == by_script or stated in _SHARES_A_SCRIPT.get(by_script, ())


def _in_script(text: str, script: str) -> str:
    """Return the language of a text that has enough letters of a script."""
    if script == "Latin":
        return _certain_or(text, _EXPECTED_IN_LATIN)
    if script == "Cyrillic":
        foreign = len(_NOT_RUSSIAN.findall(text)) * 100 > len(text)
        return _certain_or(text, _CYRILLIC if foreign else ("ru",))
    if script == "Arabic":
        return _in_arabic_script(text)
    if script == "Devanagari":
        language, share = _nearest(_ranks(text), ("hi", "mr", "ne"))
        return language if share >= _SURE_SHARE else "hi"
    if script == "Bengali":
        return "as" if regex.search("[ৰৱ]", text) else "bn"
    return _SCRIPTS.get(script, "ja")


def _in_arabic_script(text: str) -> str:
    arabic = len(_ARABIC_ONLY.findall(text))
    for language, letters in _ARABIC_SCRIPT:
        if len(letters.findall(text)) > arabic:
            return language
    return "ar"


def _certain_or(text: str, expected: tuple[str, ...]) -> str:
    """Return any language that is nearly certain, else the likeliest expected one."""
    ranks = _ranks(text)
    first, probability = ranks[0]
    enough = len(_WORD.findall(text)) >= _CERTAIN_WORDS
    if probability >= _CERTAIN and enough and first not in _NEVER_CERTAIN:
        found = normalize_tag(first)
        if found is not None:
            return found
    return _nearest(ranks, expected)[0]


def _nearest(
    ranks: list[tuple[str, float]], expected: tuple[str, ...]
) -> tuple[str, float]:
    """Return the likeliest of some languages and its share of their probability."""
    among = [rank for rank in ranks if rank[0] in expected]
    return among[0][0], among[0][1] / (sum(share for _, share in among) or 1.0)


class _Identifier(Protocol):
    def rank(self, instance: str) -> list[tuple[str, float]]: ...


_LOADING = Lock()


def _ranks(text: str) -> list[tuple[str, float]]:
    """Return all languages by probability, best first."""
    with _LOADING:  # else two first questions load the model twice
        identifier = _identifier()
    return identifier.rank(" ".join(text.split()))


@cache
def _identifier() -> _Identifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return cast(
        "_Identifier",
        LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True),
    )
