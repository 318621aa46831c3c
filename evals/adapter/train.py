# pyright: basic, reportMissingImports=false
# The reason: torch is no dependency of the project, and nothing else imports this.
"""Make the adapter: `python -m evals.adapter.train CLONES OUT`; README.md says more.

Each run is kept in OUT as it ends, and is not made again where its file is there.
"""

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor

from assistant.settings import load_settings
from evals.adapter.averaging import Changes, average
from evals.adapter.batches import Sampler, Sizes
from evals.adapter.codes import MAIN
from evals.adapter.lessons import Encoder, Frame, Lessons, Role, prepare
from evals.adapter.losses import Balance, Teacher, losses
from evals.adapter.network import Network
from evals.adapter.parallel import read_groups
from evals.adapter.questions import read_questions
from vectorstore.embeddings.adapter import FILE, load_adapter, save_adapter
from vectorstore.embeddings.weights import Weights, find_weights, load_weights

_SHOWN_EVERY = 50  # steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One run.

    `learning_rate` is reached after `warm_up` steps and falls along a cosine to
    `last_share` of it.
    """

    seed: int
    steps: int
    rank: int = 16
    learning_rate: float = 4e-4
    warm_up: int = 60
    last_share: float = 0.05
    sizes: Sizes = field(default_factory=Sizes)
    balance: Balance = field(default_factory=Balance)

    def rate(self, step: int) -> float:
        """Return the learning rate of a step, from 0."""
        rise = min(1.0, (step + 1) / self.warm_up)
        fall = (1 + math.cos(math.pi * step / self.steps)) / 2
        return (
            self.learning_rate * rise * (fall * (1 - self.last_share) + self.last_share)
        )


_SIZES = Sizes(questions=256)
PLANS = (
    Plan(seed=11, steps=300, sizes=_SIZES, balance=Balance(anchor=5.0)),
    Plan(seed=12, steps=300, sizes=_SIZES, balance=Balance(anchor=5.0, contrast=0.6)),
    Plan(seed=13, steps=240, sizes=_SIZES, balance=Balance(anchor=5.0, contrast=0.1)),
)
"""The runs that the shipped adapter is the mean of."""


def main() -> None:
    """Read the texts, make all runs and write their mean."""
    corpus = load_settings().corpus
    if corpus is None:
        raise SystemExit("GALAXY_CORPUS is unset: name the folder of parallel texts")
    if len(sys.argv) != 3:
        raise SystemExit("usage: python -m evals.adapter.train CLONES OUT")
    clones, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    weights = load_weights(find_weights())
    encoder = Encoder(weights.vocabulary)
    lessons = prepare(read_groups(clones, corpus), read_questions(clones), encoder)
    print(
        f"{len(lessons.taught)} groups, {len(lessons.held)} held out, "
        f"{len(lessons.questions)} questions"
    )
    runs: list[Changes] = []
    for plan in PLANS:
        path = out / f"run-{plan.seed}.npz"
        if not path.exists():
            save_adapter(path, train(weights, lessons, encoder.frame, plan))
        runs.append(load_adapter(path, layers=weights.shape.layers).changes)
    save_adapter(out / FILE, average(runs))
    print(f"wrote {str(out / FILE)!r}")


def train(
    weights: Weights,
    lessons: Lessons,
    frame: Frame,
    plan: Plan,
    *,
    show: Callable[[str], None] = print,
) -> Changes:
    """Return what one run taught; its losses and the check are shown as it goes."""
    torch.manual_seed(plan.seed)
    torch.backends.cuda.matmul.allow_tf32 = True
    device = "cuda" if torch.cuda.is_available() else "cpu"
    network = Network(weights, rank=plan.rank, device=device)
    with network.untaught():
        show(f"run {plan.seed} before: {retrieved(network, frame, lessons)}")
    teacher = Teacher(network, frame, lessons)
    sampler = Sampler(lessons, frame, sizes=plan.sizes, seed=plan.seed)
    optimizer = torch.optim.AdamW(
        network.parameters(),
        lr=plan.learning_rate,
        weight_decay=0.01,
        betas=(0.9, 0.98),
    )
    for step in range(plan.steps):
        found = losses(network, teacher, sampler.draw(), plan.balance)
        _descend(network, optimizer, found["all"], rate=plan.rate(step))
        if step % _SHOWN_EVERY == 0 or step == plan.steps - 1:
            values = " ".join(f"{name} {one.item():.3f}" for name, one in found.items())
            show(f"run {plan.seed} step {step}: {values}")
    show(f"run {plan.seed} after: {retrieved(network, frame, lessons)}")
    return network.changes()


def _descend(
    network: Network, optimizer: torch.optim.Optimizer, loss: Tensor, *, rate: float
) -> None:
    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()


def retrieved(network: Network, frame: Frame, lessons: Lessons) -> str:
    """Say how often a held text finds its translation before any other text.

    Each text is asked as a question. Its translation into another main language must
    come before the passages of all other texts in all main languages. Plain cosines.
    """
    held = lessons.held
    if not held:
        return "no text is held out"
    vectors = {
        role: torch.stack(
            [
                network.read(
                    [frame.around(group.texts[name], role=role) for group in held]
                )
                for name in MAIN
            ]
        )
        for role in Role
    }
    here = torch.arange(len(held))
    shares: list[float] = []
    for place, asked in enumerate(vectors[Role.QUESTION]):
        scores = torch.einsum("nh,lmh->nlm", asked, vectors[Role.PASSAGE])
        own = scores[here, :, here].clone()
        scores[here, :, here] = -9.0
        worst = scores.flatten(1).max(1).values
        others = [n for n in range(len(MAIN)) if n != place]
        shares.append((own[:, others] > worst[:, None]).float().mean().item())
    mean, least = sum(shares) / len(shares), min(shares)
    return f"R@1 across languages {mean:.1%}, least of a language {least:.1%}"


if __name__ == "__main__":
    main()
