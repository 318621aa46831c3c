"""The starter library: short, sourced notes in seven languages to begin with.

`library/` is what is ingested. Its PDF and Office files are made from the texts beside
it by `python -m ingestion.starter.build`; its plain files are written by hand.
"""

from pathlib import Path

LIBRARY = Path(__file__).parent / "library"
TEXTS = Path(__file__).parent / "texts"
