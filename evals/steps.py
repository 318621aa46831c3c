"""Write vectorstore/embeddings/languages.json from parallel texts.

Run `python -m evals.steps UDHR` when the model changes, with the folder `data/udhr` of
github.com/eric-muller/udhr. The languages of GALAXY_CORPUS are measured on the SDG
goals, targets and indicators that all seven languages of `sdg/` have, and on the
Universal Declaration of Human Rights: each half weighs the same. The others have the
Declaration alone, and are compared with its mean in the languages of the corpus. No
question of any suite is used.
"""

import json
import sys
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
from vectorstore.text.languages import UNDETERMINED, normalize_tag

SDG_FILES = ("global_goals.yml", "global_targets.yml", "global_indicators.yml")
_OTHERS = (
    "af:afr am:amh az:azj_latn bg:bul bn:ben cs:ces da:dan de:deu_1996 "
    "el:ell_monotonic et:est fa:pes_1 fi:fin gu:guj ha:hau_NG he:heb hi:hin "
    "hr:hrv hu:hun hy:hye id:ind it:ita ja:jpn ka:kat kk:kaz km:khm kn:kan "
    "ko:kor ky:kir lo:lao lt:lit lv:lav mg:plt mk:mkd ml:mal mn:khk mr:mar "
    "my:mya ne:nep nl:nld no:nob pa:pan pl:pol ps:pbu ro:ron_2006 si:sin "
    "sk:slk sl:slv so:som sr:srp_cyrl sv:swe ta:tam te:tel th:tha tl:tgl "
    "tr:tur uk:ukr ur:urd uz:uzn_latn vi:vie xh:xho zu:zul"
)
DECLARATIONS: Mapping[str, str] = {
    **UDHR,
    **{pair[:2]: pair[3:] for pair in _OTHERS.split()},
}
"""The Declaration's file by language: those that the model and the detector know."""
SHARED = 0.7
"""Which share of the mean of all texts is taken off with each step: decision 0014."""
DIGITS = 4

Steps = Mapping[str, Floats]
Means = Mapping[str, tuple[int, Floats]]  # of how many texts, and their mean


def main() -> None:
    """Measure the step of each language and write them beside the engine."""
    corpus = load_settings().corpus
    if corpus is None:
        raise SystemExit("GALAXY_CORPUS is unset: name the folder of parallel texts")
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m evals.steps UDHR")
    embedder = LocalEmbedder(threads=2)
    sdg = _means(embedder, sdg_texts(corpus))
    declared = _means(embedder, declarations(Path(sys.argv[1]), DECLARATIONS))
    halves = [
        (sdg, _steps(sdg, list(sdg))),
        (declared, _steps(declared, list(UDHR))),
    ]
    steps = [
        Step(
            language=language,
            texts=sum(means[language][0] for means, _ in halves if language in means),
            step=tuple(
                round(float(value), DIGITS)
                for value in np.mean(
                    [own[language] for _, own in halves if language in own], axis=0
                )
            ),
        )
        for language in sorted({*DECLARATIONS, UNDETERMINED})
    ]
    lines = ",\n".join(json.dumps(step.model_dump()) for step in steps)
    (package,) = vectorstore.embeddings.__path__
    (Path(package) / FILE).write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def learned(embedder: Embedder, texts: Mapping[str, Sequence[str]]) -> Steps:
    """Return the step of each language, learned from parallel texts alone.

    For measuring on texts that the steps beside the engine were learned from.
    """
    return _steps(_means(embedder, texts), list(texts))


def _means(embedder: Embedder, texts: Mapping[str, Sequence[str]]) -> Means:
    return {
        language: (len(own), embedder.embed_passages(list(own)).mean(axis=0))
        for language, own in texts.items()
    }


def _steps(means: Means, among: Sequence[str]) -> Steps:
    """Return the steps from the mean of some languages, and what all others lose."""
    middle = np.mean([means[language][1] for language in among], axis=0)
    steps = {
        language: mean - (1 - SHARED) * middle for language, (_, mean) in means.items()
    }
    return {**steps, UNDETERMINED: SHARED * middle}


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
    """Return the whole Declaration, block by block, in each language of the corpus."""
    return declarations(corpus / "udhr", UDHR)


def declarations(folder: Path, codes: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the whole Declaration, block by block, in the languages that are named."""
    found: dict[str, list[str]] = {}
    for language, code in codes.items():
        path = folder / f"udhr_{code}.xml"
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
