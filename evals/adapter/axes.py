"""Write vectorstore/embeddings/axes.npz: the directions in which tokens differ.

Run `python -m evals.adapter.axes CLONES` when the model or its adapter changes, with
the folder of clones of README.md. The tokens are those of every twentieth sentence of
NTREX, without what is held out, in each of its languages that LANGUAGES has; the
principal directions are those of their states, with the mean of all languages taken
off, made equally long, each language of the same weight.
"""

import sys
from pathlib import Path

import numpy as np

import vectorstore.embeddings
from evals.adapter.parallel import Group, read_ntrex
from evals.adapter.sources import NTREX, open_clone
from vectorstore.embeddings.axes import FILE, WIDTH, whole
from vectorstore.embeddings.engine import LocalEmbedder
from vectorstore.embeddings.protocol import Divided
from vectorstore.embeddings.weights import Floats, find_weights, load_weights

EVERY = 20
HELD_OUT = 113
"""NTREX's documents from this one on are held out: README.md."""


def main() -> None:
    """Measure the axes and write them beside the engine."""
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m evals.adapter.axes CLONES")
    groups = read_ntrex(open_clone(Path(sys.argv[1]), NTREX))
    shown = [group for group in groups if (group.document or 0) < HELD_OUT]
    mean, directions = principal(_states(shown[::EVERY]))
    (package,) = vectorstore.embeddings.__path__
    np.savez_compressed(
        Path(package) / FILE,
        mean=mean.astype(np.float16),
        directions=directions[:, :WIDTH].astype(np.float16),
    )


def principal(states: list[Floats]) -> tuple[Floats, Floats]:
    """Return the mean of all languages, and directions, those that tell most first.

    Args:
        states: of each language, (tokens, hidden).
    """
    mean = np.mean([rows.mean(axis=0) for rows in states], axis=0)
    products = np.zeros((mean.size, mean.size))
    for rows in states:
        apart = rows - mean
        apart /= np.linalg.norm(apart, axis=1, keepdims=True)
        products += apart.T @ apart / len(apart)
    _, vectors = np.linalg.eigh(products)
    return mean, vectors[:, ::-1].astype(np.float32)


def _states(groups: list[Group]) -> list[Floats]:
    hidden = load_weights(find_weights()).shape.hidden
    languages = sorted({language for group in groups for language in group.texts})
    embedder = LocalEmbedder(threads=2, axes=whole(hidden))
    found: list[Floats] = []
    for language in languages:
        texts = [
            Divided(text=group.texts[language], sentences=())
            for group in groups
            if language in group.texts
        ]
        read = embedder.embed_divided(texts)
        found.append(np.concatenate([tokens.vectors for tokens in read.tokens]))
    return found


if __name__ == "__main__":
    main()
