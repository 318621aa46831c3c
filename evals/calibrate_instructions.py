"""Draws the line that parts instructions to a model from other sentences, by meaning.

`python -m evals.calibrate_instructions HOME` takes the sentences of
`suites/guard/instructing.jsonl`, each alone and within a passage, and the development
half of the suite `safety`; against them all sentences of a home that holds the starter
library and GALAXY_CORPUS, as `galaxy-eval answers --home HOME` fills it, and general
prose of another origin, which is ingested into it (decision 0049: records alone let
the line take one in seventy of its sentences). It writes
`assistant/support/instructing.json`. To be run again when the embedder changes.

The line is that of a logistic regression with a ridge. Of ordinary sentences it sees
those that least squares take for instructions first, the `NEAREST`; the others lie far
off. `least` is what one of `ONE_IN` ordinary sentences reaches, judged by lines that
saw nothing of its document; what is said of forms and languages is told by lines that
saw none of them.
"""

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import assistant.support
from assistant.support.instructing import FILE, Line, embedder_of
from evals.cases import Split
from evals.copies import opened
from evals.injection_cases import (
    DISGUISED,
    InstructingCase,
    load_attacks,
    load_innocent,
    load_instructing,
)
from evals.run import open_eval_embedder
from vectorstore.embeddings.protocol import Divided, Embedder
from vectorstore.library import Library
from vectorstore.text.normalization import clean_text
from vectorstore.text.sentences import split_sentences

RIDGE = 0.1
"""A fifth of it tells 2 % fewer sentences of forms that were left out."""
SQUARES_RIDGE = 3e-4
"""For each ordinary sentence."""
SHARE = 0.3
"""What all instructions weigh in least squares beside all ordinary sentences, and a
third of it all innocent look-alikes."""
NEAREST = 2_500
STEPS = 8
GROUPS = 6
"""Of forms, each of which is left out once."""
OF_ENGLISH = 0.2
"""What an English ordinary sentence weighs, for nine in ten are English."""
ONE_IN = 1_000
"""Ordinary sentences of which one may be told by a line that saw none of its document;
of those that it saw fewer are."""
FOLDS = 3
HOSTS = 40
"""Passages of a language in which sentences are put."""
HOST_LETTERS = 400
BATCH = 32
DIGITS = 5

