"""Counts tokens as the model's tokenizer would, without a network.

tiktoken downloads its tables at first use; here it is given those that an installed
package carries. For a model that tiktoken does not know its newest table is taken,
which is near enough to keep a prompt within its budget.
"""

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tiktoken import Encoding

NEWEST = "o200k_base"
AT_HAND = frozenset({NEWEST, "cl100k_base"})
"""Tables that the package carries; tiktoken would download any other."""
CARRIER, FOLDER = "llama_index.core", "_static/tiktoken_cache"
BYTES_A_TOKEN = 3
"""Fewer than any of the seven languages has on average; without tables, counts are by
this, and so rather too high."""
A_MESSAGE = 8
"""Tokens that a message takes besides its text."""


def count_tokens(text: str, model: str) -> int:
    """Return how many tokens a text is for a model."""
    encoding = _encoding(model)
    if encoding is None:
        return -(-len(text.encode("utf-8", "replace")) // BYTES_A_TOKEN)
    return len(encoding.encode_ordinary(text))


@cache
def _encoding(model: str) -> "Encoding | None":
    folder = _tables()
    if folder is None:
        return None
    import tiktoken
    from tiktoken.model import encoding_name_for_model

    try:
        name = encoding_name_for_model(model)
    except KeyError:
        name = NEWEST
    os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)  # tiktoken has no other way
    return tiktoken.get_encoding(name if name in AT_HAND else NEWEST)


def _tables() -> Path | None:
    """Return the folder of tables of the package that carries it, not importing it."""
    spec = find_spec(CARRIER)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(place) / FOLDER
        if folder.is_dir():
            return folder
    return None
