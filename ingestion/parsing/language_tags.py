"""Languages that folders and file names state: `sdg/zh-Hans/`, `guide.fr.md`."""

from pathlib import PurePosixPath

import regex

_CODES = frozenset(
    "af ar az bn ca cs cy da de el en es et eu fa fi fr gl gu ha he hi hr hu hy ig ja "
    "ka kk km kn ko ky lo lt lv mg mk ml mn mr ms mt nb ne nl nn pa pl ps pt ro ru rw "
    "si sk sl sn sq sr sv sw ta te tg th ti tk tr uk ur uz vi wo xh yo zh zu".split()
)
"""Codes that are not also everyday English folder names, such as "id", "is" or "my"."""

_ALSO_WORDS = frozenset("id is it my no so".split())

_THREE = {
    **{"ara": "ar", "chi": "zh", "zho": "zh", "eng": "en", "fra": "fr", "fre": "fr"},
    **{"por": "pt", "rus": "ru", "spa": "es", "hin": "hi", "ind": "id", "swa": "sw"},
    **{"deu": "de", "ger": "de", "ita": "it", "jpn": "ja", "kor": "ko", "tur": "tr"},
}
"""Codes of libraries and repositories (ISO 639-2), both kinds where there are two."""

_TAG = regex.compile(
    r"(?P<code>[a-z]{2})(?:[-_](?:[A-Z][a-z]{3}|[A-Z]{2}|\d{3}))*", regex.V1
)


def is_language_tag(name: str) -> bool:
    """Tell whether a name is a language tag in its usual spelling, as "pt-BR"."""
    found = _TAG.fullmatch(name)
    return found is not None and found["code"] in _CODES


def stated_tag(text: str | None) -> str | None:
    """Return a field's value when it is a language tag, else None.

    Fields called "language" also hold names ("French") or lists: those say nothing.
    """
    value = (text or "").strip().replace("_", "-")
    value = _THREE.get(value.lower(), value)
    code = value.partition("-")[0].lower()
    is_tag = regex.fullmatch(r"\p{L}{2}(?:-[A-Za-z0-9]{2,8})*", value) is not None
    return value if is_tag and (code in _CODES or code in _ALSO_WORDS) else None


def language_of_path(shown: str) -> str | None:
    """Return the language that a relative path states, nearest to the file first."""
    path = PurePosixPath(shown)
    inner = PurePosixPath(path.stem).suffix.removeprefix(".")
    for name in (inner, *(part for part in reversed(path.parent.parts))):
        if is_language_tag(name):
            return name.replace("_", "-")
    return None
