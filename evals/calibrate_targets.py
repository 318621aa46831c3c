"""Embeds the phrases of targets, and measures which needs are told the right target.

`python -m evals.calibrate_targets` writes `vectorstore/embeddings/targets.npz` from
`vectorstore/text/targets_asked.toml`, with the mean nearness of the needs of
`suites/targets/dev.jsonl` to each target. `… report dev` and `… report test` tell
how many needs of a half are told a target, and how many of these rightly.
"""

import hashlib
import json
import sys
import tomllib
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import vectorstore
from evals.cases import SUITES, read_suite
from evals.metrics import wilson
from evals.run import open_eval_embedder
from vectorstore.embeddings.languages import language_steps, stepped
from vectorstore.embeddings.protocol import Embedder
from vectorstore.records import Record
from vectorstore.targets import FILE, PHRASES, AskedTargets, told_targets

BATCH = 64


class LabelledNeed(Record):
    """A need, and the targets that an expert would accept for it; none: no target."""

    id: str
    language: str
    need: str
    targets: tuple[str, ...]
    country: str | None = None


def labelled_needs(half: str) -> tuple[LabelledNeed, ...]:
    """Return the needs of "dev" or "test"."""
    path = SUITES / "targets" / f"{half}.jsonl"
    return read_suite(path, LabelledNeed)


def phrases() -> dict[str, tuple[str, ...]]:
    """Return the phrases of each target, in the order of the list."""
    text = files("vectorstore").joinpath(PHRASES).read_text("utf-8")
    return {number: tuple(some) for number, some in tomllib.loads(text).items()}


def digest(asked: dict[str, tuple[str, ...]]) -> str:
    """Return what tells whether phrases are those that were embedded."""
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]


def main() -> None:
    """Write the vectors, or report."""
    embedder = open_eval_embedder()
    match sys.argv[1:]:
        case ["report", half]:
            report(embedder, half)
        case _:
            (package,) = vectorstore.__path__
            (Path(package) / FILE).write_bytes(made(embedder).dump())


def made(embedder: Embedder) -> AskedTargets:
    """Embed the phrases, and take the mean of the development needs."""
    asked = phrases()
    texts = [text for some in asked.values() for text in some]
    vectors = _embedded(embedder, texts, ["en"] * len(texts))
    found = AskedTargets(
        numbers=tuple(asked),
        vectors=vectors.reshape(len(asked), -1, vectors.shape[1]),
        usual=np.zeros(len(asked), np.float32),
        digest=digest(asked),
    )
    needs = labelled_needs("dev")
    moved = _embedded(embedder, [n.need for n in needs], [n.language for n in needs])
    usual = found.nearness(moved).mean(axis=0)
    return AskedTargets(
        numbers=found.numbers,
        vectors=found.vectors,
        usual=usual.astype(np.float32),
        digest=found.digest,
    )


def report(embedder: Embedder, half: str) -> None:
    """Print how many needs are told a target, and how many of these rightly."""
    needs = labelled_needs(half)
    vectors = np.concatenate([embedder.embed_passages([n.need]) for n in needs])
    told = told_targets(embedder, [n.language for n in needs], vectors)
    pairs = [(n, t) for n, t in zip(needs, told, strict=True) if t is not None]
    right = sum(t.number in n.targets for n, t in pairs)
    of_goal = sum(_goal(t.number) in map(_goal, n.targets) for n, t in pairs)
    print(f"{half}: told {_share(len(pairs), len(needs))}")
    print(f"right target: {_share(right, len(pairs))}")
    print(f"right goal: {_share(of_goal, len(pairs))}")
    of_none = sum(not n.targets for n, _ in pairs)
    print(
        f"told though none is right: {of_none} of {sum(not n.targets for n in needs)}"
    )
    for need, target in pairs:
        if target.number not in need.targets:
            print(need.id, target.number, need.targets, round(target.share, 3))


def _embedded(
    embedder: Embedder, texts: Sequence[str], languages: Sequence[str]
) -> NDArray[np.float32]:
    parts = [
        embedder.embed_passages(texts[at : at + BATCH])
        for at in range(0, len(texts), BATCH)
    ]
    return stepped(
        np.concatenate(parts), languages, language_steps(embedder.fingerprint)
    )


def _goal(number: str) -> str:
    return number.partition(".")[0]


def _share(some: int, many: int) -> str:
    told = wilson(some, many)
    return f"{some} of {many} ({100 * told.low:.0f}-{100 * told.high:.0f} %)"


if __name__ == "__main__":
    main()
