"""The audit log shows what was changed, and forgets what a person wrote."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from vectorstore.catalogue.audit_log import AuditLog, FrozenPassage
from vectorstore.catalogue.database import open_engine, upgrade

Append = Callable[..., str]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(tmp_path)
    upgrade(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def log(engine: Engine) -> AuditLog:
    return AuditLog(engine)


@pytest.fixture
def append(log: AuditLog) -> Append:
    """Append a record about given passages."""

    def add(identifier: str, *texts: str, question: str = "Who drills wells?") -> str:
        passages = [
            FrozenPassage(
                sha256=sha256(words.encode()).hexdigest(),
                text=words,
                chunk_id=f"c{n}",
                document_id="d",
                rank=n,
                similarity=0.9,
                score=1.5,
            )
            for n, words in enumerate(texts, start=1)
        ]
        body = {
            "reply": {"text": "Ответ [1]"},
            "passages": [p.model_dump(exclude={"text"}) for p in passages],
        }
        return log.append(
            identifier,
            at=datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=timezone(timedelta(hours=5))),
            body=json.dumps(body, ensure_ascii=False),
            personal=json.dumps({"question": question}),
            passages=passages,
        )

    return add


def test_a_record_comes_back_with_the_exact_passages(
    log: AuditLog, append: Append
) -> None:
    digest = append("a", "Wells give water.", "ماء")
    log.add_feedback("a", value=1, comment="useful")

    record = log.get("a")

    assert record is not None
    assert record.hash == digest
    assert record.at == datetime(2026, 1, 1, 22, 4, 5, 678, tzinfo=UTC)
    assert set(record.passages.values()) == {"Wells give water.", "ماء"}
    assert record.personal == {"question": "Who drills wells?"}
    assert record.body["reply"] == {"text": "Ответ [1]"}
    assert [f["comment"] for f in record.feedback] == ["useful"]
    assert log.get("b") is None


def test_records_are_numbered_without_a_gap_and_listed_newest_first(
    log: AuditLog, append: Append
) -> None:
    for identifier in "abc":
        append(identifier)

    assert [(e.number, e.id) for e in log.entries(limit=2)] == [(3, "c"), (2, "b")]


def test_an_untouched_log_verifies_and_tells_its_head(
    log: AuditLog, append: Append
) -> None:
    assert log.verify().head is None
    append("a", "One.")
    head = append("b", "One.", "Two.")

    verified = log.verify(head=head)

    assert verified.problems == ()
    assert (verified.records, verified.head) == (2, head)


def test_a_text_shown_often_is_frozen_once(engine: Engine, append: Append) -> None:
    append("a", "One.")
    append("b", "One.", "Two.")

    with engine.connect() as connection:
        count = connection.scalar(text("SELECT count(*) FROM frozen_passages"))

    assert count == 2


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE audit_records SET body = replace(body, 'Ответ', 'Слово') "
         "WHERE number = 2", "record 2 (b): it was changed"),
        ("UPDATE audit_records SET body = '' WHERE number = 2", "record 2 (b)"),
        ("UPDATE audit_records SET id = 'x' WHERE number = 2", "record 2 (x)"),
        ("UPDATE audit_records SET at = '2020-01-01 00:00:00.000000' "
         "WHERE number = 2", "record 2 (b): it was changed"),
        ("UPDATE audit_records SET hash = 'x' WHERE number = 2", "record 2 (b)"),
        ("UPDATE audit_records SET previous_hash = 'x' WHERE number = 2",
         "record 2 (b)"),
        ("DELETE FROM audit_records WHERE number = 2", "record 2 is missing"),
        ("DELETE FROM audit_records WHERE number = 1", "record 1 is missing"),
        ("UPDATE audit_personal SET text = '{}' WHERE number = 2",
         "record 2 (b): its question was changed"),
        ("UPDATE frozen_passages SET text = 'Else.'",
         "the text of passage c1 was changed"),
        ("DELETE FROM frozen_passages", "the text of passage c1 was changed"),
    ],
)  # fmt: skip
def test_whatever_is_changed_is_noticed(
    engine: Engine, log: AuditLog, append: Append, statement: str, told: str
) -> None:
    for identifier in "abc":
        append(identifier, "One.")
    with engine.connect() as connection:
        connection.execute(text("PRAGMA foreign_keys=OFF"))
        assert connection.execute(text(statement)).rowcount
        connection.commit()
        connection.execute(text("PRAGMA foreign_keys=ON"))

    problems = log.verify().problems

    assert any(told in problem for problem in problems), problems


def test_a_cut_tail_is_noticed_by_the_head_of_an_earlier_report(
    engine: Engine, log: AuditLog, append: Append
) -> None:
    append("a")
    head = append("b")
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_personal WHERE number = 2"))
        connection.execute(text("DELETE FROM audit_records WHERE number = 2"))

    assert log.verify().problems == ()
    [problem] = log.verify(head=head).problems

    assert "cut" in problem


def test_a_chain_written_anew_is_noticed_by_the_head(
    engine: Engine, log: AuditLog, append: Append
) -> None:
    head = append("a", "One.", question="first")
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_personal"))
        connection.execute(text("DELETE FROM audit_records"))
    append("a", "Two.", question="second")

    assert log.verify().problems == ()
    assert log.verify(head=head).problems


def test_what_a_person_wrote_is_erased_and_the_chain_still_holds(
    engine: Engine, log: AuditLog, append: Append
) -> None:
    append("a", "One.", question="my secret illness")
    append("b")

    assert log.forget("a")

    record = log.get("a")
    assert record is not None
    assert record.personal is None
    assert record.passages
    assert log.verify().problems == ()
    assert not log.forget("a")
    assert not log.forget("nobody")
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT body FROM audit_records")).all()
    assert "illness" not in str(rows)


def test_equal_questions_leave_unequal_hashes(log: AuditLog, append: Append) -> None:
    append("a", question="same")
    append("b", question="same")

    bodies = [record.body["personal"] for i in "ab" if (record := log.get(i))]

    assert len(set(bodies)) == 2


def test_many_at_once_make_one_chain(log: AuditLog, append: Append) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: append(f"r{n}", f"Text {n}."), range(40)))

    verified = log.verify()

    assert verified.problems == ()
    assert verified.records == 40


def test_an_id_is_given_once(log: AuditLog, append: Append) -> None:
    from vectorstore.errors import StoreUnavailable

    append("a")

    with pytest.raises(StoreUnavailable):
        append("a")

    assert log.verify().records == 1
