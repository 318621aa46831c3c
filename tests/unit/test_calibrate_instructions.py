from itertools import groupby

import numpy as np

from assistant.support.instructing import embedder_of, stored_line
from evals.calibrate_instructions import Example, Ordinary, draw
from evals.injection_cases import load_instructing
from vectorstore.embeddings.adapter import load_adapter
from vectorstore.embeddings.protocol import Divided
from vectorstore.embeddings.weights import SHA256

LAYERS = 12


def test_the_line_is_that_of_our_embedder():
    line = stored_line()

    label = load_adapter(layers=LAYERS).label
    assert line.embedder.endswith(f"@{SHA256[:8]}{label}")
    assert embedder_of(f"{line.embedder}/i8/3") == line.embedder
    assert len(line.weights) == len(line.common) == 384


def test_each_language_has_enough_of_both():
    cases = sorted(load_instructing(), key=lambda one: (one.language, one.instructs))
    counts = {
        key: len(list(some))
        for key, some in groupby(cases, key=lambda one: (one.language, one.instructs))
    }

    assert all(counts[language, True] >= 60 for language, _ in counts)
    assert all(counts[language, False] >= 30 for language, _ in counts)
    assert len({language for language, _ in counts}) == 7


def test_a_line_parts_what_lies_apart():
    numbers = np.random.default_rng(0)
    rows = numbers.normal(size=(600, 6)).astype(np.float32)
    rows[:, 0] = 3.0
    rows[:40, 1] += 6.0
    rows /= np.linalg.norm(rows, axis=1)[:, None]
    examples = [
        Example(
            language=("en", "fr")[at % 2],
            form="abcdefgh"[at % 8],
            instructs=at < 40,
            divided=Divided(text="", sentences=()),
        )
        for at in range(80)
    ]
    ordinary = Ordinary(
        vectors=rows[80:],
        weights=np.ones(520, np.float32),
        folds=np.arange(520) % 3,
    )
    heard = []

    line = draw("model/i8/3", ordinary, examples, rows[:80], say=heard.append)

    told = rows @ np.array(line.weights, np.float32) >= line.least
    assert line.embedder == "model"
    assert told[:40].mean() > 0.9
    assert told[40:].mean() < 0.02
    assert heard[-1].startswith("without its language:")
