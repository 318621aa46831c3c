"""Calibration finds weights that part what is answered from what is refused."""

from assistant.evidence import Signals
from evals.calibrate import Example, fit


def an_example(number: int, *, answerable: bool, language: str = "en") -> Example:
    return Example(
        case=f"{language}-{number}",
        language=language,
        signals=Signals(
            stands_out=2.0 + number % 3 if answerable else number % 3 - 0.5,
            best=4.0,
            countries_missing=0 if answerable else number % 2,
            numbers_missing=0,
            names_missing=number % 2,
        ),
        answerable=answerable,
        weight=1.0,
    )


def test_what_is_answerable_is_above_what_is_not():
    examples = [
        an_example(number, answerable=answerable)
        for number in range(20)
        for answerable in (True, False)
    ]

    found = fit(examples).pooled

    assert found.weights.stands_out > 0
    assert found.weights.countries_missing < 0
    right = [(found.evidence(e.signals) >= 0) == e.answerable for e in examples]
    assert sum(right) >= 0.9 * len(right)


def test_a_language_has_its_own_weights_from_sixty_questions_on():
    few = [an_example(n, answerable=n % 2 == 0, language="fr") for n in range(59)]
    many = [an_example(n, answerable=n % 2 == 0, language="en") for n in range(60)]

    assert set(fit(few + many).languages) == {"en"}
