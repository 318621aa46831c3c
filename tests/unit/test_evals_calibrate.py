"""Calibration finds weights that part what is answered from what is refused."""

from assistant.answers.evidence import Signals
from evals.calibrate import Example, fit


def an_example(number: int, *, answerable: bool, language: str = "en") -> Example:
    return Example(
        case=f"{language}-{number}",
        language=language,
        signals=Signals(
            stands_out=2.0 + number % 3 if answerable else number % 3 - 0.5,
            best=4.0,
            similarity=0.85 if answerable else 0.8,
            held=0.6,
            countries_missing=0 if answerable else number % 2,
            numbers_missing=0,
            names_missing=number % 2,
        ),
        answerable=answerable,
        weight=1.0,
    )


def some_examples() -> list[Example]:
    return [
        an_example(number, answerable=answerable)
        for number in range(20)
        for answerable in (True, False)
    ]


def test_what_is_answerable_is_above_what_is_not():
    examples = some_examples()

    found = fit(examples).pooled

    assert found.weights.stands_out > 0
    assert found.weights.countries_missing < 0
    right = [(found.evidence(e.signals) >= 0) == e.answerable for e in examples]
    assert sum(right) >= 0.9 * len(right)


def test_another_model_is_weighed_without_what_is_of_one_model():
    examples = some_examples()

    found = fit(examples)

    assert found.pooled.weights.similarity > 0
    assert found.any_model.weights.similarity == found.any_model.weights.held == 0
    unread = examples[0].signals.model_copy(update={"held": 0.0})
    assert found.weighing("en", unread) == found.any_model
    assert found.weighing("en", examples[0].signals) == found.pooled


def test_a_language_has_its_own_weights_from_sixty_questions_on():
    few = [an_example(n, answerable=n % 2 == 0, language="fr") for n in range(59)]
    many = [an_example(n, answerable=n % 2 == 0, language="en") for n in range(60)]

    assert set(fit(few + many).languages) == {"en"}


def test_what_is_usual_of_answers_tells_no_more_than_enough():
    examples = some_examples()

    found = fit(examples).pooled

    usual = examples[0].signals
    much = usual.model_copy(update={"similarity": 0.95, "held": 0.9})
    little = usual.model_copy(update={"similarity": 0.7})
    assert found.most == {"similarity": 0.85, "held": 0.6}
    assert found.evidence(much) == found.evidence(usual) > found.evidence(little)
    assert fit(examples).any_model.most == {}
