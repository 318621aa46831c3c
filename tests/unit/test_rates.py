"""Who asks too often is told when to go on; nobody else notices."""

import time

import pytest

from assistant.errors import TooManyQuestions
from assistant.server.rates import PEOPLE_AN_ADDRESS, Rates


@pytest.fixture
def clock(monkeypatch):
    """The time of day, which a test may move."""
    moved = {"by": 0.0}
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + moved["by"])
    return moved


def test_after_so_many_in_a_minute_the_next_has_to_wait(clock):
    rates = Rates(2)
    rates.count_request(address="192.0.2.1")
    clock["by"] = 20
    rates.count_request(address="192.0.2.1")
    with pytest.raises(TooManyQuestions) as refused:
        rates.count_request(address="192.0.2.1")
    assert 39 <= refused.value.retry_after_s <= 41

    clock["by"] = 61
    rates.count_request(address="192.0.2.1")
    with pytest.raises(TooManyQuestions):
        rates.count_request(address="192.0.2.1")


def test_what_was_refused_does_not_count(clock):
    rates = Rates(1)
    rates.count_request(address="a")
    for second in range(1, 59):
        clock["by"] = second
        with pytest.raises(TooManyQuestions) as refused:
            rates.count_request(address="a")
        assert 1 <= refused.value.retry_after_s <= 60 - second + 1
    clock["by"] = 61
    rates.count_request(address="a")


def test_askers_are_counted_apart_and_so_are_the_chat_and_the_api():
    rates = Rates(1)
    rates.count_request(address="a")
    rates.count_request(address="b")
    rates.count_chat(session="s", address="a")
    rates.count_chat(session="t", address="a")
    with pytest.raises(TooManyQuestions):
        rates.count_chat(session="s", address="a")


def test_new_chats_of_one_address_do_not_go_on_for_ever():
    rates = Rates(1)
    for number in range(PEOPLE_AN_ADDRESS):
        rates.count_chat(session=f"s{number}", address="a")
    with pytest.raises(TooManyQuestions):
        rates.count_chat(session="one more", address="a")
    rates.count_chat(session="from elsewhere", address="b")
