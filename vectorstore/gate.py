"""What of the indexes may be shown, and to whom.

Both indexes hold chunks before the catalogue does, and some after it; and they know
neither filters nor readers. Whatever they find passes here.
"""

from collections.abc import Callable, Collection, Iterable
from threading import Lock

from sqlalchemy import Engine

from vectorstore.catalogue.catalogue import Catalogue
from vectorstore.catalogue.columns import Allowed, Columns, read_columns
from vectorstore.records import EVERYTHING, ChunkId, DocumentId, Filters, Readers

SPARE = 1.3
"""More than the share of allowed chunks lets expect, so that one query often does."""
GROWTH_AT_LEAST = 2
"""Times as many as before that are asked for where they were too few."""

Scored = list[tuple[ChunkId, float]]


class Gate:
    """Knows what is being written. Only the library's one writer changes it."""

    def __init__(self, catalogue: Catalogue, engine: Engine) -> None:
        self._catalogue = catalogue
        self._engine = engine
        self._staff = catalogue.has_staff_documents()
        self._hidden: frozenset[ChunkId] = frozenset()
        self._columns: Columns | None = None
        self._changed: frozenset[DocumentId] = frozenset()
        self._lock = Lock()
        self.count = catalogue.counts()[1]
        """Chunks of the catalogue."""
        self.generation = 0
        """Grows with every change, for those who keep something derived."""

    def before(self, new: Collection[ChunkId], *, for_staff: bool) -> None:
        """Hide chunks that an index gets before the catalogue has them."""
        self._hidden = self._hidden.union(new)
        self._staff = self._staff or for_staff

    def after(
        self,
        new: Collection[ChunkId],
        dropped: Collection[ChunkId],
        changed: Iterable[DocumentId],
    ) -> None:
        """Show what the catalogue has now, and hide what it has no longer."""
        with self._lock:
            if self._columns is not None:
                self._changed = self._changed.union(changed)
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
        exact: Callable[[Allowed, int], Scored],
    ) -> Scored:
        """Return the best chunks that may be shown, best first.

        Args:
            find: returns the best so many chunks of all, best first.
            limit: at most so many are wanted.
            filters: what they are limited to.
            readers: whose eyes they are for.
            exact: returns the best so many of the allowed chunks alone, best first;
                for each of these it takes about as long as finding does for each found.
        """
        size = limit
        while True:
            allowed = self._allowed(filters, readers)
            if allowed is not None:
                if not allowed.count:
                    return []
                expected = int(SPARE * limit * self.count / allowed.count) + 1
                size = max(size, min(expected, self.count))
                if size > allowed.count:
                    spare = len(self._hidden)
                    return self._shown(exact(allowed, limit + spare), allowed)[:limit]
            found = find(size)
            if allowed is None and self._allowed(filters, readers) is not None:
                continue  # the first of what is for staff only came meanwhile
            kept = self._shown(found, allowed)
            if len(kept) >= limit or len(found) < size:
                return kept[:limit]
            # As rare as they were so far, and no fewer than twice as many.
            rarity = len(found) / max(len(kept), 1)
            size = max(GROWTH_AT_LEAST * size, int(SPARE * limit * rarity))

    def allowed(self, filters: Filters, readers: Readers) -> Allowed:
        """Return what filters and readers leave of the catalogue."""
        return self._current().allowed(filters, readers)

    def warm_up(self) -> None:
        """Read the columns of the catalogue, which the first filter needs."""
        self._current()

    def _shown(self, found: Scored, allowed: Allowed | None) -> Scored:
        hidden = self._hidden
        if allowed is None:
            return [pair for pair in found if pair[0] not in hidden]
        keeps = allowed.keeps([identifier for identifier, _ in found])
        return [
            pair
            for pair, keep in zip(found, keeps.tolist(), strict=True)
            if keep and pair[0] not in hidden
        ]

    def _allowed(self, filters: Filters, readers: Readers) -> Allowed | None:
        """Return what may be found; None when everything may be."""
        if filters == EVERYTHING and (readers == "staff" or not self._staff):
            return None
        return self.allowed(filters, readers)

    def _current(self) -> Columns:
        """Return the columns of the catalogue as of the last change."""
        with self._lock:
            if self._columns is None:
                self._columns = read_columns(self._engine)
            elif self._changed:
                self._columns = self._columns.renewed(self._engine, self._changed)
                self._changed = frozenset()
            return self._columns
