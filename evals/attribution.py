"""English claims and references that other people judged, for reporting alone.

The file is one of AttributionBench (github.com/OSU-NLP-Group/AttributionBench), such as
`data/test_ood_all_subset_balanced.jsonl`. No weight is fitted on it.
"""

import random
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.cases import BadSuite
from evals.support_pairs import Kind, Origin, Pair, passages_of
from vectorstore.embeddings.protocol import Embedder

COUNT = 700
"""Judgements taken, drawn with a fixed seed: their references are long."""


class _Judgement(BaseModel):
    """What is read of a line."""

    model_config = ConfigDict(extra="ignore")

    id: str
    claim: str
    references: tuple[str, ...]
    attribution_label: str


def attribution_pairs(path: Path, embedder: Embedder) -> list[Pair]:
    """Return judged claims with their references, each as one passage.

    Raises:
        BadSuite: the file cannot be read, or a line is no judgement.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
        told = [_Judgement.model_validate_json(line) for line in lines if line]
    except (OSError, ValidationError) as error:
        raise BadSuite(f"{path}: {error}") from error
    random.Random(0).shuffle(told)
    some = [one for one in told[:COUNT] if "".join(one.references).strip()]
    texts = {str(at): "\n".join(one.references) for at, one in enumerate(some)}
    passages = passages_of(texts, "en", list(texts), embedder)
    return [
        Pair(
            id=one.id,
            claim=one.claim,
            language="en",
            cited=passage,
            kind=Kind.CARRIED
            if one.attribution_label == "attributable"
            else Kind.WRITTEN,
            origin=Origin.ATTRIBUTION,
        )
        for one, passage in zip(some, passages, strict=True)
    ]
