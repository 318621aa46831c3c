"""How strong the evidence for an answer is: the number whose AUROC is measured."""

from collections.abc import Sequence

from assistant.evidence import LOOKED_AT, Found, calibration, signals
from assistant.replies import PassageView
from vectorstore.records import Passage
from vectorstore.text.asked import asked_words
from vectorstore.text.languages import detect_question_language


def strength_of(
    question: str, passages: Sequence[PassageView] | Sequence[Passage]
) -> float | None:
    """Return how strongly passages, best first, suggest an answer; None without any.

    It is what the product weighs before it answers, from at least fifteen passages
    where there are so many.
    """
    if not passages:
        return None
    language = detect_question_language(question)
    told = signals(
        asked_words(question, language),
        [_looked_at(passage) for passage in passages[:LOOKED_AT]],
        scores=[passage.score for passage in passages],
    )
    return calibration().weighing(language).evidence(told)


def _looked_at(passage: PassageView | Passage) -> Found:
    if isinstance(passage, PassageView):
        return Found.of_view(passage)
    return Found.of(passage)
