"""Work beside other work, where a processor is free for it."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Made = TypeVar("Made")


class Beside:
    """Calls functions in other threads while these are free, else at once.

    For what lets go of the interpreter for most of its time. Who are many at once keep
    the processors busy as it is, and handing work over would only cost them more.
    """

    def __init__(self, threads: int, *, name: str) -> None:
        """Keep so many threads, and start each when it is first needed."""
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._free = BoundedSemaphore(threads)

    def begin(
        self,
        function: Callable[Given, Made],
        /,
        *args: Given.args,
        **kwargs: Given.kwargs,
    ) -> Callable[[], Made]:
        """Call a function; what is returned waits for its result, or raises its error.

        Called at once it raises here.
        """
        if not self._free.acquire(blocking=False):
            made = function(*args, **kwargs)
            return lambda: made
        begun: Future[Made] = self._pool.submit(function, *args, **kwargs)
        begun.add_done_callback(lambda _: self._free.release())
        return begun.result
