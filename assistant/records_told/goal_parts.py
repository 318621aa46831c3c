"""All targets or indicators of a goal, as its records word them, in their order."""

from collections.abc import Iterable, Mapping, Sequence

import regex

from assistant.answers.answering import Composed, cite_span, claims_of
from assistant.answers.goal_records import record_filters
from assistant.answers.quoting import sentences_of
from assistant.answers.said import Said
from assistant.finding import Finder
from assistant.pages.address import asked_of
from assistant.records_told.listed import further_told, stands_in, title_in
from assistant.replies import Citation, Counts, Request, Verdict
from assistant.support.reasons import VERBATIM
from assistant.understanding.goals_asked import PartsAsked, parts_asked
from assistant.understanding.questions import Question
from assistant.wording import Wording, wording
from vectorstore.records import ChunkId, Document, Passage, Readers, Span
from vectorstore.sentences import Sentences

MOST = 40
"""Parts that a reply lists at most: no goal has as many."""
_PART = r"(?:[1-9]\d?|[a-k])"

Numbered = dict[str, Document]
"""Records by the numbers of what they tell, in their order."""


def list_parts(
    finder: Finder, question: Question, request: Request, *, readers: Readers
) -> Said | None:
    """Tell all parts of a goal that a question asks for: how many, and each verbatim.

    None where it asks for something else, or there are no records of them.

    Raises:
        EvidenceUnavailable: the store failed.
    """
    asked = parts_asked(question.text)
    filters = asked and record_filters(asked.whole, request.limits, kind=asked.kind)
    if asked is None or filters is None:
        return None
    stored = finder.documents(finder.listed(filters=filters, readers=readers))
    language, parts = _chosen(asked, stored.values(), question.language)
    opened = finder.openings([one.id for one in parts.values()], readers=readers)
    passages = {
        number: opened[one.id] for number, one in parts.items() if one.id in opened
    }
    shown = dict(list(passages.items())[:MOST])
    divided = finder.sentences(list(shown.values()))
    say = wording(question.language)
    lines: list[str] = []
    citations: list[Citation] = []
    for number, passage in shown.items():
        span = _span(passage, parts[number], divided)
        if span is None:
            continue
        marker = len(citations) + 1
        cited = cite_span(
            passage, span, marker=marker, verdict=Verdict.SUPPORTED, reason=VERBATIM
        )
        citations.append(cited)
        lines.append(f"• {number}: {cited.quote} [{marker}]")
    if not citations:
        return None
    kept = filters.model_copy(update={"language": (language,)})
    texts = {one.text for one in parts.values()}
    alike = [one for one in stored.values() if one.language == language]
    copies = sum(one.text in texts for one in alike) - len(parts)
    further = len(parts) - len(citations)
    rest = further_told(further, say)
    return Said(
        kind="answer",
        question=question,
        composed=Composed(
            text="\n".join(
                [
                    *_opening(asked, len(parts), language, question.language, say),
                    "",
                    *lines,
                    *rest,
                ]
            ),
            claims=claims_of(citations),
            citations=tuple(citations),
        ),
        counts=Counts(
            what=asked.kind,
            by=None,
            total=len(parts),
            words=(),
            filters=kept,
            rows=(),
            further=0,
            without=0,
            copies=copies,
            listed=len(citations),
            search=asked_of(kept, lang=say.language).address() if further else None,
        ),
        passages=tuple(
            passage.model_copy(update={"rank": rank})
            for rank, passage in enumerate(shown.values(), start=1)
        ),
    )


def _chosen(
    asked: PartsAsked, stored: Iterable[Document], language: str
) -> tuple[str, Numbered]:
    """Return the parts in one language, and which: the reply's, else English, else any.

    English stands in too where the reply's language lacks some of them.
    """
    numbers = _numbers_of(asked)
    sets: dict[tuple[str, str], Numbered] = {}
    for record in sorted(stored, key=lambda one: (one.path, one.id)):
        number = _number_of(record, asked.kind, numbers)
        if number is not None:
            own = sets.setdefault((record.language, _set_of(record)), {})
            own.setdefault(number, record)
    if not sets:
        return language, {}
    best = min(
        sets,
        key=lambda one: (
            one[0] not in {language, "en"},
            -len(sets[one]),
            one[0] != language,
            len(one[1]),
            one,
        ),
    )
    return best[0], dict(sorted(sets[best].items(), key=lambda item: _order(item[0])))


def _set_of(record: Document) -> str:
    """Return the file or folder that holds a record, with the others of its set."""
    file, of_file, _ = record.path.rpartition("#")
    folder = record.path.rpartition("/")[0]
    return f"{record.provenance.platform}\n{file if of_file else folder}"


def _numbers_of(asked: PartsAsked) -> "regex.Pattern[str]":
    """Return what finds the number of a part of what is asked for."""
    depth = 2 if asked.kind == "target" else 3
    whole = asked.whole.number.split(".")
    parts = [_PART, r"[1-9]\d?"][len(whole) - 1 : depth - 1]
    number = "[.-]".join([*whole, *parts])
    return regex.compile(
        rf"(?i)(?<![\p{{N}}.-]){number}(?![\p{{L}}\p{{N}}]|[.-][\p{{N}}a-k])"
    )


def _number_of(
    record: Document, kind: str, numbers: "regex.Pattern[str]"
) -> str | None:
    """Return the number of a record that is such a part; None: it is none."""
    told = (
        record.facets.sdgs
        if kind == "target"
        else (record.path.rpartition("#")[2], record.title)
    )
    found = next(filter(None, map(numbers.search, told)), None)
    return found.group().replace("-", ".").casefold() if found else None


def _order(number: str) -> list[tuple[int, str]]:
    """Return what puts 1.2 before 1.10, and 1.a behind both."""
    return [
        (int(part), "") if part.isdigit() else (100, part) for part in number.split(".")
    ]


def _span(
    passage: Passage, record: Document, divided: Mapping[ChunkId, Sentences]
) -> Span | None:
    """Return the longest run of sentences that may be quoted, else the title."""
    runs: list[Span] = []
    for sentence in sentences_of([passage], divided):
        start, end = sentence.span
        begin = passage.chunk.span[0]
        gap = passage.chunk.text[runs[-1][1] - begin : start - begin] if runs else "\n"
        if gap.strip() or "\n" in gap:
            runs.append((start, end))
        else:
            runs[-1] = (runs[-1][0], end)
    longest = sorted(runs, key=lambda run: run[0] - run[1])
    spans = [*longest, *title_in(passage)]
    return next((one for one in spans if stands_in(passage, one, record)), None)


def _opening(
    asked: PartsAsked, count: int, written_in: str, language: str, say: Wording
) -> Sequence[str]:
    """Return the line that tells how many parts there are, and of what."""
    number = asked.whole.number
    whole = (
        say.say("search.sdg_value", number=number)
        if asked.whole.kind == "goal"
        else f"{say.kind_name(asked.whole.kind)} {number}"
    )
    what = say.list_separator.join([say.kind_name(asked.kind), whole])
    told = [say.say("listed.in_order", count=say.number(count), what=what)]
    if written_in not in {language, "und"}:
        languages = say.language_name(written_in)
        told.append(say.say("answer.intro_other_language", languages=languages))
    return told
