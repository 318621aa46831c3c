"""The starter library: short, sourced notes in seven languages to begin with.

`library/` is what is ingested. Its PDF and Office files are made from the texts beside
it by `python -m ingestion.starter.build`; its plain files are written by hand. Three
notes are there in two languages; each names its translation, a page by a link with
`hreflang`, a Markdown note by `translation` in its front matter.
"""

from pathlib import Path

LIBRARY = Path(__file__).parent / "library"
TEXTS = Path(__file__).parent / "texts"
