import threading
import time

import pytest

from vectorstore.beside import Beside

WAIT_S = 30


def _thread() -> int:
    return threading.get_ident()


def _comes_free(beside: Beside) -> bool:
    """Tell whether a thread is free soon; it is a moment after its result is had."""
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        if beside.begin(_thread)() != _thread():
            return True
    return False


def test_work_is_done_in_another_thread_while_one_is_free():
    beside = Beside(1, name="test")
    assert beside.begin(_thread)() != _thread()


def test_work_is_done_at_once_where_no_thread_is_free_and_beside_again_afterwards():
    beside = Beside(1, name="test")
    go_on = threading.Event()
    first = beside.begin(go_on.wait, WAIT_S)
    assert beside.begin(_thread)() == _thread()
    go_on.set()
    assert first() is True
    assert _comes_free(beside)


def test_a_failure_is_raised_to_who_waits_and_the_thread_is_free_again():
    beside = Beside(1, name="test")
    go_on = threading.Event()

    def fail(*, word: str) -> None:
        go_on.wait(WAIT_S)
        raise ValueError(word)

    result = beside.begin(fail, word="broken")
    go_on.set()
    with pytest.raises(ValueError, match="broken"):
        result()
    assert _comes_free(beside)


def test_every_result_is_had_however_many_ask_at_once():
    beside = Beside(2, name="test")
    together = threading.Barrier(8)
    found: list[int] = []

    def ask(base: int) -> None:
        together.wait(WAIT_S)
        waiting = [beside.begin(lambda n=n: base + n) for n in range(50)]
        found.extend(one() for one in waiting)

    askers = [threading.Thread(target=ask, args=(100 * n,)) for n in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(WAIT_S)
    assert sorted(found) == sorted(100 * n + m for n in range(8) for m in range(50))
