"""What a long need looks for, and whether a record tells of work that was done."""

import pytest

from assistant.partners.done import undone_status
from assistant.partners.gist import BEGINNING, LONGEST, gist
from vectorstore.sentences import count_letters

NEED = "The villages of the plain need wells with hand pumps and crews to repair them."
TELLING = "Arsenic has been found in nine of the deep boreholes near the delta."
FILLER = "We thank everybody for the kind words about the good work that we do."


def rare(words):
    return [9.0 if word.startswith(("arsen", "borehol", "delta")) else 1.0
            for word in words]  # fmt: skip


def test_a_short_need_is_looked_for_whole():
    assert gist(NEED, "en", rare).text == NEED
    assert not gist(NEED, "en", rare).is_cut


def test_of_a_long_need_the_beginning_and_what_tells_most_are_looked_for():
    text = "\n".join([NEED, *[FILLER] * 60, TELLING, *[FILLER] * 60])

    found = gist(text, "en", rare)

    assert found.is_cut
    assert found.text.startswith(NEED)
    assert TELLING in found.text
    assert count_letters(found.text) <= LONGEST * 1.1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("需要水井和手泵" * 1500, "zh"),
        ("wells " * 2500, "en"),
        ("Нужны колодцы. " * 900, "ru"),
        ("نحتاج إلى آبار ومضخات يدوية. " * 400, "ar"),
    ],
)
def test_whatever_is_written_what_is_looked_for_is_bounded(text, language):
    found = gist(text, language, rare)

    assert found.is_cut
    assert 0 < count_letters(found.text) <= LONGEST * 1.1
    assert found.text[:5] == text[:5]
    assert BEGINNING < 1


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("status", "Pipeline: Commitment"),
        ("Status", "Pipeline: Pledge"),
        ("Statut", "Prévu"),
        ("Estado", "Compromiso"),
        ("Situação", "Previsto"),
        ("Статус", "Запланирован"),
        ("状态", "已取消"),
        ("الحالة", "مخطط له"),
    ],
)
def test_a_pledge_is_told_by_its_status_in_every_language(name, status):
    assert undone_status({"x": "y", name: status}) == status


@pytest.mark.parametrize("status", ["Completion", "Implementation", "Closed", "完成"])
def test_what_was_done_is_no_pledge(status):
    assert undone_status({"status": status, "状态": status}) is None
    assert undone_status({}) is None
