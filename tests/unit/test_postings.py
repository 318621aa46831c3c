"""States of needs and offers on a day, and scores of pairs."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from assistant.postings.matching import (
    ENOUGH,
    NEAR,
    WORTH,
    WORTH_A_LOOK,
    Part,
    Texts,
    fits,
)
from assistant.postings.timeliness import AGE, ENDING, OLD, SOON, taken, timely
from vectorstore.catalogue.postings import Match, Posting, Word
from vectorstore.records import DocumentId, Facets, Visibility
from vectorstore.text.days import first_day, last_day

ACROSS = np.array([[0.0, 0.0, 1.0]], np.float32)


def posting(identifier: str, kind: str = "need", **more: object) -> Posting:
    return Posting.model_validate(
        {
            "id": identifier,
            "revision": "1",
            "kind": kind,
            "title": identifier,
            "language": "en",
            "platform": "B",
            "publisher": None,
            "uri": None,
            "path": "a.csv",
            "facets": Facets(kind=kind),
            "organization": None,
            "organization_id": None,
            "cooperation": None,
            "contact": None,
            "since": None,
            "until": None,
            "visibility": Visibility.PUBLIC,
            "word": None,
            **more,
        }
    )


def word(state: str) -> Word:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Word.model_validate({"state": state, "who": "x", "why": None, "at": at})


@pytest.mark.parametrize(
    ("until", "said", "day", "state"),
    [
        (None, None, "2026-06-30", "open"),
        ("2026-06-30", None, "2026-06-30", "open"),
        ("2026-06-30", None, "2026-07-01", "expired"),
        ("2026-06", None, "2026-06-30", "open"),
        ("2026", None, "2026-12-31", "open"),
        ("2026", None, "2027-01-01", "expired"),
        ("2026-06-30", "closed", "2026-06-01", "closed"),
        ("2026-06-30", "closed", "2027-01-01", "closed"),
        ("2026-06-30", "open", "2027-01-01", "expired"),
        (None, "open", "2027-01-01", "open"),
    ],
)
def test_a_state_is_the_last_word_and_the_last_day(until, said, day, state):
    one = posting("a", until=until, word=word(said) if said else None)

    assert one.state_on(date.fromisoformat(day)) == state


def test_partial_dates_have_a_first_and_a_last_day():
    assert (first_day("2027"), last_day("2027")) == ("2027-01-01", "2027-12-31")
    assert (first_day("2028-02"), last_day("2028-02")) == ("2028-02-01", "2028-02-29")
    assert last_day("2027-02-30") == last_day("2027-13") == ""


def texts(vectors: dict[str, list[list[float]]], kind: str, **more: object) -> Texts:
    rows = {
        DocumentId(identifier): np.array(some, np.float32)
        for identifier, some in vectors.items()
    }
    postings = [posting(identifier, kind, **more) for identifier in vectors]
    return Texts.of(postings, rows, steps={}, unrelated=ACROSS)


def test_a_score_is_the_sum_of_its_parts_and_the_same_in_both_directions():
    facets = {"countries": ("KE",), "sectors": ("Water supply",), "sdgs": ("6.1",)}
    need = posting("n", facets=Facets.model_validate({**facets, "kind": "need"}))
    offer = posting(
        "o",
        "offer",
        facets=Facets.model_validate({**facets, "sdgs": ("6",), "kind": "offer"}),
    )
    known = {one.id: one for one in (need, offer)}
    needs = texts({"n": [[0.0, 1.0, 0.0], [0.8, 0.6, 0.0]]}, "need")
    offers = texts({"o": [[1.0, 0.0, 0.0]]}, "offer")

    [fit] = fits(needs, offers, known)
    [back] = fits(offers, needs, known)

    assert fit.parts == {
        "meaning": pytest.approx(0.8),  # of the nearest two passages
        "sector": WORTH[Part.SECTOR],
        "goal": WORTH[Part.GOAL],
        "country": WORTH[Part.COUNTRY],
        "region": WORTH[Part.REGION],
    }
    assert sum(fit.parts.values()) == pytest.approx(fit.score)
    assert (back.one, back.other, back.score) == (fit.other, fit.one, fit.score)


def test_what_is_not_near_does_not_fit_whatever_else_it_shares():
    facets = Facets(countries=("KE",), sectors=("Water",), sdgs=("6",))
    known = {
        DocumentId(name): posting(name, kind, facets=facets, cooperation="training")
        for name, kind in (("n", "need"), ("far", "offer"), ("near", "offer"))
    }
    assert NEAR - 0.01 + sum(WORTH.values()) >= ENOUGH  # by its score it would
    offers = {
        "far": [[NEAR - 0.01, (1 - (NEAR - 0.01) ** 2) ** 0.5, 0.0]],
        "near": [[NEAR + 0.05, (1 - (NEAR + 0.05) ** 2) ** 0.5, 0.0]],
    }

    found = fits(texts({"n": [[1.0, 0.0, 0.0]]}, "need"), texts(offers, "offer"), known)

    assert [fit.other for fit in found] == ["near"]
    assert fits(texts({}, "need"), texts(offers, "offer"), known) == []
    assert (
        fits(texts({"n": [[1.0, 0.0, 0.0]]}, "need"), texts({}, "offer"), known) == []
    )


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({}, {}),
        ({"since": "2026-01-01"}, {}),
        ({"since": "2025-07-01"}, {}),
        ({"since": "2023-06-30"}, {AGE: -0.020014}),
        ({"since": "2001"}, {AGE: -OLD}),
        ({"since": "2030"}, {}),
        ({"until": "2026-12-31"}, {}),
        ({"until": "2026-07-16"}, {ENDING: -SOON / 2}),
        ({"until": "2026-07-01"}, {ENDING: -SOON}),
        ({"since": "2001", "until": "2026-07-01"}, {AGE: -OLD, ENDING: -SOON}),
    ],
)
def test_time_takes_a_little_from_what_is_old_or_about_to_end(dates, expected):
    assert taken(posting("a", **dates), on=date(2026, 7, 1)) == pytest.approx(
        expected, abs=1e-4
    )


def test_a_match_bears_the_time_of_both_sides_and_its_parts_add_up():
    need, offer = posting("n", since="2001"), posting("o", "offer", since="2001")
    match = Match(
        need=need.id,
        offer=offer.id,
        score=0.6,
        parts={"meaning": 0.58, "country": 0.02},
        need_span=(0, 1),
        offer_span=(0, 1),
    )

    told = timely(match, (need, offer), on=date(2026, 7, 1))

    assert told.parts == {"meaning": 0.58, "country": 0.02, AGE: -2 * OLD}
    assert told.score == pytest.approx(0.6 - 2 * OLD)
    assert timely(match, (posting("n"), posting("o")), on=date(2026, 7, 1)) == match


def test_those_that_are_near_are_compared_by_their_matter_too():
    needs = texts({"n": [[1.0, 0.0, 0.0]]}, "need")
    offers = texts({"near": [[0.4, 0.9165, 0.0]], "far": [[0.0, 1.0, 0.0]]}, "offer")
    every = {
        DocumentId(i): posting(i, kind)
        for i, kind in (("n", "need"), ("near", "offer"), ("far", "offer"))
    }
    asked: list[tuple[str, str]] = []

    def by_matter(pairs):
        asked.extend(pairs)
        return [0.6] * len(pairs)

    assert fits(needs, offers, every) == []
    [found] = fits(needs, offers, every, by_matter=by_matter)
    assert asked == [("n", "near")]
    assert (found.other, found.parts[Part.MEANING]) == ("near", 0.6)
    assert WORTH_A_LOOK < ENOUGH
