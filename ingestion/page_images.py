"""Pictures of PDF pages, drawn in a worker process and kept for a while in memory.

A file that crashes or hangs pdfium takes the worker with it, never the web server. The
worker is one process, begun with the first page that is asked for.
"""

import asyncio
import json
import logging
import multiprocessing
import os
import sys
from collections import OrderedDict
from concurrent.futures import Future
from hashlib import sha256
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from ingestion.errors import IngestionError, PageFailed
from ingestion.limits import limit_memory
from ingestion.originals import gone, same_content
from ingestion.parsing.pages import RECIPE, Picture, draw_page
from vectorstore.records import Record, Span

LOG = logging.getLogger(__name__)

TIMEOUT_S = 20.0
"""A page that takes longer is given up; one of text takes half a second."""
MEMORY_BYTES = 1_500_000_000
"""Addresses that the worker may use; a page that needs more fails, not the machine."""
KEPT_BYTES = 64_000_000
"""Pictures kept: about 500 pages of text."""
WAITING_AT_MOST = 16
"""Pages under way; who asks for more is told to come again."""
TASKS = 200
"""Pages after which the worker makes room for a new one, whatever pdfium kept."""

Signature = tuple[int, int]
"""When a file was last changed, in nanoseconds, and its size in bytes."""


class PageOrder(Record):
    """A page that is asked for, and the words to mark on it."""

    path: Path
    content_hash: str
    page: int  # from 1
    text: str  # what is stored of this page
    span: Span | None  # of that text; None marks nothing
    language: str | None = None  # in which a scanned page is read

    @property
    def tag(self) -> str:
        """What names this very picture, whichever document asks for it."""
        content = [RECIPE, self.content_hash, self.page, self.span]
        content += [self.text, self.language] if self.span else []
        return sha256(json.dumps(content).encode()).hexdigest()[:32]


class PageImage(Record):
    """A page's picture as it is sent."""

    png: bytes
    marked: int  # lines with marks
    marked_at: float | None  # where they begin, as a share of the height from the top
    tag: str


class PageImages:
    """Draws pages and keeps the latest. All calls come from one event loop."""

    def __init__(
        self,
        *,
        timeout_s: float = TIMEOUT_S,
        memory_bytes: int = MEMORY_BYTES,
        kept_bytes: int = KEPT_BYTES,
        waiting_at_most: int = WAITING_AT_MOST,
    ) -> None:
        self._timeout_s = timeout_s
        self._memory_bytes = memory_bytes
        self._kept_bytes = kept_bytes
        self._waiting_at_most = waiting_at_most
        self._pool: ProcessPool | None = None
        self._kept: OrderedDict[str, tuple[Signature, PageImage]] = OrderedDict()
        self._size = 0
        self._under_way: dict[str, Future[Picture]] = {}

    async def draw(self, order: PageOrder) -> PageImage:
        """Return the picture of a page.

        Raises:
            PageMissing: the file is gone, has changed, is no PDF or lacks the page.
            PageFailed: it crashed its worker, took too long, or too many wait.
        """
        signature = await asyncio.to_thread(_signature, order.path)
        if signature is None:
            raise gone()
        tag = order.tag
        known, image = self._kept.get(tag, (None, None))
        if image is not None and known == signature:
            self._kept.move_to_end(tag)
            return image
        picture = await self._drawn(order, tag)
        tops = [mark.top for mark in picture.marks]
        image = PageImage(
            png=picture.png,
            marked=len(tops),
            marked_at=round(min(tops) / picture.height, 4) if tops else None,
            tag=tag,
        )
        self._keep(signature, image)
        return image

    def close(self) -> None:
        """End the worker at once."""
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()
            self._pool = None

    async def _drawn(self, order: PageOrder, tag: str) -> Picture:
        under_way = self._under_way.get(tag)
        if under_way is None:
            under_way = self._submit(order, tag)
        try:
            # Whoever goes away does not take the worker along.
            return await asyncio.shield(asyncio.wrap_future(under_way))
        except IngestionError:
            raise
        except TimeoutError as error:
            raise _failed(f"it took longer than {self._timeout_s:g} s") from error
        except (ProcessExpired, MemoryError) as error:
            raise _failed("it needed too much, or is damaged") from error
        except Exception as error:
            LOG.warning("page %d of %s", order.page, order.path, exc_info=True)
            raise _failed("it is damaged") from error

    def _submit(self, order: PageOrder, tag: str) -> Future[Picture]:
        if len(self._under_way) >= self._waiting_at_most:
            raise PageFailed(
                "too many pages are being drawn", remedy="Try again in a moment."
            )
        if self._pool is not None and not self._pool.active:
            self.close()  # its worker could not even start
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=1,
                max_tasks=TASKS,
                initializer=start,
                initargs=(self._memory_bytes,),
                context=multiprocessing.get_context("spawn"),
            )
        future = self._pool.schedule(draw, args=(order,), timeout=self._timeout_s)
        self._under_way[tag] = future
        future.add_done_callback(lambda _: self._under_way.pop(tag, None))
        return future

    def _keep(self, signature: Signature, image: PageImage) -> None:
        _, former = self._kept.pop(image.tag, (None, None))
        self._size += len(image.png) - (len(former.png) if former else 0)
        self._kept[image.tag] = signature, image
        while self._size > self._kept_bytes:
            _, (_, oldest) = self._kept.popitem(last=False)
            self._size -= len(oldest.png)


def start(memory_bytes: int) -> None:
    """Limit this process's memory, and let the server go first."""
    limit_memory(memory_bytes)
    if sys.platform != "win32":
        os.nice(5)


def draw(order: PageOrder) -> Picture:
    """Draw a page of a file that is as it was taken in.

    Raises:
        PageMissing: it is not, or there is no such page.
    """
    content = same_content(order.path, order.content_hash)
    return draw_page(
        content,
        page=order.page,
        text=order.text,
        span=order.span,
        language=order.language,
    )


def _signature(path: Path) -> Signature | None:
    """Return what tells whether a file was touched; None when it is gone."""
    try:
        known = path.stat()
    except OSError:
        return None
    return known.st_mtime_ns, known.st_size


def _failed(why: str) -> PageFailed:
    return PageFailed(
        f"the page could not be drawn: {why}",
        remedy="Try again; the passage's text says the same.",
    )
