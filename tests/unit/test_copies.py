"""Copies are told from records that only look alike."""

import pytest

from vectorstore.copies import Wording

LONG = (
    "The project builds three rural clinics with solar power and trains nurses, "
    "midwives and technicians who keep the refrigerators for vaccines running, and "
    "it pays for spare parts, fuel and two ambulances in each of the districts"
)


@pytest.mark.parametrize(
    ("one", "other", "copies"),
    [
        (f"{LONG} of Mali.", f"{LONG} of Mali", True),
        (f"{LONG} of Mali.", f"{LONG} in Mali.", True),
        (f"{LONG} of Mali.", f"{LONG} of Niger.", False),
        (f"{LONG}, 2011.", f"{LONG}, 2013.", False),
        (f"{LONG}.", "The project builds three rural schools.", False),
    ],
)
def test_copies_differ_in_no_number_and_no_country(one, other, copies):
    first, second = Wording.of("Clinics", one), Wording.of("Clinics", other)

    assert first.is_copy_of(second) is copies
    assert second.is_copy_of(first) is copies
