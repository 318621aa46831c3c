"""A question to choose is offered only where it has an answer."""

import pytest

from assistant.answers.answering import CHOICES, compose_refusal
from assistant.replies import RefusalReason
from assistant.wording import LANGUAGES, wording


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_to_begin_with_are_offered_where_nothing_lies_near(language) -> None:
    composed = compose_refusal(
        RefusalReason.TOO_VAGUE, (), language=language, is_answered=lambda _: True
    )

    assert composed.refusal is not None
    starters = [starter.question for starter in wording(language).starters]
    assert composed.refusal.choices == tuple(starters[:CHOICES])


def test_what_has_no_answer_is_not_offered() -> None:
    kept = wording("en").starters[1].question

    composed = compose_refusal(
        RefusalReason.TOO_VAGUE, (), language="en", is_answered=lambda one: one == kept
    )

    assert composed.refusal is not None
    assert composed.refusal.choices == (kept,)
