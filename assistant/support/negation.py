"""Whether a text denies: small lists of the words that do, in the seven languages.

*Open* ones say "not"; *veiled* ones say it otherwise ("refused", "only", "without"), so
that a sentence with one may be told with the other.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

import regex

from vectorstore.records import Span

_KEPT = 2048
_OPEN = {
    "en": r"\b(?:not(?! only)|no(?! less)|never|none|nobody|nothing|neither|nor"
    r"|cannot)\b|n['’]t\b",
    "fr": r"\b(?:ne|pas|aucune?s?|jamais|personne ne|rien|ni)\b|\bn['’](?=\p{L})",
    "es": r"\b(?:no(?! s[oó]lo| menos| obstante)|nunca|jamás|ningún|ningun[oa]s?|nadie"
    r"|nada|ni|tampoco)\b",
    "pt": r"\b(?:não(?! só| apenas| menos| obstante)|nunca|jamais|nenhum(?:a|as|ns)?"
    r"|ninguém|nada|nem|tampouco)\b",
    "ru": r"\b(?:не(?! менее| только| более| позднее)|нет|ни|никогда|никто|ничего"
    r"|нельзя|ник(?:ак|ем|ому)\w*)\b",
    "ar": r"(?<!\p{L})[وف]?(?:لا(?! سيما| غنى)|لم|لن|ليس|ليست|ليسوا|بلا)(?!\p{L})",
    "zh": r"(?<![最必])不(?![少仅但断同只错久过足])|没|(?<!来)未(?!来)|无(?![论数])"
    r"|(?<![中亚南东西北拉])非(?![洲常农政正])",
}
_ONLY = {
    "en": r"\b(?:only|just|merely|solely)\b",
    "fr": r"\b(?:seul\w*|uniquement)\b|\bn(?:e |['’])\p{L}+(?: \p{L}+){0,2} que\b",
    "es": r"\b(?:sol[oa]s?|sólo|solamente|únicamente|apenas)\b",
    "pt": r"\b(?:só|apenas|somente|unicamente)\b",
    "ru": r"\b(?:лишь|только)\b",
    "ar": r"(?<!\p{L})(?:فقط|إلا|سوى)(?!\p{L})",
    "zh": r"只(?!要)|仅",
}
_VEILED = {
    "en": """without fail lack refus reject unable hardly scarcely barely few little
        deny denie instead rather exclu clos stop suspend almost unclear uncertain
        unequal substitut differ alone less too remov apart free shut left ended
        limit""",
    "fr": """sans guère non refus rejet manqu presque peu quasi exclu ferm suspend
        hors moins contrair suffi""",
    "es": """sin rechaz neg falta carec casi poco poca excl cerr suspend menos fuera
        extern límite impid""",
    "pt": """sem recus rejeit falt carec quase pouco pouca exclu fech suspen menos fora
        limite deix vez""",
    "ru": """без едва отказ отверг почти мало нехват исключ закры приостанов
        заморо прекра кроме вместо менее""",
    "ar": """دون بدون غير رفض امتنع عدم يصعب صعوبة قليل لكن بل إنما وإنما توقف
        نقص أقل""",
    "zh": """拒绝 缺 几乎 很少 难以 停止 暂停 关闭 除了 代替 低于 少于 以外
        不足""",
}
"""How the words begin; in Chinese the words, wherever they stand."""
_ONE = {
    "fr": regex.compile(r"\bne\b|\bn['’]", regex.I),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Denials:
    """The words of a text that deny, with their places."""

    open: tuple[Span, ...]
    veiled: frozenset[str]  # the others, as the lists have them; "only" for all like it


@lru_cache(maxsize=_KEPT)
def denials(text: str, language: str) -> Denials:
    """Return what denies in a text; nothing for a language without a list.

    "Ne … pas" is one word that denies, in two places.
    """
    opened, only, veiled = _patterns(language)
    places = [match.span() for match in opened.finditer(text)]
    paired = _ONE.get(language)
    if paired:
        firsts = [span for span in places if paired.match(text[slice(*span)])]
        places = firsts or places
    found = {match.group().lower() for match in veiled.finditer(text)}
    if only.search(text):
        found.add("only")
    return Denials(open=tuple(places), veiled=frozenset(found))


@cache
def _patterns(language: str) -> "tuple[regex.Pattern[str], ...]":
    if language not in _OPEN:
        never = regex.compile(r"(?!)")
        return never, never, never
    begins = "" if language == "zh" else r"(?<!\p{L})"
    words = "|".join(_VEILED[language].split())
    return (
        regex.compile(_OPEN[language], regex.I),
        regex.compile(_ONLY[language], regex.I),
        regex.compile(f"{begins}(?:{words})", regex.I),
    )
