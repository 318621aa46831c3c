"""Threads of a long run share one pool of memory."""

import subprocess
import sys

import pytest

PROGRAM = """
import ctypes, sys, threading
from vectorstore.memory import share_pools

if sys.argv[1] == "shared":
    assert share_pools()
held, all_hold = [], threading.Barrier(4)

def hold():
    held.append([bytes(2_000) for _ in range(1_000)])
    all_hold.wait()

threads = [threading.Thread(target=hold) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
file = ctypes.c_void_p(libc.fopen(sys.argv[2].encode(), b"w"))
libc.malloc_info(0, file)
libc.fclose(file)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc has pools for threads")
def test_threads_have_one_pool_once_it_is_said(tmp_path):
    def pools(how):
        told = tmp_path / how
        subprocess.run([sys.executable, "-c", PROGRAM, how, str(told)], check=True)
        return told.read_text("utf-8").count("<heap nr=")

    assert (pools("shared"), pools("apart") > 1) == (1, True)
