"""A need as vectors, and what those tell of it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.partners.need import Understood, about
from assistant.partners.register import Registers
from assistant.partners.signals import Asked
from vectorstore.background import UNRELATED
from vectorstore.embeddings.languages import language_steps, stepped, stepped_question
from vectorstore.embeddings.protocol import Embedder, Vectors
from vectorstore.targets import told_targets

LONG = 600
"""Letters from which names of places hardly turn a need's vector, so one is enough."""


@dataclass(slots=True, kw_only=True)
class NeedVectors:
    """Has needs embedded. Safe to call from several threads.

    Raises everywhere:
        EmbeddingFailed: the embedder gave no vector.
    """

    embedder: Embedder
    registers: Registers
    _unrelated: NDArray[np.float32] | None = None

    def ask(
        self,
        understood: Understood,
        *,
        is_cut: bool = False,
        tells_purpose: bool = False,
    ) -> Asked:
        """Return a need with its vectors.

        Args:
            understood: the need, in the words that are looked for.
            is_cut: it was long, and is less than its writer said; one vector is enough.
            tells_purpose: its words name no sector, or no goal: its vector as a passage
                tells them, and the need that is returned has them.
        """
        if not tells_purpose:
            return self._asked(understood, is_cut=is_cut)
        with ThreadPoolExecutor(1) as beside:
            passages = beside.submit(self.embedder.embed_passages, [understood.text])
            asked = self._asked(understood, is_cut=is_cut)
            return replace(
                asked, need=self._with_purpose(understood, passages.result())
            )

    def level(self, asked: Asked) -> tuple[float, float]:
        """Return the mean of unrelated sentences' cosines, and their deviation."""
        if self._unrelated is None:
            self._unrelated = stepped(
                self.embedder.embed_passages([text for _, text in UNRELATED]),
                [language for language, _ in UNRELATED],
                asked.steps,
            )
        language = asked.need.analysis_language
        cosines = self._unrelated @ stepped_question(
            asked.vector, language, asked.steps
        )
        return float(cosines.mean()), float(cosines.std())

    def _asked(self, understood: Understood, *, is_cut: bool) -> Asked:
        is_long = is_cut or len(understood.text) > LONG
        placeless = () if is_long else (understood.placeless,)
        texts = list(dict.fromkeys((understood.text, *placeless)))
        vectors = self.embedder.embed_questions(texts)
        return Asked(
            need=understood,
            vector=vectors[0],
            topic=vectors[-1],
            steps=language_steps(self.embedder.fingerprint),
        )

    def _with_purpose(self, understood: Understood, vectors: Vectors) -> Understood:
        """Tell what a need is about whose words name no sector, or no goal."""
        texts, languages = [understood.text], [understood.analysis_language]
        [purpose] = self.registers.purposes.told(texts, languages, vectors)
        [goal] = self.registers.goals.told(languages, vectors)
        [target] = told_targets(self.embedder, languages, vectors)
        return about(understood, purpose, goal, target)
