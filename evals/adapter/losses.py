# pyright: basic, reportMissingImports=false
# The reason: torch is no dependency of the project, and nothing else imports this.
"""What a step of the training is judged by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from evals.adapter.batches import Batch, Pairs, Questions, Windows
from evals.adapter.codes import ENGLISH
from evals.adapter.lessons import Frame, Lessons, Role
from evals.adapter.network import Network

_EXCLUDED = -1e4
_WINDOWS_WEIGHT = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What each loss weighs, and how sharply cosines are told apart.

    Attributes:
        contrast: that a text is nearest to its translation.
        anchor: that a text lies where its English lay before.
        likeness: that texts are as near to each other as their English was before.
        question: that a question is nearest to its passage.
        sentence: of that, that it is nearest to the sentence that answers.
        question_likeness: that questions and passages are as near as before.
    """

    contrast: float = 0.3
    anchor: float = 10.0
    likeness: float = 1.0
    question: float = 0.6
    sentence: float = 0.5
    question_likeness: float = 0.5
    temperature: float = 0.03
    likeness_temperature: float = 0.02


class Teacher:
    """The English of each group, as the network embedded it before it was taught."""

    def __init__(self, network: Network, frame: Frame, lessons: Lessons) -> None:
        self._network = network
        with network.untaught():
            self._vectors = torch.stack(
                [
                    network.read(
                        [
                            frame.around(group.texts[ENGLISH], role=role)
                            for group in lessons.taught
                        ]
                    )
                    for role in Role
                ]
            )

    def english(self, groups: Sequence[int], roles: Sequence[Role]) -> Tensor:
        """Return the vectors of groups, each in its role."""
        return self._vectors[list(roles), list(groups)]

    def pairs(self, pairs: Pairs) -> tuple[Tensor, Tensor]:
        """Return where the left and the right texts should lie."""
        right = [Role.PASSAGE] * len(pairs.groups)
        return self.english(pairs.groups, pairs.roles), self.english(
            pairs.groups, right
        )

    def windows(self, windows: Windows) -> tuple[Tensor, Tensor]:
        """Return the English of the sentences, and of the passages."""
        with self._network.untaught():
            passages = self._network.embed(windows.english)
        asked = [Role.QUESTION] * len(windows.groups)
        return self.english(windows.groups, asked), passages

    def questions(self, questions: Questions) -> tuple[Tensor, Tensor]:
        """Return the questions and passages as they were before."""
        with self._network.untaught():
            both = self._network.embed(questions.asked + questions.passages)
        return both[: len(questions.asked)], both[len(questions.asked) :]


def losses(
    network: Network, teacher: Teacher, batch: Batch, balance: Balance
) -> Mapping[str, Tensor]:
    """Return the losses of a batch, and their weighted sum as "all"."""
    lists = batch.sequences()
    vectors = network.embed([one for own in lists for one in own])
    left, right, asked, windows, questions, passages, answers, others = vectors.split(
        [len(own) for own in lists]
    )
    found = _pair_losses(left, right, teacher.pairs(batch.pairs), balance)
    found |= _window_losses(asked, windows, batch.windows, teacher, balance)
    found |= _question_losses(questions, passages, batch.questions, teacher, balance)
    rows = torch.tensor(batch.questions.rows, device=vectors.device)
    ids = torch.tensor(batch.questions.passage_ids, device=vectors.device)[rows]
    chosen = questions[rows]
    found["sentence"] = contrast(
        chosen,
        answers,
        balance.temperature,
        mask=_same(ids),
        wrong=(chosen * others).sum(-1, keepdim=True),
    )
    weights = {
        "pairs": balance.contrast,
        "anchor": balance.anchor,
        "likeness": balance.likeness,
        "windows": _WINDOWS_WEIGHT * balance.contrast,
        "window likeness": _WINDOWS_WEIGHT * balance.likeness,
        "question": balance.question,
        "sentence": balance.sentence * balance.question,
        "question likeness": balance.question_likeness,
    }
    whole = torch.stack([weight * found[name] for name, weight in weights.items()])
    return {**found, "all": whole.sum()}


def _pair_losses(
    left: Tensor, right: Tensor, wanted: tuple[Tensor, Tensor], balance: Balance
) -> dict[str, Tensor]:
    there = contrast(left, right, balance.temperature)
    back = contrast(right, left, balance.temperature)
    apart = [
        (1 - (own * goal).sum(-1)).mean()
        for own, goal in zip((left, right), wanted, strict=True)
    ]
    return {
        "pairs": (there + back) / 2,
        "anchor": sum(apart) / 2,
        "likeness": _likeness((left, right), wanted, balance),
    }


def _window_losses(
    asked: Tensor, passages: Tensor, batch: Windows, teacher: Teacher, balance: Balance
) -> dict[str, Tensor]:
    """Return the losses of windows; one that holds the sentence too is no wrong one."""
    holds = [
        [
            row != column and group in members
            for column, members in enumerate(batch.members)
        ]
        for row, group in enumerate(batch.groups)
    ]
    mask = torch.tensor(holds, device=asked.device)
    return {
        "windows": contrast(asked, passages, balance.temperature, mask=mask),
        "window likeness": _likeness(
            (asked, passages), teacher.windows(batch), balance
        ),
    }


def _question_losses(
    questions: Tensor,
    passages: Tensor,
    batch: Questions,
    teacher: Teacher,
    balance: Balance,
) -> dict[str, Tensor]:
    mask = _same(torch.tensor(batch.passage_ids, device=questions.device))
    return {
        "question": contrast(questions, passages, balance.temperature, mask=mask),
        "question likeness": _likeness(
            (questions, passages), teacher.questions(batch), balance
        ),
    }


def contrast(
    left: Tensor,
    right: Tensor,
    temperature: float,
    *,
    mask: Tensor | None = None,
    wrong: Tensor | None = None,
) -> Tensor:
    """Return the cross entropy of finding each row's counterpart among all rows.

    Args:
        left: unit vectors.
        right: their counterparts, in the same order.
        temperature: what cosines are divided by.
        mask: True where a counterpart of another row is none to be told apart.
        wrong: cosines of each row with one more text to be told apart, a column.
    """
    scores = left @ right.T / temperature
    if mask is not None:
        scores = scores.masked_fill(mask, _EXCLUDED)
    if wrong is not None:
        scores = torch.cat([scores, wrong / temperature], 1)
    return F.cross_entropy(scores, torch.arange(len(left), device=left.device))


def _likeness(
    own: tuple[Tensor, Tensor], wanted: tuple[Tensor, Tensor], balance: Balance
) -> Tensor:
    """Return how far the shares of all cosines are from the teacher's, both ways."""
    cosines, goal = own[0] @ own[1].T, wanted[0] @ wanted[1].T
    both = [
        F.kl_div(
            F.log_softmax(one / balance.likeness_temperature, 1),
            F.log_softmax(other / balance.likeness_temperature, 1),
            log_target=True,
            reduction="batchmean",
        )
        for one, other in ((cosines, goal), (cosines.T, goal.T))
    ]
    return sum(both) / 2


def _same(ids: Tensor) -> Tensor:
    """Return where two rows have the same id, a row and itself apart."""
    same = ids[:, None] == ids[None]
    return same & ~torch.eye(len(ids), dtype=torch.bool, device=ids.device)
