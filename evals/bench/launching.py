"""Runs one command from a small process, and tells its time and memory.

`python -m evals.bench.launching COMMAND…`. A command that a large process starts has
that process's memory counted as its own peak: Linux carries the mark over `exec`. So
this imports nothing large.
"""

import os
import subprocess
import sys
import time


def launch(command: list[str]) -> tuple[int, float, int]:
    """Run a command to its end, its output unheard.

    Returns:
        Its exit code, the seconds it took, and its peak memory in bytes.
    """
    begun = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own command, no shell
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    took_s = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    scale = 1 if sys.platform == "darwin" else 1024  # ru_maxrss: bytes there, kB here
    return process.returncode, took_s, used.ru_maxrss * scale


if __name__ == "__main__":
    code, took_s, peak_bytes = launch(sys.argv[1:])
    sys.stdout.write(f"{code} {took_s:.6f} {peak_bytes}\n")
