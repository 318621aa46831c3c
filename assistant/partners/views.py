"""The views of a library that needs look at: made once, the newest few kept."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock

from assistant.partners.register import Register, Registers
from assistant.partners.view import View, view_of
from assistant.replies import Request
from vectorstore.catalogue.postings import Board
from vectorstore.library import Library
from vectorstore.records import DocumentId, Readers

VIEWS = 4
"""Views kept: what most questions look at, and those of the days of a test."""


@dataclass(slots=True, kw_only=True)
class Views:
    """Safe to share between threads."""

    library: Library
    registers: Registers
    board: Board
    now: Callable[[], datetime]
    _kept: "OrderedDict[tuple[object, ...], View]" = field(
        default_factory=OrderedDict["tuple[object, ...]", View]
    )
    _lock: Lock = field(default_factory=Lock)

    def of(self, request: Request, readers: Readers) -> View:
        """Return what is known under a request's limits.

        Raises:
            StoreUnavailable: worth retrying.
        """
        register = self.registers.current()
        aliases = self.library.aliases()
        today = self.now().date()
        offers = self._open_offers(register, request, readers, today)
        filters = request.filters.model_dump_json(by_alias=True)
        about = (request.before, today, filters, readers)
        key = (id(register), aliases, offers, *about)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = view_of(
            register,
            aliases,
            before=request.before,
            today=today,
            filters=request.filters,
            readers=readers,
            open_offers=offers,
        )
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > VIEWS:
                self._kept.popitem(last=False)
        return made

    def _open_offers(
        self, register: Register, request: Request, readers: Readers, today: date
    ) -> frozenset[DocumentId]:
        if request.before or not register.has_postings:
            return frozenset()
        return self.board.open_offers(today, readers=readers)
