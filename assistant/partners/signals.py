"""How each organization of a view fits a need, signal by signal.

Every signal is 0 where it says nothing, grows with the fit, and is computed of what
counts in the view alone. An open offer is measured like a record, but it is no work
done: it counts for no role and no track record. Nor does what was only pledged.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from assistant.partners.bodies import other_bodies
from assistant.partners.need import Understood
from assistant.partners.register import country_term, sector_term
from assistant.partners.values import Values
from assistant.partners.view import DOING, View
from assistant.partners.word_counts import Owners, Postings, bm25
from vectorstore.embeddings.languages import stepped_question
from vectorstore.records import Role
from vectorstore.text.countries import countries_named
from vectorstore.text.normalization import terms
from vectorstore.text.regions import is_south, region_of
from vectorstore.text.spans import without_spans

Numbers = NDArray[np.float64]

TOP = 3
"""An organization's records that count as its nearest."""
WORDS = 4.0
"""Deviations of meaning that the words of the best record are worth in the vote."""
MORE_WORDS = 3.0
LONG_TEXTS = 0.4
"""K1 and B of BM25 over all that is told of one organization: its texts are long, and
more of one word still says more. Chosen with TOP and WORDS on projects of 2009-2011."""
TRUSTED = 0.25
"""Share of a need's words, by rarity, from which the best record's count in full."""
LEAST_SPREAD = 0.02
"""Deviation of the cosines of names, where the few of a view tell less."""
OF_IT = 1.25
"""Deviations above all records from which one may be of the need's matter. Of the
implementers of 2009-2011 nine in ten had one of at least 1.18; what is less is mostly
of the same country and nothing else."""
NOT_OF_IT = 0.5
"""Deviations below which none is of the matter; between, it is so in part, as one
line would put a body behind for a hundredth."""
ENOUGH_TO_TELL = 100
"""Records below which deviations tell nothing: all are taken to be of the matter."""
PRIOR = 2.0
"""Records of all organizations that count in the profile of each."""


