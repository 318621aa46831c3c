"""Whether a text denies: small lists of the words that do, in the seven languages.

*Open* ones say "not"; *veiled* ones say it otherwise ("refused", "only", "without"), so
that a sentence with one may be told with the other.
"""

from dataclasses import dataclass
from functools import cache

import regex

from vectorstore.records import Span

_OPEN = {
    "en": r"\b(?:not|no|never|none|nobody|nothing|neither|nor|cannot)\b|n['’]t\b",
    "fr": r"\b(?:ne|pas|aucune?s?|jamais|personne ne|rien|ni|non)\b|\bn['’](?=\p{L})",
    "es": r"\b(?:no|nunca|jamás|ningún|ningun[oa]s?|nadie|nada|ni|tampoco)\b",
    "pt": r"\b(?:não|nunca|jamais|nenhum(?:a|as|ns)?|ninguém|nada|nem|tampouco)\b",
    "ru": r"\b(?:не|нет|ни|никогда|никто|ничего|нельзя|ник(?:ак|ем|ому)\w*)\b",
    "ar": r"(?<!\p{L})[وف]?(?:لا|لم|لن|ليس|ليست|ليسوا|بلا|غير)(?!\p{L})",
    "zh": r"不(?![少仅但断同只错久过])|没|(?<!来)未(?!来)|无(?![论数])"
    r"|(?<![中亚南东西北拉])非(?![洲常])",
}
_VEILED = {
    "en": r"\b(?:without|only|just|merely|fail\w*|lack\w*|refus\w*|reject\w*|unable|hardly"
    r"|scarcely|barely|few|little|den(?:y|ied|ies)|instead|rather|exclu\w+|clos\w+|stop\w*"
    r"|suspend\w*|almost|un(?:clear|certain|equal|til)|substitute|differ\w*|alone|less"
    r"|too|remov\w*|apart|free|shut|left|end(?:ed|s)?|limit\w*)\b",
    "fr": r"\b(?:sans|seul\w*|seulement|guère|refus\w*|rejet\w*|manqu\w*|presque|peu"
    r"|quasi\w*|exclu\w*|ferm\w*|suspend\w*|hors|moins|contraire\w*|suffi\w*)\b|\bn(?:e |['’])\p{L}+(?: \p{L}+){0,2} que\b",
    "es": r"\b(?:sin|sol[oa]s?|sólo|solamente|apenas|rechaz\w*|neg\w+|falta\w*|carec\w*"
    r"|casi|poc[oa]s?|excl\w+|cerr\w*|suspend\w*|menos|fuera|extern\w*|límite|impid\w*)\b",
    "pt": r"\b(?:sem|só|apenas|somente|recus\w*|rejeit\w*|falt\w*|carec\w*|quase|pouc\w*"
    r"|exclu\w*|fech\w*|suspen\w*|menos|fora|limite\w*|deix\w+|em vez)\b",
    "ru": r"\b(?:без|лишь|только|едва|отказ\w*|отверг\w*|почти|мало|нехват\w*|исключ\w*"
    r"|закры\w*|приостанов\w*|заморо\w*|прекра\w*|кроме|вместо|менее|один только)\b",
    "ar": r"(?<!\p{L})(?:دون|بدون|فقط|إلا|سوى|رفض\w*|امتنع\w*|عدم|يصعب|صعوبة|قليل\w*|لكن"
    r"|بل|إنما|وإنما|توقف\w*|نقص|أقل)(?!\p{L})",
    "zh": r"只|仅|拒绝|缺|几乎|很少|难以|停止|暂停|关闭|除了|代替|而非|低于|少于|以外",
}
_ONE = {
    "fr": regex.compile(r"\bne\b|\bn['’]", regex.I),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Denials:
    """The words of a text that deny, with their places."""

    open: tuple[Span, ...]
    veiled: bool  # whether others say it in another way


def denials(text: str, language: str) -> Denials:
    """Return what denies in a text; nothing for a language without a list.

    "Ne … pas" is one word that denies, in two places.
    """
    opened, veiled = _patterns(language)
    places = [match.span() for match in opened.finditer(text)]
    paired = _ONE.get(language)
    if paired:
        firsts = [span for span in places if paired.match(text[slice(*span)])]
        places = firsts or places
    return Denials(open=tuple(places), veiled=veiled.search(text) is not None)


@cache
def _patterns(language: str) -> "tuple[regex.Pattern[str], regex.Pattern[str]]":
    never = r"(?!)"
    return (
        regex.compile(_OPEN.get(language, never), regex.I),
        regex.compile(_VEILED.get(language, never), regex.I),
    )
