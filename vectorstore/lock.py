"""One owner of the embedded index at a time."""

import json
import os
import time
from pathlib import Path

from filelock import FileLock, Timeout

from vectorstore.errors import OwnedElsewhere

LOCK_FILE = "index.lock"
OWNER_FILE = "owner.json"
WAIT_S = 10.0
"""How long to wait for a command that is just ending."""


class Ownership:
    """The right to open the index, from `take` to `release`."""

    def __init__(self, home: Path) -> None:
        self._home = home
        # The thread that closes the store need not be the one that opened it.
        self._lock = FileLock(home / LOCK_FILE, thread_local=False)

    def take(self, *, purpose: str, wait_s: float = WAIT_S) -> None:
        """Become the owner.

        Raises:
            OwnedElsewhere: another process owns the index; says which.
            OSError: the folder cannot be written.
        """
        try:
            self._lock.acquire(timeout=wait_s)
        except Timeout as error:
            raise OwnedElsewhere(
                f"the index is in use by {self._owner()}",
                remedy="Wait until it is done, or stop it.",
            ) from error
        told = {"pid": os.getpid(), "purpose": purpose, "since": time.time()}
        try:
            (self._home / OWNER_FILE).write_text(json.dumps(told), encoding="utf-8")
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Let others own the index."""
        if self._lock.is_locked:
            (self._home / OWNER_FILE).unlink(missing_ok=True)
            self._lock.release()

    def _owner(self) -> str:
        try:
            told = json.loads((self._home / OWNER_FILE).read_text("utf-8"))
            return f"`{told['purpose']}` (process {told['pid']})"
        except (OSError, ValueError, KeyError):
            return "another process"