class Signal(StrEnum):
    """What an organization is ranked by."""

    MEANING = "meaning"  # how near its three nearest records are to the need
    WORDS = "words"  # of the need in all that is told of it
    VOTE = "vote"  # its share among the records nearest to the need
    COUNTRY = "country"  # it worked where the need is, more than others
    REGION = "region"  # or in that part of the world
    SECTOR = "sector"  # it worked in the need's sectors, more than others
    KIND = "kind"  # its records are of the kind of cooperation that is sought
    NAME = "name"  # how near its name is to the need
    HOME = "home"  # it is at home in a country of the need
    ROLE = "role"  # it did such work itself, or funded it where that is asked for
    ROLE_SHARE = "role_share"  # in which share of its records
    RECENCY = "recency"  # how new its newest record is
    TRACK = "track"  # how many records it has, damped
    SOUTH = "south"  # it is of the South, as the need's countries are


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """The signals of all organizations of a view for one need."""

    values: Mapping[Signal, Numbers]  # (organizations,) each
    nearness: Numbers  # (rows,): of each record to the need, in deviations
    cosines: Numbers  # (rows,): of its nearest passage, languages made alike
    topics: Numbers  # (rows,): nearness to the need without its places, in deviations
    aside: Numbers  # (organizations,): 1 where all its records are of other matters
    pledged: Numbers  # (organizations,): 1 where those of the matter are only pledges
    other: NDArray[np.bool_]  # (organizations,): known to be another kind of body
    wanted: frozenset[Role]  # the roles that count


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A need with its vector."""

    need: Understood
    vector: NDArray[np.float32]
    topic: NDArray[np.float32]  # of the need without the names of its places
    steps: Mapping[str, NDArray[np.float32]]  # of languages; none for other models


def signals_of(view: View, asked: Asked) -> Signals:
    """Measure every organization of a view against a need."""
    need = asked.need
    wanted = need.roles or DOING
    every = _Owned(view, view.owners)
    doing = _Owned(view, view.owners_in(wanted).of_texts(view.done))
    theirs = _Owned(view, view.owners_in(wanted | {Role.OFFERING}))
    done = _Owned(view, theirs.owners.of_texts(view.done))
    records = np.array([len(one.rows) for one in view.organizations], float)
    meaning, cosines = _meaning(view, asked)
    topics = _topics(view, asked)
    words, words_all = _words(view, need, theirs.owners)
    nearness = meaning + WORDS * words
    vote = np.zeros(len(nearness))
    if view.mask.any():
        highest = nearness[view.mask].max()
        vote[view.mask] = np.exp(nearness[view.mask] - highest)
    register = view.register
    aside = _aside(theirs.best(topics))
    return Signals(
        nearness=nearness,
        cosines=cosines,
        topics=topics,
        aside=aside,
        pledged=_aside(done.best(topics)) - aside,
        other=other_bodies(view.organizations, need.body),
        wanted=wanted,
        values={
            Signal.MEANING: theirs.top(meaning),
            Signal.WORDS: words_all,
            Signal.VOTE: _logarithm(every.total(vote) / max(vote.sum(), 1e-12)),
            Signal.COUNTRY: theirs.profile(register.countries, need.countries)
            + theirs.within(register.countries, need.members),
            Signal.REGION: theirs.profile(register.regions, _regions(need.places)),
            Signal.SECTOR: theirs.profile(register.sectors, need.sectors),
            Signal.KIND: _of_kind(view, need, theirs),
            Signal.NAME: _names(view, asked.vector),
            Signal.HOME: _homes(view, need.places),
            Signal.ROLE: np.minimum(doing.counts, 1.0),
            Signal.ROLE_SHARE: doing.counts / np.maximum(records, 1),
            Signal.RECENCY: theirs.best(view.recency),
            Signal.TRACK: np.log1p(doing.counts),
            Signal.SOUTH: _south(view, need.places),
        },
    )


def _aside(nearest: Numbers) -> Numbers:
    """Return how far records are of other matters, by the nearest: between 0 and 1."""
    return np.clip((OF_IT - nearest) / (OF_IT - NOT_OF_IT), 0.0, 1.0)


class _Owned:
    """Carries values of records over to the organizations that took part in them."""

    def __init__(self, view: View, owners: Owners) -> None:
        self.owners = owners
        self._rows = owners.rows
        self._owners = owners.owners
        self._size = owners.count
        self.counts = np.bincount(self._owners, minlength=self._size).astype(float)
        self._view = view

    def best(self, values: Numbers) -> Numbers:
        """Return the greatest value among each one's records, at least 0."""
        found = np.zeros(self._size)
        np.maximum.at(found, self._owners, values[self._rows])
        return found

    def total(self, values: Numbers) -> Numbers:
        """Return the sum of values of each one's records."""
        return np.bincount(
            self._owners, weights=values[self._rows], minlength=self._size
        ).astype(float)

    def top(self, values: Numbers) -> Numbers:
        """Return the mean of the greatest values of each one, 0 for those it lacks."""
        told = np.maximum(values[self._rows], 0)
        order = np.lexsort((-told, self._owners))
        owners = self._owners[order]
        first = np.searchsorted(owners, np.arange(self._size))
        places = np.arange(len(owners)) - first[owners]
        chosen = order[places < TOP]
        return (
            np.bincount(
                self._owners[chosen], weights=told[chosen], minlength=self._size
            )
            / TOP
        )

    def within(self, held: Values, wanted: Sequence[str]) -> Numbers:
        """Return how much more of each one's records have any of some values.

        As `profile` does of one value.
        """
        return self._lead(held.any_of(wanted))

    def profile(self, held: Values, wanted: Mapping[str, float]) -> Numbers:
        """Return how much more of each one's records have a wanted value than of all.

        The logarithm of the ratio of shares, smoothed towards all records; 0 where no
        record of the view has such a value.
        """
        found = np.zeros(self._size)
        for value, weight in wanted.items():
            found += weight * self._lead(held.any_of([value]))
        return found

    def _lead(self, has: Numbers) -> Numbers:
        has = has * self._view.mask
        share = has.sum() / max(self._view.count, 1)
        if not share:
            return np.zeros(self._size)
        own = (self.total(has) + PRIOR * share) / (self.counts + PRIOR)
        return np.log(own / share)


def _of_kind(view: View, need: Understood, theirs: _Owned) -> Numbers:
    """Return how much more of each one's records are of the kind that is sought.

    As `profile`, never less than 0: most records say no kind. 0 where the need names
    none.
    """
    kind = need.need.kind
    if kind is None:
        return np.zeros(len(view.organizations))
    found = np.maximum(theirs.profile(view.register.kinds, {kind: 1.0}), 0.0)
    if kind == "financial":
        funded = _Owned(view, view.owners_in(frozenset({Role.FUNDING})))
        found = np.maximum(found, np.minimum(funded.counts, 1.0))
    return found


def _meaning(view: View, asked: Asked) -> tuple[Numbers, Numbers]:
    """Return how far the nearest passage of each record stands out, and its cosine.

    In deviations of all records; the mean of two sides: vectors as they are, and with
    the steps of languages off. The cosine is that of the latter.
    """
    found = np.zeros(len(view.mask))
    cosines = np.full(len(found), -1.0)
    passages = view.passages
    if not len(passages.owners):
        return found, cosines
    sides = [passages.vectors @ asked.vector]
    if asked.steps:
        sides.append(_made_alike(view, asked, asked.vector))
    for side in sides:
        standard, cosines = _standing_out(view, side)
        found += standard / len(sides)
    return found, cosines


