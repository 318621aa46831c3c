"""An answer in the sources' own words: chosen, checked, composed, or a refusal."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from assistant.answers.answering import Composed, compose_answer, compose_refusal
from assistant.answers.articles import of_articles, with_articles, without_articles
from assistant.answers.comparing import in_turn, sides
from assistant.answers.evidence import COMPARED, evidence, missing_names
from assistant.answers.goal_records import goal_records, with_records
from assistant.answers.quoting import (
    READ_PASSAGES,
    Quote,
    quotes_from,
    sentences_of,
    whole_quotes,
)
from assistant.answers.respelling import respelled
from assistant.answers.unnamed import unnamed
from assistant.finding import WHOLE, Finder
from assistant.replies import Citation, Kind, RefusalReason, Request
from assistant.support.quotes import Checked, check_quotes
from assistant.understanding.goals_asked import kind_sought, names_goals
from assistant.understanding.questions import Question, understand
from assistant.understanding.scope import is_filler
from vectorstore.records import EVERYTHING, ChunkId, Passage, Readers, Span
from vectorstore.search import Found
from vectorstore.text.asked import AskedWord, index_terms

QUOTES_OF_A_SIDE = 3
"""Quotes for each country of a comparison."""
OFF_TOPIC = 1.5
"""Standard deviations above unrelated text from which a passage is near a question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A question with what was found for it."""

    question: Question
    request: Request
    found: Found
    passages: tuple[Passage, ...]  # those that the reply may show
    records: int = 0  # the first so many are what the question asks for by number
    sides: "tuple[Evidence, ...]" = ()  # each for a country that the question compares
    readers: Readers = "public"  # whom it was found for

    @property
    def is_enough(self) -> bool:
        """Whether the passages seem to answer at all."""
        if self.records:
            return True
        if self.sides:
            return any(side.is_enough for side in self.sides)
        asked = self.found.question.asked
        strength = evidence(asked, self.found.passages, language=self.question.language)
        return strength >= 0 and not (self.question.is_vague or self.is_wide)

    @property
    def is_wide(self) -> bool:
        """Whether the question is but a topic, of which several documents speak.

        A name alone is none: who types it wants to read of its bearer.
        """
        if not self.question.is_bare or any(
            w.is_name for w in self.found.question.asked
        ):
            return False
        holding = _holding(self)
        return len({passage.chunk.document_id for passage in holding}) > 1

    @property
    def of_years(self) -> bool:
        """Whether the question names a year of its own."""
        return any(word.is_year for word in self.found.question.asked)

    def unnamed(self, finder: Finder, cited: Collection[ChunkId]) -> tuple[str, ...]:
        """Return what the question names, and no passage cited for it does.

        Raises:
            EvidenceUnavailable: the store failed.
        """
        names = unnamed(
            finder,
            self.found.question.asked,
            self.passages,
            cited,
            language=self.question.language,
        )
        read = [passage for passage in self.passages if passage.chunk.id in cited]
        names = without_articles(names, self.question.text, read)
        if kind_sought(self.question.text) is None:
            return names
        return tuple(name for name in names if not names_goals(name))


def look_up(
    finder: Finder, question: Question, request: Request, *, readers: Readers
) -> Evidence:
    """Find what there is for a question; first the goals it asks for by number.

    Where it compares countries, the passages are the best of each, in turn. A question
    that seeks a target of a goal is answered by targets, where they seem to answer.

    Raises:
        EvidenceUnavailable: the store failed.
    """
    sought = kind_sought(question.text)
    if sought is not None and not request.filters.kind:
        filters = request.filters.model_copy(update={"kind": (sought,)})
        limited = request.model_copy(update={"filters": filters})
        seen = _found(finder, question, limited, readers=readers)
        if seen.is_enough:
            return replace(seen, request=request)
    return _found(finder, question, request, readers=readers)


def _found(
    finder: Finder, question: Question, request: Request, *, readers: Readers
) -> Evidence:
    records = goal_records(finder, question, request, readers=readers)
    found = finder.find(question, request, readers=readers, at_least=COMPARED.stop)
    passages = (
        with_records(records, found.passages)
        if records
        else with_articles(finder, question.text, found.passages, readers=readers)
    )
    seen = Evidence(
        question=question,
        request=request,
        found=found,
        passages=passages[: request.limit],
        records=len(records),
        readers=readers,
    )
    apart = () if records else sides(question)
    return _beside(finder, seen, apart, readers=readers) if apart else seen


def _beside(
    finder: Finder, seen: Evidence, apart: Sequence[Question], *, readers: Readers
) -> Evidence:
    """Return what there is for each side of a comparison."""
    request = seen.request
    found = [
        finder.find(one, request, readers=readers, at_least=COMPARED.stop)
        for one in apart
    ]
    passages = in_turn([one.passages for one in found], request.limit)
    shown = {passage.chunk.id for passage in passages}
    return replace(
        seen,
        passages=passages,
        sides=tuple(
            Evidence(
                question=question,
                request=request,
                found=one,
                passages=tuple(p for p in one.passages if p.chunk.id in shown),
            )
            for question, one in zip(apart, found, strict=True)
        ),
    )


def answer_in_quotes(
    finder: Finder,
    seen: Evidence,
    *,
    today: date,
    note: str | None = None,
    certain: bool = False,
) -> tuple[Kind, Composed]:
    """Answer with quotes that stand in their documents as stored now, or refuse.

    Args:
        finder: reads the library.
        seen: the question with what was found.
        today: from which the age of sources is told.
        note: a sentence that the answer begins with.
        certain: that the passages answer is known; else it is judged by them.

    Raises:
        EvidenceUnavailable: the store failed.
    """
    if not (certain or seen.is_enough):
        return "refusal", refuse(seen, meant=_meant(finder, seen), finder=finder)
    quotes = _quotes(finder, seen)
    if seen.records and not quotes:  # a record of its title alone
        others = seen.passages[seen.records :]
        seen = replace(seen, passages=others, records=0)
        return answer_in_quotes(finder, seen, today=today, note=note, certain=certain)
    checked = _checked(finder, quotes)
    if not checked:
        return "refusal", refuse(seen, RefusalReason.UNGROUNDED if quotes else None)
    return "answer", compose_answer(
        checked,
        language=seen.question.language,
        today=today,
        of_years=seen.of_years,
        note=note,
        # What was counted or asked for by number is told with its limits.
        missing=()
        if certain or seen.records
        else seen.unnamed(finder, {q.quote.sentence.passage.chunk.id for q in checked}),
    )


def further_quotes(
    finder: Finder, seen: Evidence, cited: Sequence[Citation]
) -> list[Checked]:
    """Return quotes to go on with, best first, none of them of words that are cited.

    Each stands in its document as stored now.

    Raises:
        EvidenceUnavailable: the store failed.
    """
    quotes = _quotes(finder, seen)
    further = [q for q in quotes if not any(_holds(one, q) for one in cited)]
    return _checked(finder, further)


def _holds(cited: Citation, quote: Quote) -> bool:
    """Whether a citation gives words of a quote, there or in a copy."""
    sentence = quote.sentence
    if cited.document_id != sentence.passage.chunk.document_id:
        return sentence.text in cited.quote
    (begin, end), (first, last) = cited.span, sentence.span
    return begin < last and first < end


def _checked(finder: Finder, quotes: Sequence[Quote]) -> list[Checked]:
    documents = [quote.sentence.passage.chunk.document_id for quote in quotes]
    return check_quotes(quotes, finder.texts(documents))


def _quotes(finder: Finder, seen: Evidence) -> list[Quote]:
    if seen.sides:
        enough = [side for side in seen.sides if side.is_enough]
        chosen = [_quotes(finder, side)[:QUOTES_OF_A_SIDE] for side in enough]
        each = {_place(quote): quote for side in chosen for quote in side}
        return list(each.values())
    read = seen.passages[: seen.records or READ_PASSAGES]
    if not seen.records:
        read = of_articles(seen.question.text, read) or read
        return quotes_from(finder, seen.found, read)
    return whole_quotes(sentences_of(read, finder.sentences(read)))


def _place(quote: Quote) -> tuple[ChunkId, Span]:
    return quote.sentence.passage.chunk.id, quote.sentence.span


def refuse(
    seen: Evidence,
    reason: RefusalReason | None = None,
    *,
    meant: str | None = None,
    finder: Finder | None = None,
) -> Composed:
    """Say that there is no answer, and why: the reason given, or what was found.

    A question that may have been `meant` is offered. With a finder, what is offered
    to choose from is looked up, and has an answer.
    """
    reason = reason or _why_not(seen)
    missing: Sequence[AskedWord] = ()
    if reason is RefusalReason.NOT_IN_SOURCES:
        missing = missing_names(seen.found.question.asked, seen.found.passages)
    # What a question without content happens to lie near is nothing to choose from.
    nearest = () if seen.question.is_vague else seen.passages
    if reason is RefusalReason.TOO_VAGUE:
        nearest = _holding(seen) if nearest else ()
    return compose_refusal(
        reason,
        nearest,
        language=seen.question.language,
        missing=[word.written for word in missing],
        filtered=seen.request.limits != EVERYTHING,
        meant=meant,
        is_answered=partial(_is_answered, finder, seen) if finder else None,
    )


def _is_answered(finder: Finder, seen: Evidence, choice: str) -> bool:
    """Tell whether a question offered instead of another is answered in quotes."""
    request = seen.request.model_copy(
        update={"question": choice, "context": (), "language": None}
    )
    found = look_up(finder, understand(request), request, readers=seen.readers)
    if not found.is_enough:
        return False
    return bool(_checked(finder, _quotes(finder, found)))


def _meant(finder: Finder, seen: Evidence) -> str | None:
    """Return the question with its misspelt words mended, where it has an answer."""
    if seen.question.is_vague:
        return None
    return respelled(
        finder,
        seen.question,
        seen.request,
        seen.found.question.asked,
        above=0.0,
        readers=seen.readers,
    )


def _why_not(seen: Evidence) -> RefusalReason:
    question, passages = seen.question, seen.passages
    if question.is_vague:
        return RefusalReason.TOO_VAGUE
    if not passages:
        return RefusalReason.NOTHING_FOUND
    if passages[0].score < OFF_TOPIC:
        return RefusalReason.OUT_OF_SCOPE
    if (question.is_bare or _is_topic(seen)) and _holding(seen):
        return RefusalReason.TOO_VAGUE
    return RefusalReason.NOT_IN_SOURCES


def _is_topic(seen: Evidence) -> bool:
    """Tell whether a question says one word of content, as "Tell me about water"."""
    telling = _telling(seen)
    return len(telling) == 1 and not telling[0].is_name


def _telling(seen: Evidence) -> list[AskedWord]:
    """Return the words of a question that say what it is about."""
    language = seen.question.analysis_language
    return [w for w in seen.found.question.asked if not is_filler(w, language)]


def _holding(seen: Evidence) -> tuple[Passage, ...]:
    """Return the passages that hold the one word that a question is about."""
    word = seen.question.text.strip(" ?？؟.。!！").casefold()
    forms = frozenset[str]().union(*(word.forms for word in _telling(seen)))
    return tuple(
        passage
        for passage in seen.passages
        if passage.coverage >= WHOLE
        or word in f"{passage.title} {passage.chunk.text}".casefold()
        or not forms.isdisjoint(_terms(passage))
    )


def _terms(passage: Passage) -> set[str]:
    told = f"{passage.title}\n{passage.chunk.text}"
    return set(index_terms(told, passage.chunk.language))
