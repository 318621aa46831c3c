"""How a home's indexes were made, and what is done where that has changed since."""

from uuid import uuid4

from vectorstore.catalogue.catalogue import Catalogue
from vectorstore.chroma import COLLECTION, PLACING
from vectorstore.errors import IndexMismatch
from vectorstore.indexes import Indexes
from vectorstore.lexical import ANALYSIS

FINGERPRINT = "embedder"
STORE = "store"
WORDS = "words"
VECTORS = "vectors"


class Making:
    """Compares what a catalogue keeps of its indexes' making with what is made now."""

    def __init__(self, catalogue: Catalogue, indexes: Indexes) -> None:
        self._catalogue = catalogue
        self._indexes = indexes

    def agree_on_embedder(self, fingerprint: str, *, holds_any: bool) -> None:
        """See that all vectors are of one embedder.

        Args:
            fingerprint: of the embedder and its dimensions.
            holds_any: whether the library holds chunks.

        Raises:
            IndexMismatch: it holds chunks, and another embedder made their vectors.
        """
        stored = self._catalogue.setting(FINGERPRINT)
        if stored == fingerprint:
            return
        if stored is not None and holds_any:
            raise IndexMismatch(
                f"the index was built by the embedder {stored!r}, "
                f"and the one now is {fingerprint!r}",
                remedy="Go back to that embedder, or ingest into another GALAXY_HOME.",
            )
        if stored is not None:
            # A collection keeps the length of its first vectors.
            self._indexes.vectors.clear()
        self._catalogue.set_setting(FINGERPRINT, fingerprint)

    def agree_on_recipes(self, *, holds_any: bool) -> None:
        """Build an index anew where an older program made it in another way."""
        health = self._indexes.health
        for key, recipe, rebuild in (
            (WORDS, ANALYSIS, health.rebuild_words),
            (VECTORS, PLACING, health.rebuild_vectors),
        ):
            if self._catalogue.setting(key) != recipe:
                if holds_any:
                    rebuild()
                self._catalogue.set_setting(key, recipe)


def collection_of(catalogue: Catalogue, *, shared: bool) -> str:
    """Return the collection's name, which is the library's own on a shared server.

    Healing drops what the catalogue does not know, so two libraries must never meet.
    """
    if not shared:
        return COLLECTION
    store = catalogue.setting(STORE)
    if store is None:
        store = uuid4().hex
        catalogue.set_setting(STORE, store)
    return f"{COLLECTION}-{store}"