def _made_alike(
    view: View, asked: Asked, vector: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the cosine of each passage with a vector, the steps of languages off."""
    question = stepped_question(vector, asked.need.analysis_language, asked.steps)
    return view.passages.stepped(asked.steps) @ question


def _standing_out(view: View, side: NDArray[np.float32]) -> tuple[Numbers, Numbers]:
    """Return how far each record stands out by its nearest passage, and its cosine.

    In deviations of all records; 0, and a cosine of -1, for one without a passage.
    """
    owners = view.passages.owners
    cosines = np.full(len(view.mask), -1.0)
    np.maximum.at(cosines, owners, side.astype(float))
    told = cosines[owners]
    standard = (cosines - told.mean()) / max(float(told.std()), 1e-6)
    return np.where(cosines > -1.0, standard, 0.0), cosines


def _topics(view: View, asked: Asked) -> Numbers:
    """Return how far each record stands out for what is needed, wherever that is.

    In deviations of all records, languages made alike. A need that names its country is
    near to all that was done there.
    """
    passages = view.passages
    if not len(passages.owners) or view.count < ENOUGH_TO_TELL:
        return np.full(len(view.mask), OF_IT)
    if asked.steps:
        side = _made_alike(view, asked, asked.topic)
    else:
        side = passages.vectors @ asked.topic
    standard, _ = _standing_out(view, side)
    return standard


def _words(view: View, need: Understood, owners: Owners) -> tuple[Numbers, Numbers]:
    """Return BM25 of each record, and of all records of each organization as one text.

    Both as shares of the best; of less than that where even the best record holds
    hardly any of the need's words, which then say nothing.
    """
    register = view.register
    marks = [*map(country_term, need.countries), *map(sector_term, need.sectors)]
    asked = list(dict.fromkeys([*_own_words(need), *marks]))
    known = register.vocabulary.known(asked)
    held = register.counts.postings(known).within(view.mask)
    lengths = np.where(view.mask, register.counts.lengths, 0.0)
    each = bm25(held, lengths=lengths, count=view.count)
    together = owners.together(held, words=max(len(known), 1))
    whole = owners.lengths(lengths)
    all_of = bm25(
        together,
        lengths=whole,
        count=int((whole > 0).sum()),
        k1=MORE_WORDS,
        b=LONG_TEXTS,
    )
    trust = min(1.0, _best_share(held, count=view.count, asked=len(asked)) / TRUSTED)
    return (
        trust * each / max(each.max(initial=0), 1e-9),
        trust * all_of / max(all_of.max(initial=0), 1e-9),
    )


def _own_words(need: Understood) -> list[str]:
    """Return the words of a need, without the names of its countries.

    Those are asked for by their codes. Else a body that bears its country's name in
    full fits any need of that country.
    """
    named = countries_named(need.text)
    spans = [span for code, span in named if code in need.countries]
    return terms(without_spans(need.text, spans), need.analysis_language)


def _best_share(held: Postings, *, count: int, asked: int) -> float:
    """Return the share of the asked words, by rarity, that the best record holds."""
    if not len(held.rows):
        return 0.0
    holding = np.bincount(held.words)
    rarity = np.where(holding > 0, np.log1p(count / (1 + holding)), 0.0)
    unknown = (asked - np.count_nonzero(holding)) * np.log1p(count)
    found = np.bincount(held.rows, weights=rarity[held.words])
    return float(found.max() / (rarity.sum() + unknown))


def _logarithm(shares: Numbers) -> Numbers:
    """Return shares in [0, 1] on a scale of their logarithm, 0 at one in 10,000."""
    return np.log1p(shares * 1e4) / math.log(10)


def _regions(countries: Mapping[str, float]) -> dict[str, float]:
    found: dict[str, float] = {}
    for country, weight in countries.items():
        region = region_of(country)
        if region is not None:
            found[region] = found.get(region, 0.0) + weight
    return found


def _names(view: View, vector: NDArray[np.float32]) -> Numbers:
    """Return how far the name of each organization stands out, in deviations."""
    if not view.organizations:
        return np.zeros(0)
    cosines = view.names @ vector
    spread = max(float(cosines.std()), LEAST_SPREAD)
    return (cosines.astype(float) - float(cosines.mean())) / spread


def _homes(view: View, countries: Mapping[str, float]) -> Numbers:
    return np.array(
        [countries.get(one.country or "", 0.0) for one in view.organizations]
    )


def _south(view: View, countries: Mapping[str, float]) -> Numbers:
    """Return 1 for organizations of the South, and a half where home is not known.

    0 where the need names countries, none of which is of the South.
    """
    if countries and not any(is_south(country) for country in countries):
        return np.zeros(len(view.organizations))
    told = {True: 1.0, False: 0.0, None: 0.5}
    return np.array(
        [
            told[is_south(one.country) if one.country else None]
            for one in view.organizations
        ]
    )
