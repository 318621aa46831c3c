"""What is drawn for one step of the training, by seeded lots."""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evals.adapter.codes import ENGLISH, MAIN
from evals.adapter.lessons import Frame, Lessons, Parallel, Question, Role, Tokens
from evals.adapter.parallel import Kind

# How often a group is drawn. Tatoeba's short sentences teach the least.
_WEIGHTS: Mapping[Kind, float] = {
    Kind.NTREX: 2.0,
    Kind.FLORES: 2.0,
    Kind.TICO: 0.8,
    Kind.TATOEBA: 0.35,
    Kind.UNITED_NATIONS: 1.0,
    Kind.PUD: 2.0,
    Kind.LAFAND: 0.4,
}
_MAIN_WEIGHT = 6.0
_QUESTION_SHARE = 0.7  # of pairs whose left text is read as a question
_DRAWS = 10  # tries to find another language
_LEAST_SENTENCES, _MOST_SENTENCES = 2, 6  # in a window
_LONGEST_SENTENCE, _LONGEST_PASSAGE, _LONGEST_QUESTION = 160, 320, 96  # tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much a step draws, and how often a pair is of one language."""

    pairs: int = 640
    windows: int = 192
    questions: int = 384
    same_language: float = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Texts of one group each, left and right; `groups` are places in `taught`."""

    groups: list[int]
    roles: list[Role]  # of the left ones; the right ones are passages
    left: list[Tokens]
    right: list[Tokens]


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """A sentence as a question, and a passage around its translation.

    Attributes:
        groups: the sentence, as a place in `taught`.
        members: those of the passage.
        english: the passage in English.
    """

    groups: list[int]
    members: list[frozenset[int]]
    asked: list[Tokens]
    passages: list[Tokens]
    english: list[Tokens]


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """Questions with their passages.

    Attributes:
        passage_ids: equal where passages are.
        rows: the questions whose sentence is known, as places in `asked`.
        right: the sentence that answers, for each of `rows`.
        wrong: another sentence of the same passage.
    """

    asked: list[Tokens]
    passages: list[Tokens]
    passage_ids: list[int]
    rows: list[int]
    right: list[Tokens]
    wrong: list[Tokens]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one step learns from."""

    pairs: Pairs
    windows: Windows
    questions: Questions

    def sequences(self) -> list[list[Tokens]]:
        """Return what has to be embedded, in the order of the losses' arguments."""
        pairs, windows, questions = self.pairs, self.windows, self.questions
        return [
            *(pairs.left, pairs.right, windows.asked, windows.passages),
            *(questions.asked, questions.passages, questions.right, questions.wrong),
        ]


class Sampler:
    """Draws batches: the same ones for the same lessons, sizes and seed."""

    def __init__(
        self, lessons: Lessons, frame: Frame, *, sizes: Sizes, seed: int
    ) -> None:
        self._taught, self._frame, self._sizes = lessons.taught, frame, sizes
        self._random, self._groups = random.Random(seed), np.random.default_rng(seed)
        weights = np.array([_WEIGHTS[group.kind] for group in self._taught])
        self._weights = weights / weights.sum()
        documents: dict[int, list[int]] = {}
        for place, group in enumerate(self._taught):
            if group.document is not None:
                documents.setdefault(group.document, []).append(place)
        self._documents = list(documents.values())
        askers: dict[str, list[Question]] = {}
        for question in lessons.questions:
            askers.setdefault(question.asker, []).append(question)
        self._askers = list(askers.values())
        self._asker_weights = [math.sqrt(len(own)) for own in self._askers]

    def draw(self) -> Batch:
        """Return the next batch."""
        return Batch(
            pairs=self._draw_pairs(),
            windows=self._draw_windows(),
            questions=self._draw_questions(),
        )

    def _draw_pairs(self) -> Pairs:
        drawn = self._groups.choice(
            len(self._taught), self._sizes.pairs, replace=False, p=self._weights
        )
        pairs = Pairs(groups=[int(n) for n in drawn], roles=[], left=[], right=[])
        for place in pairs.groups:
            group = self._taught[place]
            one, other = self._two_languages(group)
            if self._random.random() < self._sizes.same_language:
                other = one
            is_question = self._random.random() < _QUESTION_SHARE
            role = Role.QUESTION if is_question else Role.PASSAGE
            pairs.roles.append(role)
            pairs.left.append(self._sentence(group.texts[one], role))
            pairs.right.append(self._sentence(group.texts[other], Role.PASSAGE))
        return pairs

    def _draw_windows(self) -> Windows:
        drawn = Windows(groups=[], members=[], asked=[], passages=[], english=[])
        for _ in range(self._sizes.windows):
            document = self._random.choice(self._documents)
            size = self._random.randint(_LEAST_SENTENCES, _MOST_SENTENCES)
            start = self._random.randrange(max(1, len(document) - size + 1))
            window = document[start : start + size]
            place = self._random.choice(window)
            members = [self._taught[member] for member in window]
            asked = self._taught[place].texts
            language = self._language(list(asked))
            shared = [
                name
                for name in members[0].texts
                if all(name in m.texts for m in members)
            ]
            drawn.groups.append(place)
            drawn.members.append(frozenset(window))
            drawn.asked.append(self._sentence(asked[language], Role.QUESTION))
            drawn.passages.append(self._passage(members, self._language(shared)))
            drawn.english.append(self._passage(members, ENGLISH))
        return drawn

    def _draw_questions(self) -> Questions:
        chosen = [
            self._random.choice(
                self._random.choices(self._askers, self._asker_weights)[0]
            )
            for _ in range(self._sizes.questions)
        ]
        around = self._frame.around
        drawn = Questions(
            asked=[
                around(one.question, role=Role.QUESTION, longest=_LONGEST_QUESTION)
                for one in chosen
            ],
            passages=[
                around(one.passage, role=Role.PASSAGE, longest=_LONGEST_PASSAGE)
                for one in chosen
            ],
            passage_ids=[one.passage_id for one in chosen],
            rows=[],
            right=[],
            wrong=[],
        )
        for row, one in enumerate(chosen):
            if one.answer is not None and len(one.sentences) > 1:
                others = [s for n, s in enumerate(one.sentences) if n != one.answer]
                right, wrong = one.sentences[one.answer], self._random.choice(others)
                drawn.rows.append(row)
                drawn.right.append(self._sentence(right, Role.PASSAGE))
                drawn.wrong.append(self._sentence(wrong, Role.PASSAGE))
        return drawn

    def _two_languages(self, group: Parallel) -> tuple[str, str]:
        languages = list(group.texts)
        one = other = self._language(languages)
        for _ in range(_DRAWS):
            other = self._language(languages)
            if other != one:
                break
        return one, other

    def _language(self, languages: Sequence[str]) -> str:
        weights = [_MAIN_WEIGHT if name in MAIN else 1.0 for name in languages]
        return self._random.choices(languages, weights)[0]

    def _sentence(self, tokens: Tokens, role: Role) -> Tokens:
        return self._frame.around(tokens, role=role, longest=_LONGEST_SENTENCE)

    def _passage(self, members: Sequence[Parallel], language: str) -> Tokens:
        texts = [member.texts[language] for member in members]
        return self._frame.around(*texts, role=Role.PASSAGE, longest=_LONGEST_PASSAGE)
