"""How strong the evidence for an answer is: the number whose AUROC is measured."""

from collections.abc import Sequence

from assistant.answers.evidence import evidence
from vectorstore.records import Passage
from vectorstore.text.asked import asked_words
from vectorstore.text.languages import detect_question_language


def strength_of(question: str, passages: Sequence[Passage]) -> float | None:
    """Return how strongly passages, best first, suggest an answer; None without any.

    It is what the product weighs before it answers, from at least fifteen passages
    where there are so many. `galaxy search` tells the same of what it found.
    """
    if not passages:
        return None
    language = detect_question_language(question)
    return evidence(asked_words(question, language), passages, language=language)
