"""What a source says that is not repeated: instructions, persons' contacts, far links.

Retrieved text is data. A sentence that instructs a model is neither quoted nor shown to
one, and neither are the sentences that follow it in its paragraph, where its payload
stands. Patterns tell it, and its stored vector does (`support.instructing`); where only
its words are at hand, as on a card, it is known again by them once its vector told it.
"""

import re
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from threading import Lock

from assistant.support.addresses import (
    Address,
    AddressKind,
    addresses,
    same_site,
)
from assistant.support.instructing import Vectors, instructing
from assistant.support.papers import homes, papers
from vectorstore.records import Span
from vectorstore.sentences import Sentences
from vectorstore.text.instructions import instructs
from vectorstore.text.mailboxes import is_public_mailbox
from vectorstore.text.sentences import split_sentences


class Withheld(StrEnum):
    """Why something is not repeated."""

    INSTRUCTION = "instruction"
    CONTACT = "contact"  # a person's e-mail address, telephone, messenger, home, papers
    ELSEWHERE = "elsewhere"  # a link that leaves the document's site


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """What is not repeated, and where it stands."""

    reason: Withheld
    span: Span


class _Told:
    """The words of sentences that their vectors told to instruct; the latest ones."""

    def __init__(self) -> None:
        self._words: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()
        self.changes = 0

    def add(self, sentence: str) -> None:
        """Remember a sentence."""
        with self._lock:
            self.changes += sentence not in self._words
            self._words[sentence] = None
            if len(self._words) > _REMEMBERED:
                self._words.popitem(last=False)

    def __contains__(self, sentence: str) -> bool:
        return sentence in self._words


_REMEMBERED = 10_000
_TOLD = _Told()


def notice(text: str, sentences: Sequence[Span], vectors: Vectors) -> None:
    """Remember which sentences of a passage instruct, as their vectors tell.

    To be called before a passage is shown by its words alone.

    Args:
        text: the passage, as stored.
        sentences: where they stand in it.
        vectors: of them, as stored.
    """
    for (start, end), tells in zip(sentences, instructing(vectors), strict=True):
        if tells:
            _TOLD.add(text[start:end])


def hindrance_in(sentence: str, *, uri: str | None) -> Withheld | None:
    """Return why a sentence is not quoted, by its own words; None where it may be.

    Args:
        sentence: as it stands in its document.
        uri: the document's own address. Without one every link leads elsewhere.
    """
    if _instructs(sentence):
        return Withheld.INSTRUCTION
    found = _withheld(sentence, uri)
    return found[0].reason if found else None


def hindrances(text: str, *, language: str, uri: str | None) -> list[Hindrance]:
    """Return what of a passage is not repeated, in order.

    A sentence that instructs is named, and so is each one that follows it in its
    paragraph; contacts and links by their own spans.

    Args:
        text: a passage, as stored.
        language: in which its sentences are cut.
        uri: the document's own address.
    """
    spans = split_sentences(text, language)
    return [one for found in _by_sentence(text, spans, uri) for one in found]


def inert_sentences(text: str, sentences: Sentences, *, uri: str | None) -> Sentences:
    """Return the sentences of a passage without those that hold what is not repeated.

    What their vectors tell is remembered, as by `notice`.

    Args:
        text: the passage, as stored.
        sentences: all of its own.
        uri: the document's own address.
    """
    notice(text, sentences.spans, sentences.vectors)
    kept = [
        at
        for at, found in enumerate(_by_sentence(text, sentences.spans, uri))
        if not found
    ]
    if len(kept) == len(sentences.spans):
        return sentences
    return Sentences(
        spans=tuple(sentences.spans[at] for at in kept),
        vectors=sentences.vectors[kept],
        letters=tuple(sentences.letters[at] for at in kept),
    )


