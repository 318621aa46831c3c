# pyright: basic, reportMissingImports=false
# The reason: torch is no dependency of the project, and nothing else imports this.
"""Make the reader: `python -m evals.reader.train CLONES OUT`; README.md says more."""

import math
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

from evals.reader.batches import Drawing, Taught, count_batches, draw_batches
from evals.reader.candidates import find_candidates
from evals.reader.embedded import embed_set
from evals.reader.network import Given, Known, Reader, export, loss_of
from evals.reader.passages import read_sets
from vectorstore.embeddings.engine import LocalEmbedder
from vectorstore.reader import FILE

_THREADS = 2
_SHOWN_EVERY = 100  # steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How the reader is trained.

    The learning rates are reached after `warm_up` steps and fall along a cosine to
    `last_share` of them.
    """

    seed: int = 1
    epochs: int = 2
    rate: float = 1e-3
    rate_of_known: float = 5e-3
    decay: float = 0.02
    warm_up: int = 100
    last_share: float = 0.05
    drawing: Drawing = field(default_factory=Drawing)

    def share(self, step: int, *, steps: int) -> float:
        """Return the share of the learning rates that a step takes, from 0."""
        fall = (1 + math.cos(math.pi * step / steps)) / 2
        rise = min(1.0, step / self.warm_up)
        return rise * (self.last_share + (1 - self.last_share) * fall)


def main() -> None:
    """Read and embed the sets, train on all of them and write the reader."""
    if len(sys.argv) != 3:
        raise SystemExit("usage: python -m evals.reader.train CLONES OUT")
    clones, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    reader = train(prepare(clones), Plan())
    np.savez_compressed(out / FILE, allow_pickle=False, **export(reader))
    print(f"wrote {str(out / FILE)!r}")


def prepare(clones: Path, *, show: Callable[[str], None] = print) -> list[Taught]:
    """Return all sets, with what each question finds in its own."""
    embedder = LocalEmbedder(threads=_THREADS)
    taught: list[Taught] = []
    for name, passages in read_sets(clones).items():
        own = embed_set(embedder, passages)
        taught.append(Taught(own=own, candidates=find_candidates(own)))
        show(f"{name}: {len(own.passages)} passages, {len(own.questions)} questions")
    return taught


def train(
    taught: Sequence[Taught], plan: Plan, *, show: Callable[[str], None] = print
) -> Reader:
    """Return the reader that the sets teach; its losses are shown as it goes."""
    torch.manual_seed(plan.seed)
    torch.set_num_threads(_THREADS)
    lots = random.Random(plan.seed)
    found = [
        one for own in taught for candidates in own.candidates for one in candidates
    ]
    known = Known(np.concatenate([one.features for one in found]))
    reader = Reader()
    parameters = [*reader.parameters(), *known.parameters()]
    rates = plan.rate, plan.rate_of_known
    optimizer = torch.optim.AdamW(
        [
            {"params": list(reader.parameters()), "weight_decay": plan.decay},
            {"params": list(known.parameters()), "weight_decay": 0.0},
        ]
    )
    steps = count_batches(taught, plan.drawing) * plan.epochs
    started, step, losses = time.monotonic(), 0, []
    for _ in range(plan.epochs):
        for batch in draw_batches(taught, plan.drawing, lots=lots):
            given = Given(batch)
            loss = loss_of(known(given.features) + reader(given), given)
            share = plan.share(step, steps=steps)
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * share
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            step += 1
            losses.append(loss.item())
            if step % _SHOWN_EVERY == 0 or step == steps:
                mean = np.mean(losses[-_SHOWN_EVERY:])
                seconds = time.monotonic() - started
                show(f"step {step} of {steps}: loss {mean:.4f}, {seconds:.0f} s")
    return reader


if __name__ == "__main__":
    main()
