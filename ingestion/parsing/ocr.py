"""Scanned pages, read by Tesseract where it is installed."""

import io
import shutil
import subprocess
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_PAGE_TIMEOUT_S = 60
_LIST_TIMEOUT_S = 10
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


def ocr_missing() -> str | None:
    """Return what to do so that scanned pages can be read, or None when they can."""
    if shutil.which("tesseract") is None:
        return "Install Tesseract to read it."
    return None if _languages() else "Install a language of Tesseract to read it."


def read_page(image: "Image", *, language: str | None) -> str | None:
    """Return the text of a page's picture, or None when it took too long or failed.

    Without a language, or without the data for it, all installed languages are tried.
    """
    installed = _languages()
    wanted = _NAMES.get((language or "").partition("-")[0])
    names = (
        [wanted]
        if wanted in installed
        else [n for n in _NAMES.values() if n in installed]
    )
    buffer = io.BytesIO()
    image.save(buffer, format="PNG")
    try:
        done = subprocess.run(  # noqa: S603 - the names come from Tesseract itself
            ["tesseract", "stdin", "stdout", "-l", "+".join(names or installed)],  # noqa: S607 - found on the person's PATH
            input=buffer.getvalue(),
            capture_output=True,
            timeout=_PAGE_TIMEOUT_S,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError, OSError):
        return None
    return done.stdout.decode("utf-8", "replace").replace("\f", "\n")


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
