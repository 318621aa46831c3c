"""Marks documents that try to instruct a model, in what the catalogue says of them."""

from ingestion.items import Item
from vectorstore.records import INSTRUCTS
from vectorstore.text.hidden import hides_words
from vectorstore.text.instructions import InstructionKind, instructions_in

RECIPE = "1"
"""Changes when more or less is marked, so that every file is looked at again."""


def flagged(item: Item, *, text: str, language: str) -> dict[str, str]:
    """Return an item's metadata with what its document instructs a model to do, if any.

    The key is ours alone: a source's own field of that name is left out.

    Args:
        item: as found in its file, with what cleaning takes out of it.
        text: the document's, as stored.
        language: of the text.
    """
    kinds = [found.kind for found in instructions_in(text, language)]
    raw = (item.title, *(block.text for block in item.blocks))
    if any(map(hides_words, raw)):
        kinds.append(InstructionKind.HIDDEN)
    metadata = {k: v for k, v in item.metadata.items() if k != INSTRUCTS}
    if kinds:
        metadata[INSTRUCTS] = ", ".join(dict.fromkeys(kinds))
    return metadata
