"""Write vectorstore/embeddings/languages.json from parallel texts of GALAXY_CORPUS.

Run `python -m evals.steps` when the model changes. Measured on the SDG goals, targets
and indicators that all seven languages of `sdg/` have, and on the articles of the
Universal Declaration of Human Rights (`udhr/`), where Portuguese is too: each half
weighs the same. No question of any suite is used.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

import vectorstore.embeddings
from assistant.settings import load_settings
from evals.parallel_texts import SDG_FOLDERS, UDHR
from ingestion.parsing import ParseOptions, parse_file
from vectorstore.embeddings.engine import LocalEmbedder
from vectorstore.embeddings.languages import FILE, Step
from vectorstore.embeddings.protocol import Embedder
from vectorstore.embeddings.weights import Floats
from vectorstore.text.languages import normalize_tag

SDG_FILES = ("global_goals.yml", "global_targets.yml", "global_indicators.yml")
DIGITS = 4

Steps = Mapping[str, Floats]


def main() -> None:
    """Measure the step of each language and write them beside the engine."""
    corpus = load_settings().corpus
    if corpus is None:
        raise SystemExit("GALAXY_CORPUS is unset: name the folder of parallel texts")
    embedder = LocalEmbedder(threads=2)
    halves = [
        _means(embedder, texts) for texts in (sdg_texts(corpus), udhr_texts(corpus))
    ]
    steps = [
        Step(
            language=language,
            texts=sum(half[language][0] for half in halves if language in half),
            step=tuple(
                round(float(value), DIGITS)
                for value in np.mean(
                    [half[language][1] for half in halves if language in half], axis=0
                )
            ),
        )
        for language in sorted(UDHR)
    ]
    lines = ",\n".join(json.dumps(step.model_dump()) for step in steps)
    (package,) = vectorstore.embeddings.__path__
    (Path(package) / FILE).write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def learned(embedder: Embedder, texts: Mapping[str, Sequence[str]]) -> Steps:
    """Return the step of each language, learned from parallel texts alone.

    For measuring on texts that the steps beside the engine were learned from.
    """
    return {name: step for name, (_, step) in _means(embedder, texts).items()}


def _means(
    embedder: Embedder, texts: Mapping[str, Sequence[str]]
) -> dict[str, tuple[int, Floats]]:
    means = {
        language: embedder.embed_passages(list(own)).mean(axis=0)
        for language, own in texts.items()
    }
    middle = np.mean(list(means.values()), axis=0)
    return {
        language: (len(texts[language]), mean - middle)
        for language, mean in means.items()
    }


def sdg_texts(corpus: Path) -> dict[str, list[str]]:
    """Return the texts that every language of `sdg/` has, in the same order."""
    keyed: dict[str, dict[str, str]] = {}
    for folder in SDG_FOLDERS:
        language = normalize_tag(folder) or folder
        own = keyed.setdefault(language, {})
        for name in SDG_FILES:
            own |= _items(corpus / "sdg" / folder / name)
    held = [set(own) for own in keyed.values()]
    shared = held[0].intersection(*held[1:])
    return {
        language: [own[key] for key in sorted(shared)]
        for language, own in keyed.items()
    }


def udhr_texts(corpus: Path) -> dict[str, list[str]]:
    """Return the whole Declaration, block by block, in each language."""
    found: dict[str, list[str]] = {}
    for language, code in UDHR.items():
        path = corpus / "udhr" / f"udhr_{code}.xml"
        parsed = parse_file(path, shown=path.name, options=ParseOptions())
        found[language] = [
            block.text
            for item in parsed.items
            for block in item.blocks
            if len(block.text.split()) > 1 or len(block.text) > 10
        ]
    return found


def _items(path: Path) -> dict[str, str]:
    parsed = parse_file(path, shown=path.name, options=ParseOptions())
    return {
        f"{path.name}#{item.fragment}": "\n".join(block.text for block in item.blocks)
        for item in parsed.items
    }


if __name__ == "__main__":
    main()
