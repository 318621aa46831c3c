"""What of the indexes may be shown, and to whom.

Both indexes hold chunks before the catalogue does, and some after it; and they know
neither filters nor readers. Whatever they find passes here.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from threading import Lock

from vectorstore.catalogue.catalogue import Catalogue
from vectorstore.records import EVERYTHING, ChunkId, Filters, Readers

OVER_FETCH = 4
SPARE = 1.3
"""More than the share of allowed chunks lets expect, so that one query often does."""
NEIGHBOURS_A_VECTOR = 2
"""Neighbours that Chroma finds in the time it takes to read one vector by its id.

10,000 chunks: 4,000 neighbours 17 ms, 2,000 vectors 13 ms.
"""
FILTERS_KEPT = 8

Scored = list[tuple[ChunkId, float]]


class Gate:
    """Knows what is being written. Only the library's one writer changes it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._staff = catalogue.has_staff_documents()
        self._hidden: frozenset[ChunkId] = frozenset()
        self._kept: OrderedDict[tuple[str, Readers, int], frozenset[ChunkId]]
        self._kept = OrderedDict()
        self._lock = Lock()
        self.count = catalogue.counts()[1]
        """Chunks of the catalogue."""
        self.generation = 0
        """Grows with every change, for those who keep something derived."""

    def before(self, new: Collection[ChunkId], *, for_staff: bool) -> None:
        """Hide chunks that an index gets before the catalogue has them."""
        self._hidden = self._hidden.union(new)
        self._staff = self._staff or for_staff

    def after(self, new: Collection[ChunkId], dropped: Collection[ChunkId]) -> None:
        """Show what the catalogue has now, and hide what it has no longer."""
        self._hidden = self._hidden.difference(new).union(dropped)
        self.count += len(new) - len(dropped)
        self._staff = self._catalogue.has_staff_documents()
        self.generation += 1

    def forget(self, dropped: Iterable[ChunkId]) -> None:
        """Stop hiding what no index holds any more."""
        self._hidden = self._hidden.difference(dropped)

    def gather(
        self,
        find: Callable[[int], Scored],
        *,
        limit: int,
        filters: Filters,
        readers: Readers,
        exact: Callable[[Collection[ChunkId]], Scored] | None = None,
    ) -> Scored:
        """Return the best chunks that may be shown, best first.

        Args:
            find: returns the best so many chunks of all, best first.
            limit: at most so many are wanted.
            filters: what they are limited to.
            readers: whose eyes they are for.
            exact: scores all of a few chunks, where finding would take longer.
        """
        size = limit
        while True:
            allowed = self._allowed(filters, readers)
            if allowed is not None:
                if not allowed:
                    return []
                expected = int(SPARE * limit * self.count / len(allowed)) + 1
                size = max(size, min(expected, self.count))
                if exact and size > NEIGHBOURS_A_VECTOR * len(allowed):
                    return exact(allowed)[:limit]
            found = find(size)
            if allowed is None and self._allowed(filters, readers) is not None:
                continue  # the first of what is for staff only came meanwhile
            hidden = self._hidden
            kept = [
                pair
                for pair in found
                if pair[0] not in hidden and (allowed is None or pair[0] in allowed)
            ]
            if len(kept) >= limit or len(found) < size:
                return kept[:limit]
            size *= OVER_FETCH

    def _allowed(self, filters: Filters, readers: Readers) -> frozenset[ChunkId] | None:
        """Return the chunks that may be found; None when all may be."""
        if filters == EVERYTHING and (readers == "staff" or not self._staff):
            return None
        key = (filters.model_dump_json(), readers, self.generation)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        allowed = frozenset(self._catalogue.allowed(filters, readers))
        with self._lock:
            self._kept[key] = allowed
            while len(self._kept) > FILTERS_KEPT:
                self._kept.popitem(last=False)
        return allowed
