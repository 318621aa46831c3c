"""Splits a model's text into claims while it comes, each with the passages it cites.

A claim is a sentence, in any script, or a line of a list. Markers belong to the
sentence before them, whether they stand before or behind its full stop.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from vectorstore.text.sentences import split_sentences

NOTHING = "NONE"
"""What a model writes that finds no answer in the passages."""

_MARKER = regex.compile(
    r"[\[【［〔]\s*(?:passages?|sources?)?\s*#?"
    r"(\d{1,3}(?:\s*[,،、，;；–-]\s*\d{1,3})*)\s*(?:†[^\]】］〕]{0,40})?[\]】］〕]",
    regex.IGNORECASE,
)
_PLAIN_MARKERS = regex.compile(r"\s*\[\d{1,3}(?:, \d{1,3})*\]")
_ENDS_IN_MARKER = regex.compile(
    r"\[\d{1,3}(?:, \d{1,3})*\][.!?。！？।؟۔…]?[\"'”’»）)]?\s*$"
)
_OPEN_MARKER = regex.compile(r"\s*[\[【［〔][^\]】］〕]{0,40}$")
_RANGE = regex.compile(r"(\d+)\s*[–-]\s*(\d+)")
_LISTED = regex.compile(r"\s*(?:[-*+•–]\s+|\d{1,2}[.)]\s+)")
_HEADING = regex.compile(r"\s*(?:#{1,6}\s+|>\s+)")
_IMAGE = regex.compile(r"!\[[^\]]*\]\s?(?:\([^)]*\)|\[[^\]]*\])")
_LINK = regex.compile(r"\[([^\]]*)\]\s?\((?=\s*(?:<|\w+:|/|#|\w+\.))[^)]*\)")
_TAG = regex.compile(r"</?[A-Za-z!][^<>]{0,400}>")
_EMPHASIS = regex.compile(
    r"\*{1,3}(?=\S)|(?<=\S)\*{1,3}|`+|(?<!\w)_{1,2}(?=\S)|(?<=\S)_{1,2}(?!\w)"
)
_QUOTED = regex.compile(
    r"“([^“”]+)”|«([^«»]+)»|„([^„“”]+)[“”]|「([^「」]+)」|『([^『』]+)』|\"([^\"]+)\""
)
_QUIET_END = regex.compile(r"[.!?。！？।؟۔…][\"'”’»）)]?\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One claim as the model wrote it, before anybody checked it."""

    text: str  # without markers and marks of Markdown
    cited: tuple[int, ...]  # numbers of passages, in order, each once
    quoted: tuple[str, ...]  # what stands in quotation marks
    listed: bool = False  # a line of a list
    begins: bool = False  # the first of its paragraph
    linked: bool = False  # it held a link, an image or a tag, which are left out


class ClaimReader:
    """Takes a text in pieces and gives the claims that are complete, in order."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._held = ""
        self._begins = True  # nothing was said yet in this paragraph
        self._fresh = True  # nothing was read yet of this line, marks included
        self._listed = False

    def feed(self, piece: str) -> list[Draft]:
        """Take a piece of text; return the claims that it completes.

        The claims are the same in whatever pieces the text comes.
        """
        drafts: list[Draft] = []
        for letter in piece:
            inside = letter.isalnum() and self._held[-1:].isalnum()
            self._held += letter
            if letter == "\n":
                line, self._held = self._held[:-1], ""
                drafts += self._line(line)
                self._begins, self._fresh, self._listed = True, True, False
            elif not inside:  # no sentence begins within a word
                drafts += self._completed()
        return drafts

    def _completed(self) -> list[Draft]:
        open_marker = _OPEN_MARKER.search(self._held)
        settled = self._held[: open_marker.start()] if open_marker else self._held
        kept = self._held[len(settled) :]
        plain = _with_plain_markers(settled)
        spans = split_sentences(plain, self._language)
        if len(spans) < 2 or (kept and spans[-1][1] == 0):
            return []
        begin = spans[-1][0]
        self._held = plain[begin:] + kept
        return self._drafts(plain[:begin])

    def settle(self) -> list[Draft]:
        """Return the claim that is held where it looks complete, its markers with it.

        For when the model pauses: a later marker of it would be lost, so that only
        what ends in one is taken for complete.
        """
        plain = _with_plain_markers(self._held)
        if not _ENDS_IN_MARKER.search(plain):
            return []
        self._held = ""
        return self._drafts(plain)

    def finish(self, *, whole: bool) -> list[Draft]:
        """Return what is left at the end of the text.

        Args:
            whole: the text came to its end; else it was cut, and a last sentence
                without an end of its own is not taken for one.
        """
        plain, self._held = _with_plain_markers(self._held), ""
        spans = split_sentences(plain, self._language)
        if spans and not whole:
            last = plain[slice(*spans[-1])]
            if not (_QUIET_END.search(last) or _ENDS_IN_MARKER.search(last)):
                plain = plain[: spans[-1][0]]
        return self._drafts(plain)

    def _line(self, line: str) -> list[Draft]:
        return self._drafts(_with_plain_markers(line))

    def _drafts(self, text: str) -> list[Draft]:
        if self._fresh and text.strip():
            self._fresh = False
            listed = _LISTED.match(text)
            self._listed = listed is not None
            text = text[listed.end() :] if listed else text
            heading = _HEADING.match(text)
            text = text[heading.end() :] if heading else text
        drafts: list[Draft] = []
        for start, end in split_sentences(text, self._language):
            draft = self._draft(text[start:end])
            if draft is not None:
                drafts.append(draft)
                self._begins = False
        return drafts

    def _draft(self, sentence: str) -> Draft | None:
        bare = _TAG.sub(" ", _LINK.sub(r"\1", _IMAGE.sub(" ", sentence)))
        cited = tuple(dict.fromkeys(_numbers(bare)))
        text = _EMPHASIS.sub("", _PLAIN_MARKERS.sub("", bare))
        text = " ".join(text.split())
        linked = bare != sentence
        if not regex.search(r"[\p{L}\p{N}]", text) and not linked:
            return None  # nothing but marks
        return Draft(
            text=text,
            cited=cited,
            quoted=tuple(
                next(filter(None, q.groups())) for q in _QUOTED.finditer(text)
            ),
            listed=self._listed,
            begins=self._begins,
            linked=linked,
        )


def says_nothing(text: str) -> bool:
    """Whether a model says that the passages do not answer."""
    return text.strip().strip(".。*\"'`").strip().upper() == NOTHING


def _with_plain_markers(text: str) -> str:
    """Write every marker as "[1]" or "[1, 2]", whatever its brackets and digits."""

    def plain(found: "regex.Match[str]") -> str:
        spread = _RANGE.sub(_spread, found[1])
        numbers = [str(int(number)) for number in regex.findall(r"\d+", spread)]
        return f"[{', '.join(dict.fromkeys(numbers))}]"

    return _MARKER.sub(plain, text)


def _spread(found: "regex.Match[str]") -> str:
    first, last = int(found[1]), int(found[2])
    if not first < last <= first + 20:
        return f"{first}, {last}"
    return ", ".join(str(number) for number in range(first, last + 1))


def _numbers(text: str) -> Iterator[int]:
    for marker in _PLAIN_MARKERS.finditer(text):
        yield from map(int, regex.findall(r"\d+", marker.group()))
