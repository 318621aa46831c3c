"""Suite `endpoint`: the questions of `answers`, answered by a chat model.

It asks the model that the environment names, as the product would. Citations point at
the passages' own words there too, so that the measures are those of quoting mode.
"""

from collections.abc import Mapping, Sequence

from evals.answers import TOTAL, Answers, measure
from evals.cases import Case, Kind
from evals.metrics import Share, share
from evals.outcomes import Asks, Outcome, Shows
from vectorstore.records import Record


class Written(Record):
    """How many answers in one language, or in all, the model wrote."""

    language: str
    by_model: Share  # of the answers given to answerable questions; else: quotes
    supported: Share  # of its statements; the others are marked as partly supported


class ModelAnswers(Record):
    """The whole suite."""

    model: str
    written: tuple[Written, ...]  # in the order of the languages; the last is all
    answers: Answers

    @property
    def kept(self) -> "ModelAnswers":
        """The measures without what came of each question."""
        return self.model_copy(update={"answers": self.answers.kept})


def measure_model(
    product: Asks,
    server: Shows,
    cases: Sequence[Case],
    *,
    model: str,
    languages: Mapping[str, str],
) -> ModelAnswers:
    """Ask every question, open every citation, and count.

    Args:
        product: which is asked, and has the model.
        server: where cited documents are read.
        cases: the questions.
        model: its name, to tell.
        languages: of the sources, by path.
    """
    answers = measure(product, server, cases, languages=languages)
    rows = [row.language for row in answers.rows]
    return ModelAnswers(
        model=model,
        written=tuple(_written(name, answers.outcomes) for name in rows),
        answers=answers,
    )


def _written(language: str, outcomes: Sequence[Outcome]) -> Written:
    own = [o for o in outcomes if language in {TOTAL, o.language}]
    answered = [o for o in own if o.kind is Kind.ANSWERABLE and o.replied == "answer"]
    by_model = [o for o in own if o.by_model]
    return Written(
        language=language,
        by_model=share([o.by_model for o in answered]),
        supported=Share(
            hits=sum(o.claims_supported for o in by_model),
            of=sum(o.claims for o in by_model),
        ),
    )
