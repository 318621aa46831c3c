"""What a claim says otherwise than its passage though it has its words and numbers.

When it was, who did it, which of two opposites it is, whether it was done at all, what
was counted: each is a small check of its own, and the first that finds something tells.
All but doers, dates and opposites are read within the sentences that carry the claim.
"""

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from functools import lru_cache

import regex

from assistant.support.bodies import bodies_named
from assistant.support.clauses import told
from assistant.support.counted import counted, otherwise
from assistant.support.dates import dates, differing
from assistant.support.directions import BOUND, Turned
from assistant.support.doers import misplaced
from assistant.support.negation import denials
from assistant.support.opposites import opposite, sides
from assistant.support.qualifiers import Qualifier, added, dropped, qualified
from assistant.support.spans_of_numbers import Way, reversed_way, ways
from assistant.support.statements import Source, Statement, quantities_of
from assistant.support.windows import Window
from vectorstore.text.normalization import words

SCOPE = 48
"""Code points behind a word that takes back within which stands what it takes back."""
BEHIND = 4
"""Words behind it that may be the claim's, of which two must be."""
_KEPT = 2048
_ROUGHLY = regex.compile(
    r"(?i)(?<!\p{L})(?:about|around|some|approximately|roughly|nearly|almost|over|more|less"
    r"|fewer|under|least|most|up to|environ|près|quelque|presque|plus|moins|unos|unas"
    r"|cerca|casi|alrededor|aproximadamente|más|menos|quase|aproximadamente|mais|около"
    r"|почти|примерно|порядка|более|менее|больше|меньше|свыше|نحو|حوالي|حوالى|زهاء"
    r"|قرابة|تقريبا|[بولف]?أكثر|[بولف]?أقل|دون|below|above|within|beyond|exceed\p{L}*"
    r"|maximum|minimum|limit\p{L}*|higher|lower|younger|older|au-dess\p{L}+|inférieur\p{L}*"
    r"|supérieur\p{L}*|dépass\p{L}*|menor\p{L}*|mayor\p{L}*|inferior\p{L}*|superior\p{L}*"
    r"|super\p{L}+|maior\p{L}*|до|ниже|выше|превы\p{L}*|не|يزيد|تزيد|يقل|تقل|يتجاوز|تجاوز"
    r"|máximo|mínimo|hasta|até|jusqu\p{L}*)(?!\p{L})|以内|[约近余多逾超]|左右|上下|以上|以下|不足|不到|至少|至多"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """What a claim says, and what its passage says instead."""

    claimed: str
    said: str = ""  # empty: nothing like it
    is_sure: bool = True  # else the claim may still be carried in part


Check = Callable[[Statement, Source, range], Dispute | None]


def disputed(statement: Statement, source: Source, window: Window) -> Dispute | None:
    """Return the first thing of a claim that its passage says otherwise."""
    inside = range(window.first, window.last + 1)
    doubt: Dispute | None = None
    for check in _CHECKS:
        found = check(statement, source, inside)
        if found is not None and found.is_sure:
            return found
        doubt = doubt or found
    return doubt


def _of(found: Turned | None) -> Dispute | None:
    return Dispute(claimed=found.claimed, said=found.said) if found else None


def _sentence(source: Source, at: int) -> str:
    return source.text[slice(*source.sentences[at])]


def _sentences(source: Source, places: range) -> Iterator[str]:
    for at in places:
        yield _sentence(source, at)


def _nearest(source: Source, inside: range) -> int:
    return max(inside, key=lambda at: float(source.nearness[at]))


def _all(source: Source) -> range:
    return range(len(source.sentences))


def _of_dates(statement: Statement, source: Source, inside: range) -> Dispute | None:
    own = dates(statement.text, statement.language)
    if not own:
        return None
    there = [d for t in _sentences(source, inside) for d in dates(t, source.language)]
    everywhere = [
        d for t in _sentences(source, _all(source)) for d in dates(t, source.language)
    ]
    return _of(differing(own, there, anywhere=everywhere))


def _of_ways(statement: Statement, source: Source, inside: range) -> Dispute | None:
    own = _ways(statement.text, statement.language)
    if not own:
        return None
    there = [w for t in _sentences(source, inside) for w in _ways(t, source.language)]
    return _of(reversed_way(own, there))


@lru_cache(maxsize=_KEPT)
def _ways(text: str, language: str) -> tuple[Way, ...]:
    return ways(text, language, quantities_of(text, language))


def _of_bodies(statement: Statement, source: Source, _: range) -> Dispute | None:
    """Bodies that the passage does not name at all; it may call them otherwise."""
    same = statement.language == source.language
    own = [
        body
        for body in bodies_named(statement.text)
        if not (same and body.key == body.written)  # names of one are compared as words
    ]
    if not own:
        return None
    texts = (source.text, *source.context)
    there = {body.key for text in texts for body in bodies_named(text)}
    for body in own:
        if body.key not in there and not any(body.written in t for t in texts):
            known = body.key != body.written
            return Dispute(claimed=body.written, is_sure=known)
    return None


def _of_doers(statement: Statement, source: Source, _: range) -> Dispute | None:
    own = told(statement.text, statement.language)
    if not any(one.doers or one.to or one.of for one in own.clauses):
        return None
    there = [told(t, source.language) for t in _sentences(source, _all(source))]
    found = misplaced(own, there, same_language=statement.language == source.language)
    if found is None:
        return None
    return Dispute(claimed=found.claimed, said=found.said)


def _of_opposites(
    statement: Statement, source: Source, inside: range
) -> Dispute | None:
    own = sides(statement.text, statement.language)
    if not own or statement.denials.open or statement.denials.veiled:
        return None
    at = _nearest(source, inside)
    denied = source.denials(at)
    if denied.open or denied.veiled:
        return None
    there = sides(_sentence(source, at), source.language)
    if {one.pair for one in own}.isdisjoint(one.pair for one in there):
        return None
    return _of(
        opposite(
            own,
            there,
            [
                one
                for t in (*_sentences(source, _all(source)), *source.context)
                for one in sides(t, source.language)
            ],
            same_language=statement.language == source.language,
        )
    )


def _of_qualifiers(
    statement: Statement, source: Source, inside: range
) -> Dispute | None:
    own = qualified(statement.text, statement.language)
    if own.found:
        same = statement.language == source.language
        places = inside if same else _all(source)
        texts = [*_sentences(source, places), *source.context]
        denied = any(denials(t, source.language).open for t in texts)
        new = added(
            own,
            [qualified(t, source.language) for t in texts],
            denied=denied,
            denies=bool(statement.denials.open),
        )
        if new is not None:
            return Dispute(claimed=new.written)
    if statement.language != source.language or statement.denials.open:
        return None
    at = _nearest(source, inside)
    sentence = _sentence(source, at)
    for one in dropped(own, qualified(sentence, source.language)):
        if _is_taken_back(statement, sentence, one):
            return Dispute(claimed=_first_word(statement), said=one.written)
    return None


def _is_taken_back(statement: Statement, sentence: str, by: Qualifier) -> bool:
    end = by.span[1]
    claimed = frozenset[str]().union(*(word.forms for word in statement.words))
    behind = words(sentence[end : end + SCOPE], statement.language)[:BEHIND]
    shared = sum(not claimed.isdisjoint(word.forms) for word in behind)
    first = behind[:1]
    return shared >= 2 and all(not claimed.isdisjoint(w.forms) for w in first)


def _first_word(statement: Statement) -> str:
    return (
        statement.text if len(statement.text) < SCOPE else f"{statement.text[:SCOPE]}…"
    )


def _of_bounds(statement: Statement, source: Source, inside: range) -> Dispute | None:
    """A bound beside a number that the passage tells without any."""
    own = [one for one in statement.directions if one.axis == BOUND]
    for direction in own:
        number = direction.number
        there = [
            (at, q)
            for at in inside
            for q in source.quantities[at]
            if number.agrees_with(q)
        ]
        if not there:
            continue
        if not any(_ROUGHLY.search(_sentence(source, at)) for at, _ in there):
            return Dispute(
                claimed=f"{direction.written} {number.told}"
                if number.written not in direction.written
                else direction.written,
                said=there[0][1].told,
            )
    return None


def _of_counted(statement: Statement, source: Source, inside: range) -> Dispute | None:
    if statement.language != source.language:
        return None
    own = counted(statement.text, statement.language)
    if not own:
        return None
    language = source.language
    known = source.context_terms.union(*source.terms)
    found, is_sure = otherwise(
        own,
        [c for t in _sentences(source, inside) for c in counted(t, language)],
        [c for t in _sentences(source, _all(source)) for c in counted(t, language)],
        known,
        language=language,
    )
    if found is None or (not is_sure and _is_retold(statement, known, found.claimed)):
        return None
    return Dispute(claimed=found.claimed, said=found.said, is_sure=is_sure)


def _is_retold(statement: Statement, known: Set[str], but: str) -> bool:
    """Whether a passage lacks other words of a claim than some: it is no copy then.

    Who tells something in other words calls what is counted otherwise too.
    """
    lacking = [w for w, _ in statement.plain_words if w.forms.isdisjoint(known)]
    if statement.language == "zh":  # pairs, of which one may reach beyond those words
        return any(set(word.written).isdisjoint(but) for word in lacking)
    return any(word.written not in but for word in lacking)


_CHECKS: tuple[Check, ...] = (
    _of_dates,
    _of_ways,
    _of_bodies,
    _of_doers,
    _of_opposites,
    _of_bounds,
    _of_qualifiers,
    _of_counted,
)
