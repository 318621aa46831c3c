"""Claims that are judged before anybody asks."""

from collections.abc import Sequence

from assistant.finding import Finder
from assistant.writing.checking import Checker
from assistant.writing.claims import Draft
from vectorstore.records import Passage
from vectorstore.text.sentences import split_sentences

SENTENCES = 4


def rehearse(finder: Finder, passages: Sequence[Passage], *, language: str) -> None:
    """Judge claims in a language, so that no person waits for what that needs.

    Tables of words and numbers are read, and expressions compiled, when first asked.
    The claims are sentences of passages in that language, with figures they lack.
    """
    if not passages:
        return
    checker = Checker(finder, passages, language=language)
    checker.read_ahead()
    own = [p.chunk.text for p in passages if p.chunk.language == language]
    said = [text[a:b] for text in own for a, b in split_sentences(text, language)]
    for sentence in said[:SENTENCES] or [""]:
        text = f"{sentence} 2014: 12 %, 3 km, 4 USD"
        checker.check(Draft(text=text, cited=(len(passages),), quoted=()))
