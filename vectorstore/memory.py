"""Keeps the memory of a long run from growing with what went through it.

The C library gives threads pools of memory of their own. An ingest's vectors are
unpacked by one thread and freed by another, so that these pools grow in pieces, though
nothing in them is held any more: 6,000 items left 120 MB so. And it takes large pieces
from such a pool too, once some as large were freed: what is kept for long then lies
between them, and the room of those that are gone is not given back. Of 4,000 items that
was 20 MB in the process that stores them, and as much in each worker.
"""

import ctypes
import sys

_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
"""The numbers of two settings of glibc (mallopt(3)): from which size a piece is mapped
by itself, and so given back at once, and how many pools there may be."""
LARGE_BYTES = 256 * 1024


def share_pools() -> bool:
    """Let threads share one pool, and keep large pieces out of it; tell if that is set.

    It holds until the process ends, and only for threads that are started afterwards:
    those of before keep theirs, and lend them. Only glibc has such pools.
    """
    return _set(_ARENA_MAX, 1) and map_large_pieces()


def map_large_pieces() -> bool:
    """Have large pieces given back once they are free; tell if that is set."""
    return _set(_MMAP_THRESHOLD, LARGE_BYTES)


def _set(name: int, value: int) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    return set_option is not None and bool(set_option(name, value))
