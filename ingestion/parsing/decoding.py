"""From bytes to text, in whatever encoding they came."""

import codecs
import re
import unicodedata

from ingestion.errors import UnreadableFile
from vectorstore.text.languages import detect_document_language

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEGACY = (
    *("cp1252", "cp1251", "cp1256", "cp1250", "cp1254", "gb18030", "big5", "koi8_r"),
    *("shift_jis", "euc_jp", "euc_kr", "mac_roman", "mac_cyrillic", "cp866", "cp850"),
)
"""Encodings still met in feeds. Fewer candidates make fewer wrong guesses."""

_SAMPLE_BYTES = 200_000
FEW_BROKEN = 3
"""Sound characters beyond ASCII for each broken one in damaged UTF-8. In other
encodings, read as UTF-8, hardly any are sound."""
_WESTERN = frozenset("fr es pt de it nl ca gl eu en da sv no nb nn fi is ga af".split())
_FOREIGN_SIGN = re.compile(r"[^\W\d][ª°º¹²³¼½¾¿¯£¥þð][^\W\d]|\b[ª°º][^\W\d]")
"""What letters of Central Europe become where text is read as cp1252."""
_LIKE_WESTERN = frozenset({"cp1250", "cp1254", "mac_roman", "cp850"})
"""What Western text is taken for where only letters that these share are in it."""
_JUNK_SHARE = 0.02
"""A text with more control characters or broken ones than this is no text."""

_A_LINE = 20
"""Characters from which one that is broken may be a slip."""


def decode(data: bytes) -> str:
    """Return the text of a file, its lines ended by a line feed.

    Byte order marks are believed, then UTF-8, then UTF-16 without a mark, then the
    likeliest of the older encodings.

    Raises:
        UnreadableFile: the bytes are no text.
    """
    text = _decoded(data)
    if _is_junk(text):
        raise UnreadableFile(
            "it holds binary data, not text",
            remedy="Give it the file name extension of its real format.",
        )
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


def looks_binary(head: bytes) -> bool:
    """Tell whether a file's first bytes cannot be text in any encoding."""
    try:
        return _is_junk(_decoded(head, is_part=True))
    except UnreadableFile:
        return True


def _decoded(data: bytes, *, is_part: bool = False) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    # Text with zeros in it is valid UTF-8 too, so the wide encodings come first.
    wide = _wide_encoding(data) if b"\0" in data[:_SAMPLE_BYTES] else None
    if wide is not None:
        return data.decode(wide, errors="replace")
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(data, final=not is_part)
    except UnicodeDecodeError:
        pass
    if b"\0" in data:
        raise UnreadableFile(
            "it holds binary data, not text",
            remedy="Give it the file name extension of its real format.",
        )
    if _is_damaged_utf8(data):
        return data.decode("utf-8", errors="replace")
    return data.decode(_guess(data), errors="replace")


def _wide_encoding(data: bytes) -> str | None:
    """Return the UTF-16 that has no mark, told by its zeros, spaces and line ends."""
    sample = data[:_SAMPLE_BYTES]
    if len(sample) < 4 or len(data) % 2:
        return None
    little = sum(sample[at + 1] == 0 for at in range(0, len(sample) - 1, 2))
    big = sum(sample[at] == 0 for at in range(0, len(sample) - 1, 2))
    units = len(sample) // 2
    if little > 0.03 * units and big <= 0.1 * little:
        return "utf-16-le"
    if big > 0.03 * units and little <= 0.1 * big:
        return "utf-16-be"
    return None


def _is_damaged_utf8(data: bytes) -> bool:
    """Tell whether nearly all that is not ASCII is sound UTF-8: a few bytes are off."""
    sample = data[:_SAMPLE_BYTES]
    text = sample.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    sound = sum(character > "\x7f" for character in text) - broken
    return sound > FEW_BROKEN * broken


def _guess(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(
        data[:_SAMPLE_BYTES], cp_isolation=list(_LEGACY), preemptive_behaviour=False
    ).best()
    # cp1252 is what Western exports are in when nothing speaks for another one.
    if best is None:
        return "cp1252"
    sample = data[:_SAMPLE_BYTES]
    if best.encoding not in {*_LIKE_WESTERN, "cp1252"}:
        return best.encoding
    western = sample.decode("cp1252", "replace")
    if not _FOREIGN_SIGN.search(western):
        return "cp1252" if _reads_western(western) else best.encoding
    turkish = sample.decode("cp1254", "replace")
    return "cp1254" if detect_document_language(turkish) == "tr" else "cp1250"


def _reads_western(text: str) -> bool:
    """Tell whether what was read as cp1252 is words of a language written so."""
    if "\ufffd" in text:
        return False
    return detect_document_language(text).partition("-")[0] in _WESTERN


def _is_junk(text: str) -> bool:
    sample = text[:_SAMPLE_BYTES]
    junk = sum(
        character == "\ufffd"
        or (
            unicodedata.category(character) in {"Cc", "Cn"}
            and character not in "\t\n\r\f\x0b\x85\x1a"
        )
        for character in sample
    )
    allowed = 1 if len(sample) >= _A_LINE else 0
    return junk > max(_JUNK_SHARE * len(sample), allowed)
