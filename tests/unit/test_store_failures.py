"""Failures of libraries become the store's own, each with its remedy."""

import errno
import pickle
import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from assistant.errors import SAID_PLAINLY, EvidenceUnavailable
from assistant.wording import LANGUAGES, wording
from vectorstore.catalogue.database import as_store_error, translated
from vectorstore.errors import (
    IndexMissing,
    OwnedElsewhere,
    StoreFull,
    StoreUnavailable,
    VectorstoreError,
)


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        OperationalError(
            "INSERT", {}, sqlite3.OperationalError("database or disk is full")
        ),
        ValueError("An IO error occurred: 'No space left on device (os error 28)'"),
        RuntimeError(
            "error returned from database: (code: 13) database or disk is full"
        ),
    ],
)
def test_a_full_disk_is_told_as_such_whoever_meets_it(error: Exception) -> None:
    failure = as_store_error(error)

    assert isinstance(failure, StoreFull)
    assert "space" in failure.remedy


def test_a_locked_database_is_worth_retrying() -> None:
    locked = OperationalError(
        "BEGIN", {}, sqlite3.OperationalError("database is locked")
    )

    with pytest.raises(StoreUnavailable) as caught, translated():
        raise locked

    assert caught.value.retryable
    assert caught.value.__cause__ is locked


def test_the_stores_own_failures_pass_unchanged() -> None:
    own = OwnedElsewhere("in use", remedy="wait")

    with pytest.raises(OwnedElsewhere) as caught, translated():
        raise own

    assert caught.value is own


def test_a_mistake_of_the_program_is_not_taken_for_a_failure_of_the_store() -> None:
    with pytest.raises(KeyError), translated():
        raise KeyError("x")


def test_failures_keep_their_remedy_between_processes() -> None:
    failure: VectorstoreError = pickle.loads(
        pickle.dumps(StoreFull("full", remedy="free some"))
    )

    assert (failure.message, failure.remedy) == ("full", "free some")


@pytest.mark.parametrize("code", sorted(SAID_PLAINLY))
def test_what_a_visitor_can_be_told_plainly_has_its_own_sentence(code: str) -> None:
    error = {"disk_full": StoreFull, "index_missing": IndexMissing}[code]
    told = EvidenceUnavailable.of(error("no", remedy="Free some space."))
    assert (told.code, told.message_key) == (code, f"chat.{code}")
    assert {wording(one).say(told.message_key) for one in LANGUAGES}
