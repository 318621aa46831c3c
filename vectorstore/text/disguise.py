"""Text without its disguises: look-alike letters, spaced letters, and encodings.

What is returned is for comparing only; it keeps no offsets.
"""

import base64
import binascii
import codecs
import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

from vectorstore.text.normalization import fold_word

_CYRILLIC = "аеорсухіѕјԁһԛѡүАВЕКМНОРСТУХІЅЈ"
_AS_LATIN = "aeopcyxisjdhqwyABEKMHOPCTYXISJ"
_GREEK = "αορνικυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
_GREEK_AS_LATIN = "aopvikuABEZHIKMNOPTYX"
_SMALL = "ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢɑɡ"
_SMALL_AS_LATIN = "abcdeghijklmnoprstuvwyzag"
_TO_LATIN = str.maketrans(
    _CYRILLIC + _GREEK + _SMALL, _AS_LATIN + _GREEK_AS_LATIN + _SMALL_AS_LATIN
)
_TO_CYRILLIC = str.maketrans("aeopcyxABEKMHOPCTYX", "аеорсухАВЕКМНОРСТУХ")
_WORD = re.compile(r"[^\W\d_]+")
_NOT_LATIN = re.compile(
    "[\u0370-\u03ff\u0400-\u052f\u1d00-\u1d7f\u0250-\u02af\ua730-\ua7ff]"
)
_CYRILLIC_LETTER = re.compile("[\u0400-\u052f]")
_LATIN_LETTER = re.compile("[A-Za-z]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]+"
)
_PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "ـ": None})

_SPACED = re.compile(r"(?<!\w)[^\W\d_](?:[ .·_*-]{1,3}[^\W\d_]){3,}(?!\w)")
_BESIDE = re.compile(r"[a-z][013457@$]|[013457@$][a-z]")
_LEET = re.compile(r"[a-z]*(?:[a-z][013457@$]|[013457@$][a-z])[a-z013457@$]*")
_LEET_LETTERS = str.maketrans("013457@$", "oieastas")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{20,}={0,2}")
_LONG_WORD = re.compile(r"\S{16}")
_HEX_APART = re.compile(r"(?:\b[0-9a-fA-F]{2} ){8}")
_HEX = re.compile(r"(?:\b|0x)(?:[0-9a-fA-F]{2}[ ]?){12,}\b")
_ESCAPES = re.compile(r"(?:\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}){4,}")
_ENTITIES = re.compile(r"(?:&#x?[0-9a-fA-F]{2,6};){4,}")
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2}){4,}")
_WORDS = re.compile(r"[^\W\d_]+(?: [^\W\d_]+[,.:;!?]?){2,}|[\u3400-\u9fff]{4,}")
_ROTATED = ("vafgehpg", "cebzcg", "vtaber", "cerivbhf", "qvfertne")
"""What "instruct", "prompt", "ignore", "previous", "disregard" are in ROT13."""
_TURNED = (
    # ignore, disregard, forget, overlook, oublie, olvida, esquece and instructions
    *("erongi", "arongi", "dragersid", "tegrof", "koolrevo", "eilbuo", "adivlo"),
    *("eceuqse", "aceuqse", "snoitcurtsni", "tpmorp", "senoiccurtsni"),
    *("seocurtsni", "suoiverp"),
    *("йуриронги", "ьдубаз", "иицкуртсни", "لهاجت", "تاميلعت"),
    *("略忽", "视无", "记忘", "令指"),
)
"""Words of instructions written backwards, without accents."""


def folded(text: str) -> str:
    """Return text in lower case without accents, invisible characters, look-alikes.

    Letters of one script within a word of another count as what they look like;
    Arabic letters that are typed one for the other are one.
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).translate(_PLAIN)
    if _NOT_LATIN.search(plain):
        cyrillic = len(_CYRILLIC_LETTER.findall(plain))
        latin = len(_LATIN_LETTER.findall(plain))
        plain = _WORD.sub(lambda w: _one_script(w.group(), cyrillic > latin), plain)
    return fold_word(plain.casefold())


def joined(told: str) -> str | None:
    """Return folded text with its spaced-out letters joined; None where none are."""
    if not _SPACED.search(told):
        return None
    return _SPACED.sub(lambda run: re.sub(r"[\W_]+", "", run.group()), told)


def unleeted(told: str) -> str | None:
    """Return folded text with digits in words as letters; None where none are."""
    if not _BESIDE.search(told):
        return None
    return _LEET.sub(lambda word: word.group().translate(_LEET_LETTERS), told)


def decoded(text: str) -> Iterator[str]:
    """Yield the texts that stand encoded in a text: base64, hex, escapes, ROT13.

    Base64 and hex are yielded only where they hold words. What is written backwards is
    yielded from each word of an instruction on too, for what is read first may be the
    end of another sentence; and with each word turned round in its place.
    """
    told = folded(text)
    if any(word in told for word in _ROTATED):
        yield codecs.encode(text, "rot13")
    yield from _turned_round(told)
    if not _LONG_WORD.search(text) and not _HEX_APART.search(text):
        return
    for blob in _BASE64.findall(text):
        told = _from_base64(blob)
        if told:
            yield told
    for digits in _HEX.findall(text):
        told = _as_words(bytes.fromhex(digits.removeprefix("0x")))
        if told:
            yield told
    for run in _ESCAPES.findall(text):
        yield run.encode("ascii").decode("unicode_escape", "replace")
    for run in _ENTITIES.findall(text):
        yield html.unescape(run)
    for run in _PERCENT.findall(text):
        yield unquote(run)


def _turned_round(told: str) -> Iterator[str]:
    """Yield readings of folded text that holds words written backwards."""
    turned = [word for word in _TURNED if word in told]
    if turned:
        backwards = told[::-1]
        yield backwards
        for word in turned:
            yield backwards[backwards.index(word[::-1]) :]
        yield _WORD.sub(lambda word: word.group()[::-1], told)


def is_encoded(text: str) -> bool:
    """Tell whether words stand in a text as base64, where no reader reads them."""
    return _LONG_WORD.search(text) is not None and any(
        _from_base64(blob) for blob in _BASE64.findall(text)
    )


def _one_script(word: str, is_cyrillic: bool) -> str:
    if word.isascii():
        if is_cyrillic and word.translate(_TO_CYRILLIC).isascii() is False:
            whole = word.translate(_TO_CYRILLIC)
            return word if _LATIN_LETTER.search(whole) else whole
        return word
    as_latin = word.translate(_TO_LATIN)
    if not _NOT_LATIN.search(as_latin):
        # Every letter may be Latin: it is where the word has one, or the text is.
        return as_latin if _LATIN_LETTER.search(word) or not is_cyrillic else word
    as_cyrillic = word.translate(_TO_CYRILLIC)
    return as_cyrillic if not _LATIN_LETTER.search(as_cyrillic) else word


def _from_base64(blob: str) -> str:
    has_all = re.search(r"[A-Z]", blob) and re.search(r"[a-z]", blob)
    if not has_all:
        return ""
    plain = blob.translate(str.maketrans("-_", "+/")).rstrip("=")
    for length in range(len(plain), len(plain) - 4, -1):
        part = plain[:length]
        try:
            whole = base64.b64decode(part + "=" * (-length % 4), validate=True)
        except (ValueError, binascii.Error):
            continue
        told = _as_words(whole)
        if told:
            return told
    return ""


def _as_words(data: bytes) -> str:
    """Return data as text where they are words, else ""."""
    try:
        told = data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return told if told.isprintable() and _WORDS.search(told) else ""
