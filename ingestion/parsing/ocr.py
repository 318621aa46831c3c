"""Scanned pages, read by Tesseract where it is installed."""

import io
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfBitmap, PdfPage

_SCALE = 300 / 72
_PIXELS = 40_000_000
_PAGE_TIMEOUT_S = 60
_WORDS_TIMEOUT_S = 15
_LIST_TIMEOUT_S = 10
_ONE_THREAD = {"OMP_THREAD_LIMIT": "1"}
"""On a busy machine its threads wait for each other: a page of text took 22 s with two
and 4 s with one."""
_COLUMNS = 12
"""Of Tesseract's table: the box is in the seventh to tenth, the word in the last."""
_NAMES = {
    "ar": "ara",
    "en": "eng",
    "es": "spa",
    "fr": "fra",
    "pt": "por",
    "ru": "rus",
    "sw": "swa",
    "zh": "chi_sim",
}
"""Tesseract's names of the languages that documents here are in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word on a picture, and its left, top, right and bottom in pixels."""

    text: str
    box: tuple[int, int, int, int]


def ocr_missing() -> str | None:
    """Return what to do so that scanned pages can be read, or None when they can."""
    if shutil.which("tesseract") is None:
        return "Install Tesseract to read it."
    return None if _languages() else "Install a language of Tesseract to read it."


def scan_of(page: "PdfPage") -> "Image":
    """Return a PDF page's picture, as fine as recognition wants it."""
    width, height = page.get_size()
    scale = min(_SCALE, (_PIXELS / max(1.0, width * height)) ** 0.5)
    drawn = cast(object, page.render(scale=cast(int, scale), grayscale=True))
    return cast("PdfBitmap", drawn).to_pil()


def read_page(image: "Image", *, language: str | None) -> str | None:
    """Return the text of a page's picture, or None when it took too long or failed.

    Without a language, or without the data for it, all installed languages are tried.
    """
    text = _tesseract(image, language=language, timeout_s=_PAGE_TIMEOUT_S)
    return None if text is None else text.replace("\f", "\n")


def read_words(image: "Image", *, language: str | None) -> list[Word]:
    """Return the words of a page's picture in the order in which its text is read.

    None are returned when it took too long, failed, or Tesseract is not here.
    """
    if ocr_missing() is not None:
        return []
    table = _tesseract(
        image, language=language, timeout_s=_WORDS_TIMEOUT_S, output="tsv"
    )
    rows = [line.split("\t") for line in (table or "").splitlines()[1:]]
    words: list[Word] = []
    for row in rows:
        if len(row) == _COLUMNS and row[-1].strip():
            left, top, width, height = map(int, row[6:10])
            box = (left, top, left + width, top + height)
            words.append(Word(text=row[-1], box=box))
    return words


def _tesseract(
    image: "Image", *, language: str | None, timeout_s: float, output: str = "txt"
) -> str | None:
    installed = _languages()
    wanted = _NAMES.get((language or "").partition("-")[0])
    names = (
        [wanted]
        if wanted in installed
        else [n for n in _NAMES.values() if n in installed]
    )
    buffer = io.BytesIO()
    image.save(buffer, format="PNG")
    tried = "+".join(names or installed)
    try:
        done = subprocess.run(  # noqa: S603 - the names come from Tesseract itself
            ["tesseract", "stdin", "stdout", "-l", tried, output],  # noqa: S607 - found on the person's PATH
            input=buffer.getvalue(),
            capture_output=True,
            env=os.environ | _ONE_THREAD,
            timeout=timeout_s,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError, OSError):
        return None
    return done.stdout.decode("utf-8", "replace")


@lru_cache(maxsize=1)
def _languages() -> tuple[str, ...]:
    try:
        done = subprocess.run(
            ["tesseract", "--list-langs"],  # noqa: S607 - found on the person's PATH
            capture_output=True,
            timeout=_LIST_TIMEOUT_S,
            check=True,
            text=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError, OSError):
        return ()
    names = (line.strip() for line in done.stdout.splitlines()[1:])
    return tuple(name for name in names if name and name != "osd")