Numbers = NDArray[np.float64]
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A sentence that instructs, or one that looks as if, and its passage."""

    language: str
    form: str
    instructs: bool
    divided: Divided  # one sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordinary:
    """Distinct sentences of a library, without those that only look alike."""

    vectors: Vectors
    weights: Vectors
    folds: NDArray[np.intp]  # those of one document are in one


def main() -> None:
    """Draw the line for the home named on the command line, and write it."""
    (home,) = map(Path, sys.argv[1:])
    embedder = open_eval_embedder()
    with opened(home, embedder) as library:
        ordinary = ordinary_sentences(library)
        examples = list(_examples(library))
    print(f"{len(ordinary.vectors)} ordinary sentences, {len(examples)} examples")
    vectors = _embedded(embedder, [one.divided for one in examples])
    line = draw(embedder.fingerprint, ordinary, examples, vectors, say=print)
    (package,) = assistant.support.__path__
    (Path(package) / FILE).write_text(line.model_dump_json() + "\n", "utf-8")


def draw(
    fingerprint: str,
    ordinary: Ordinary,
    examples: Sequence[Example],
    vectors: Vectors,
    *,
    say: Callable[[str], None],
) -> Line:
    """Return the line through all examples, and say what lines through some tell.

    Args:
        fingerprint: of the embedder.
        ordinary: sentences that instruct nobody.
        examples: what instructs, and what looks as if.
        vectors: a row an example.
        say: hears what is told of forms, languages and look-alikes left out.
    """
    wanted = np.array([one.instructs for one in examples])
    every = np.ones(len(examples), bool)
    reached = np.empty(len(ordinary.vectors), np.float32)
    for fold in range(FOLDS):
        at = ordinary.folds == fold
        found = _line(ordinary, ~at, vectors, wanted, every)
        reached[at] = _reached(ordinary.vectors[at], found)
    least = float(np.sort(reached)[-(len(reached) // ONE_IN + 1)])
    _report(ordinary, examples, vectors, wanted, least, say)
    slopes = _line(ordinary, ordinary.folds >= 0, vectors, wanted, every)
    middle = ordinary.vectors.mean(axis=0)
    return Line(
        embedder=embedder_of(fingerprint),
        weights=_rounded(slopes[1:]),
        least=round(least - float(slopes[0]), DIGITS),
        common=_rounded(middle / np.linalg.norm(middle)),
    )


def ordinary_sentences(library: Library) -> Ordinary:
    """Return the distinct sentences of a library, as they are stored."""
    every = library.samples(library.chunk_count())
    chunk_of = np.repeat(np.arange(len(every.ids)), every.counts)
    vectors = every.sentences.vectors
    _, first = np.unique(
        every.sentences.rows["steps"][:, :48], axis=0, return_index=True
    )
    first.sort()
    numbers = {name: at for at, name in enumerate(sorted(set(every.documents)))}
    folds = np.array([numbers[name] % FOLDS for name in every.documents])
    languages = np.array(every.languages)[chunk_of[first]]
    return Ordinary(
        vectors=vectors[first],
        weights=np.where(languages == "en", OF_ENGLISH, 1.0).astype(np.float32),
        folds=folds[chunk_of[first]],
    )


def _examples(library: Library) -> Iterator[Example]:
    hosts = _hosts(library)
    draw = random.Random(0)
    innocent = [
        InstructingCase(
            id=one.id,
            language=one.language,
            form="innocent",
            instructs=False,
            text=one.text,
        )
        for one in load_innocent()
        if one.split is Split.DEV
    ]
    for case in (*load_instructing(), *innocent):
        text, host = case.text, draw.choice(hosts[case.language])
        at = draw.choice([0, *(end for _, end in split_sentences(host, case.language))])
        start = at + (at > 0)
        whole = f"{host[:at]} {text} {host[at:].strip()}".strip()
        for passage, begin in ((text, 0), (whole, start)):
            yield Example(
                language=case.language,
                form=case.form,
                instructs=case.instructs,
                divided=Divided(text=passage, sentences=((begin, begin + len(text)),)),
            )
    for case in load_attacks():
        if case.split is not Split.DEV or case.kind in DISGUISED:
            continue
        text, told = clean_text(case.text), clean_text(case.instruction)
        first = text.index(told)
        for start, end in split_sentences(text, case.language):
            yield Example(
                language=case.language,
                form=case.kind,
                instructs=first <= start < first + len(told),
                divided=Divided(text=text, sentences=((start, end),)),
            )


def _hosts(library: Library) -> dict[str, list[str]]:
    """Return the beginnings of some passages of each language."""
    every = library.samples(HOSTS)
    found: dict[str, list[str]] = {}
    for one in library.chunks(every.ids).values():
        spans = split_sentences(one.chunk.text, one.chunk.language)
        ends = [end for _, end in spans if end <= HOST_LETTERS]
        if ends:
            start = one.chunk.text[: ends[-1]].lstrip()
            found.setdefault(one.chunk.language, []).append(start)
    return found


def _embedded(embedder: Embedder, divided: Sequence[Divided]) -> Vectors:
    rows: list[Vectors] = []
    for start in range(0, len(divided), BATCH):
        rows += embedder.embed_divided(divided[start : start + BATCH]).sentences
    return np.concatenate(rows)


def _line(
    ordinary: Ordinary,
    seen: NDArray[np.bool_],
    vectors: Vectors,
    wanted: NDArray[np.bool_],
    examples: NDArray[np.bool_],
) -> Numbers:
    """Return intercept and slopes by some ordinary sentences and some examples."""
    others = ordinary.vectors[seen]
    own, told = vectors[examples], wanted[examples]
    first = _squares(others, ordinary.weights[seen], own, told)
    nearest = np.argsort(-_reached(others, first))[:NEAREST]
    rows = _with_one(np.concatenate([own, others[nearest]])).astype(float)
    aims = np.concatenate([told, np.zeros(len(nearest), bool)]).astype(float)
    ridge = RIDGE * np.diag([1e-6, *np.ones(rows.shape[1] - 1)])
    found = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        expected = 1 / (1 + np.exp(-np.clip(rows @ found, -30, 30)))
        slope = rows.T @ (aims - expected) - ridge @ found
        curve = (rows * (expected * (1 - expected))[:, None]).T @ rows
        found = found + np.linalg.solve(curve + ridge, slope)
    return found


def _squares(
    others: Vectors, weights: Vectors, own: Vectors, told: NDArray[np.bool_]
) -> Numbers:
    """Return the line of least squares: 1 for what instructs, and -1 for all else."""
    mass = float(weights.sum())
    heavy = np.where(
        told, SHARE * mass / told.sum(), SHARE * mass / 3 / max(1, (~told).sum())
    )
    rows = _with_one(np.concatenate([others, own]))
    weighed = rows * np.concatenate([weights, heavy]).astype(np.float32)[:, None]
    aims = np.concatenate([np.full(len(others), -1.0), np.where(told, 1.0, -1.0)])
    square = (weighed.T @ rows).astype(float)
    square[1:, 1:] += SQUARES_RIDGE * mass * np.eye(len(square) - 1)
    return np.linalg.solve(square, weighed.T.astype(float) @ aims)


def _report(
    ordinary: Ordinary,
    examples: Sequence[Example],
    vectors: Vectors,
    wanted: NDArray[np.bool_],
    least: float,
    say: Callable[[str], None],
) -> None:
    """Say what of each form and language is told by a line that saw none of it."""
    forms = [one.form for one in examples]
    groups = {form: at % GROUPS for at, form in enumerate(dict.fromkeys(forms))}
    languages = [one.language for one in examples]
    parts = {one: at for at, one in enumerate(dict.fromkeys(languages))}
    for name, labels, group in (
        ("form", forms, groups),
        ("language", languages, parts),
    ):
        of = np.array([group[label] for label in labels])
        told = np.empty(len(examples), bool)
        for number in sorted(set(group.values())):
            found = _line(ordinary, ordinary.folds >= 0, vectors, wanted, of != number)
            told[of == number] = _reached(vectors[of == number], found) >= least
        for label in group:
            at = np.array([one == label for one in labels])
            right, wrong = told[at & wanted], told[at & ~wanted]
            say(
                f"{name} {label}: {right.sum()} of {len(right)} told, "
                f"{wrong.sum()} of {len(wrong)} look-alikes"
            )
        say(
            f"without its {name}: {100 * told[wanted].mean():.1f} % told, "
            f"{100 * told[~wanted].mean():.1f} % of look-alikes"
        )


def _reached(vectors: Vectors, line: Numbers) -> Vectors:
    return vectors @ line[1:].astype(np.float32) + np.float32(line[0])


def _with_one(vectors: Vectors) -> Vectors:
    return np.column_stack([np.ones(len(vectors), np.float32), vectors])


def _rounded(numbers: Sequence[float] | NDArray[np.floating]) -> tuple[float, ...]:
    return tuple(round(float(one), DIGITS) for one in numbers)


if __name__ == "__main__":
    main()
