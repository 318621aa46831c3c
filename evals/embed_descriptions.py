"""Embeds the program's descriptions of purposes and goals, which come with it.

`python -m evals.embed_descriptions` writes `vectorstore/embeddings/described.npz`. To
be run again when a description or the embedder changes; a test tells.
"""

from pathlib import Path

import numpy as np

import vectorstore
from evals.run import open_eval_embedder
from vectorstore.described import FILE, digest
from vectorstore.goals import descriptions
from vectorstore.purposes import purposes


def described() -> tuple[tuple[str, ...], ...]:
    """Return all lists of descriptions that are compared with."""
    return tuple(purposes().values()), tuple(descriptions().values())


def main() -> None:
    """Write the vectors; half the digits of a number tell a cosine to one in 10,000."""
    embedder = open_eval_embedder()
    vectors = {
        digest(some): embedder.embed_questions(some).astype(np.float16)
        for some in described()
    }
    (package,) = vectorstore.__path__
    with (Path(package) / FILE).open("wb") as content:
        np.savez_compressed(content, allow_pickle=False, **vectors)


if __name__ == "__main__":
    main()
