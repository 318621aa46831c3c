"""A limit to the memory of worker processes: no file takes the machine's."""

import sys


def limit_memory(limit_bytes: int) -> None:
    """Let this process map no more than so many bytes; past it, allocations fail.

    A lower limit that it has already stays. There is none on Windows.
    """
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    allowed = limit_bytes if most == resource.RLIM_INFINITY else min(limit_bytes, most)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, most))
