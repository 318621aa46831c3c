"""Where a language lies: what its texts have in common beside what they say.

The vectors of one text in two languages differ by about the same step whatever the
text is. With that step taken off, a question meets passages of every language alike.
Most of what all texts have in common is taken off with it, so that texts which are a
little near to everything do not come first (decision 0014).
The index of vectors is built so too: where texts of one language lie close together,
neighbours in another are hardly found.
The steps were measured on parallel texts (`python -m evals.steps` says which).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from vectorstore.embeddings.weights import SHA256, Floats
from vectorstore.records import Record
from vectorstore.text.languages import UNDETERMINED

FILE = "languages.json"
ASKED = 0.5
"""Which share of its language's step is taken off a question. The steps are those of
passages; questions in languages that the model knows less are drawn too far by all of
it, and the others lose nothing: decision 0014."""


class Step(Record):
    """What is taken off the vectors of texts in one language."""

    language: str  # BCP 47; "und": of every language that has no step of its own
    texts: int  # parallel texts that it was measured on
    step: tuple[float, ...]


def language_steps(fingerprint: str) -> Mapping[str, Floats]:
    """Return the step of each language that was measured with an embedder's model.

    Args:
        fingerprint: of the embedder; another model than ours has no steps.
    """
    return _steps() if SHA256[:8] in fingerprint else {}


def stepped(
    vectors: Floats,
    languages: Sequence[str],
    steps: Mapping[str, Floats],
) -> Floats:
    """Take the step of its language off each vector; the lengths are one again."""
    if not steps or not len(vectors):
        return vectors
    rows, table = _table(languages, steps, vectors.shape[1])
    moved = vectors - table[[rows[language] for language in languages]]
    moved /= np.sqrt(np.einsum("ij,ij->i", moved, moved))[:, None]
    return moved


def stepped_question(
    vector: Floats, language: str, steps: Mapping[str, Floats]
) -> Floats:
    """Take off a question's vector what makes it comparable with stepped passages."""
    if not steps:
        return vector
    common = steps.get(UNDETERMINED, np.zeros_like(vector))
    own = steps.get(language, common)
    moved = vector - common - ASKED * (own - common)
    return (moved / np.linalg.norm(moved)).astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOff:
    """What taking off the steps of languages does to the cosines of some vectors.

    The same as by `stepped`, without the moved vectors: for the many that are compared
    once, writing them down takes longer than all the rest.
    """

    codes: NDArray[np.intp]  # (vectors,): the row of each one's language
    table: Floats  # (languages, dimensions): steps
    lengths: Floats  # (vectors,): of the moved ones

    @classmethod
    def of(
        cls,
        vectors: Floats,
        languages: Sequence[str],
        steps: Mapping[str, Floats],
        owners: NDArray[np.intp] | None = None,
    ) -> "TakenOff":
        """Measure vectors, a row each.

        Args:
            vectors: to be moved.
            languages: of the vectors, or of their owners where these are given.
            steps: of languages.
            owners: (vectors,): places in languages.
        """
        rows, table = _table(languages, steps, vectors.shape[1])
        codes = np.fromiter((rows[language] for language in languages), np.intp)
        if owners is not None:
            codes = codes[owners]
        along = (vectors @ table.T)[np.arange(len(vectors)), codes]
        squares = np.einsum("ij,ij->i", vectors, vectors)
        squares += np.einsum("ij,ij->i", table, table)[codes] - 2 * along
        return cls(
            codes=codes, table=table, lengths=np.sqrt(np.maximum(squares, 1e-12))
        )

    def cosines(self, products: Floats, question: Floats) -> Floats:
        """Return the cosines of the moved vectors.

        Args:
            products: (vectors,): of the vectors as they are with the question.
            question: a unit vector.
        """
        moved = products - (self.table @ question)[self.codes]
        return (moved / self.lengths).astype(np.float32, copy=False)


def _table(
    languages: Sequence[str], steps: Mapping[str, Floats], dimensions: int
) -> tuple[dict[str, int], Floats]:
    """Return the row of each language in a table of steps, and the table."""
    rows = {language: row for row, language in enumerate(dict.fromkeys(languages))}
    other = steps.get(UNDETERMINED, np.zeros(dimensions, np.float32))
    table = np.array([steps.get(one, other) for one in rows], np.float32)
    return rows, table.reshape(-1, dimensions)


@cache
def _steps() -> Mapping[str, Floats]:
    source = files("vectorstore.embeddings") / FILE
    steps = TypeAdapter(tuple[Step, ...]).validate_json(source.read_bytes())
    return {step.language: np.array(step.step, np.float32) for step in steps}
