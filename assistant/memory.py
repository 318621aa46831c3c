"""Keeps the memory of a long run from growing with what went through it.

The C library gives threads pools of memory of their own. An ingest's vectors are
unpacked by one thread and freed by another, so that these pools grow in pieces, though
nothing in them is held any more: 6,000 items left 120 MB so.
"""

import ctypes
import sys

_ARENA_MAX = -8
"""The number of glibc's setting for how many such pools there may be."""


def share_pools() -> bool:
    """Let threads share one pool; tell whether that could be set.

    It holds until the process ends, and only for threads that are started afterwards:
    those of before keep theirs, and lend them. Only glibc has such pools.
    """
    if not sys.platform.startswith("linux"):
        return False
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    return set_option is not None and bool(set_option(_ARENA_MAX, 1))
