"""What a question may have meant that finds nothing for a word no source writes.

"irigation in Kenya" is asked again as "irrigation in Kenya", and offered where the
sources answer that better.
"""

from collections.abc import Sequence

import regex

from assistant.answers.evidence import COMPARED, evidence
from assistant.finding import Finder
from assistant.replies import Request
from assistant.understanding.questions import Question, understand
from vectorstore.records import Readers
from vectorstore.text.asked import AskedWord

NOT_PARTED = {"zh", "ja", "th", "lo", "km", "my"}
"""Languages that do not set words apart by spaces."""


def respelled(
    finder: Finder,
    question: Question,
    request: Request,
    asked: Sequence[AskedWord],
    *,
    above: float,
    readers: Readers,
) -> str | None:
    """Return a question with the words spelt as in the sources; None: nothing better.

    Only words that no text holds are replaced.

    Args:
        finder: reads the library.
        question: that found too little.
        request: with its filters.
        asked: its words, as search understood them.
        above: log odds that the sources must answer the new question with.
        readers: whose eyes it is for.

    Raises:
        EvidenceUnavailable: the store failed.
    """
    language = question.analysis_language
    language = question.language if language == "und" else language
    if language in NOT_PARTED or question.to_search != question.text:
        return None
    text = question.text
    for word in finder.unheld(asked):
        near = finder.spelt_like(
            word.written, language, request=request, readers=readers
        )
        if near is not None:
            written = regex.compile(rf"(?<!\w){regex.escape(word.written)}(?!\w)")
            is_capital = word.written[0].isupper()
            near = near[0].upper() + near[1:] if is_capital else near
            text = written.sub(lambda _, near=near: near, text)
    if text == question.text:
        return None
    again = request.model_copy(update={"question": text, "context": ()})
    meant = understand(again)
    found = finder.find(meant, again, readers=readers, at_least=COMPARED.stop)
    strength = evidence(found.question.asked, found.passages, language=meant.language)
    return text if strength >= above else None
