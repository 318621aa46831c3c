"""The check that a verbatim quote passes before anybody sees it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answers.quoting import Quote
from assistant.replies import Verdict
from assistant.support.gate import Standing, gate
from assistant.support.reasons import VERBATIM
from vectorstore.records import DocumentId, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A quote that may be shown, with what its citation says of it."""

    quote: Quote
    verdict: Verdict
    reason: str


def check_quotes(
    quotes: Sequence[Quote], texts: Mapping[DocumentId, str]
) -> list[Checked]:
    """Return the quotes that stand at their spans, in order; the others are left out.

    Args:
        quotes: what was chosen.
        texts: the stored text of each document, as it is now. A document that is gone
            has none, and nothing of it is shown.
    """
    return [
        Checked(quote=quote, verdict=Verdict.SUPPORTED, reason=VERBATIM)
        for quote in quotes
        if stands_at(
            quote.sentence.text,
            texts.get(quote.sentence.passage.chunk.document_id, ""),
            quote.sentence.span,
        )
    ]


def stands_at(quote: str, text: str, span: Span) -> bool:
    """Whether a quote stands at its span, to the letter, and passes the gate there."""
    there = text[slice(*span)]
    return there == quote and gate(quote, [there], cited=0).standing is Standing.FOUND
