"""Which documents are one work in several languages.

Told by their places: two documents of one platform whose paths differ in nothing but
the name of their own language, as `en/targets.yml#1-1` and `fr/targets.yml#1-1`, or
`report.es.pdf` and `report.pt.pdf`. Vectors cannot tell: two neighbouring targets of
one list are as near to each other as a target is to its translation.
"""

import re
from functools import lru_cache

from vectorstore.text.languages import normalize_tag

_TOKEN = re.compile(r"[^\W\d_]+")
_SCRIPTS = frozenset({"hans", "hant", "latn", "cyrl", "arab"})
_LONGEST_CODE = 3
ANY = "*"


@lru_cache(maxsize=20_000)
def work_of(platform: str, path: str, language: str) -> str | None:
    """Return what documents of one work share; None where the path names no language.

    A region or script after the language's name belongs to it ("zh-Hans", "pt_BR").
    """
    if not any(_names(word, language) for word in _TOKEN.findall(path)):
        return None
    parts: list[str] = []
    end = 0
    after_language = False
    for found in _TOKEN.finditer(path):
        word, gap = found.group(), path[end : found.start()]
        belongs = after_language and gap in {"-", "_"} and _is_region(word)
        after_language = belongs or _names(word, language)
        if not belongs:
            parts += [gap, ANY if after_language else word]
        end = found.end()
    parts.append(path[end:])
    return "\x1f".join((platform, *parts))


@lru_cache(maxsize=10_000)
def _names(word: str, language: str) -> bool:
    return len(word) <= _LONGEST_CODE and normalize_tag(word) == language


def _is_region(word: str) -> bool:
    return word.lower() in _SCRIPTS or (len(word) == 2 and word.isupper())