def is_inert(text: str, sentences: Sequence[Span], at: int, *, uri: str | None) -> bool:
    """Tell whether a sentence of a passage stays in `inert_sentences`, by its words.

    To be asked of a few sentences, after `notice`.

    Args:
        text: the passage, as stored.
        sentences: where they stand in it.
        at: which of them.
        uri: the document's own address.
    """
    start, end = sentences[at]
    paragraph = text.rfind("\n", 0, start) + 1
    before = (text[a:b] for a, b in sentences[:at] if b > paragraph)
    if any(map(_instructs, before)):
        return False
    return not any(_by_sentence(text, [(start, end)], uri))


OMITTED = "[…]"
"""What a person reads in place of what is not repeated."""
_GAP = "\0"
_GAPS = re.compile(r"\0(?:[\0\s]*\0)?")


def inert_text(text: str, *, language: str, uri: str | None) -> str:
    """Return a passage with blanks in place of what is not repeated.

    It is as long as the passage, so that spans in it are spans of the passage. This is
    what may be shown to a model, and what its claims are held against.
    """
    return _without(text, " ", language, uri, _TOLD.changes)


def gapped_text(text: str, *, language: str, uri: str | None) -> str:
    """Return a passage with gaps in place of what is not repeated, for `readable`.

    It is as long as the passage, so that it can be cut by spans of the passage.
    """
    return _without(text, _GAP, language, uri, _TOLD.changes)


def readable(gapped: str) -> str:
    """Return a piece of a gapped text as a person reads it, "[…]" for each gap."""
    return _GAPS.sub(OMITTED, gapped)


def readable_text(text: str, *, language: str, uri: str | None) -> str:
    """Return a passage as a person reads it, "[…]" for what is not repeated."""
    return readable(gapped_text(text, language=language, uri=uri))


@lru_cache(maxsize=2_000)
def _without(
    text: str, blank: str, language: str, uri: str | None, _changes: int
) -> str:
    """Return a text with blanks; `_changes`: how much had been told till then."""
    for found in hindrances(text, language=language, uri=uri):
        start, end = found.span
        blanks = "".join("\n" if one == "\n" else blank for one in text[start:end])
        text = f"{text[:start]}{blanks}{text[end:]}"
    return text


def _by_sentence(
    text: str, spans: Sequence[Span], uri: str | None
) -> Iterator[list[Hindrance]]:
    """Yield what each sentence holds that is not repeated, in order."""
    payload = 0  # where the paragraph of an instruction ends
    private = [*homes(text), *papers(text)]  # "No." may end a sentence before them
    for start, end in spans:
        sentence = text[start:end]
        if start < payload or _instructs(sentence):
            stop = text.find("\n", end)
            payload = len(text) if stop < 0 else stop
            yield [Hindrance(reason=Withheld.INSTRUCTION, span=(start, end))]
            continue
        yield [
            Hindrance(
                reason=one.reason, span=(start + one.span[0], start + one.span[1])
            )
            for one in _withheld(sentence, uri)
        ] + [
            Hindrance(reason=Withheld.CONTACT, span=(max(start, begin), min(end, stop)))
            for begin, stop in private
            if begin < end and start < stop
        ]


def _instructs(sentence: str) -> bool:
    return sentence in _TOLD or instructs(sentence) is not None


def _withheld(sentence: str, uri: str | None) -> list[Hindrance]:
    return list(_of_addresses(addresses(sentence), uri))


def _of_addresses(found: list[Address], uri: str | None) -> Iterator[Hindrance]:
    emails = [one for one in found if one.kind is AddressKind.EMAIL]
    public = [one for one in emails if is_public_mailbox(one.text)]
    # A telephone beside an office's mailbox, and no person's, is the office's.
    is_office = bool(public) and len(public) == len(emails)
    for one in found:
        match one.kind:
            case AddressKind.URL:
                if not same_site(one.text, uri):
                    yield Hindrance(reason=Withheld.ELSEWHERE, span=one.span)
            case AddressKind.EMAIL:
                if one not in public:
                    yield Hindrance(reason=Withheld.CONTACT, span=one.span)
            case AddressKind.HOME | AddressKind.PAPERS:
                yield Hindrance(reason=Withheld.CONTACT, span=one.span)
            case AddressKind.PHONE | AddressKind.HANDLE:
                if not is_office:
                    yield Hindrance(reason=Withheld.CONTACT, span=one.span)
