"""The search page: results, facets with counts, chips and pages of results."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Hashable, Mapping, Sequence
from typing import Generic, TypeVar

from assistant.errors import EvidenceUnavailable
from assistant.pages.address import Asked, BadParameter
from assistant.pages.facets import (
    Chip,
    FacetView,
    chips_of,
    facet_views,
    uncounted,
)
from assistant.pages.nearness import Fit, Searched, searched
from assistant.pages.rendering import ask_address
from assistant.pages.results import (
    RESULTS_A_PAGE,
    Found,
    Result,
    listed_result,
    results_of,
)
from assistant.postings.desk import Postings
from assistant.replies import Request
from assistant.service import Assistant
from assistant.wording import Wording
from vectorstore.catalogue.facets import FACETS, FacetCounts, FacetName
from vectorstore.errors import VectorstoreError
from vectorstore.records import (
    EVERYTHING,
    ChunkId,
    DocumentId,
    Filters,
    Record,
    Visibility,
)

PASSAGES = 100
"""Passages of a search that facets count and pages of results go through."""
KEPT = 64
"""Searches and counts that are kept until the library changes."""


class Within(Record):
    """The documents that a search under filters finds."""

    near: tuple[Found, ...]  # the whole library has none that are nearer
    further: tuple[Found, ...]
    is_cut: bool  # whether the whole library may have more that are related
    fit: Fit  # of what the whole library has
    meant: str | None  # the query as it was meant, where words of it are misspelt


NOTHING = Within(near=(), further=(), is_cut=False, fit=Fit.WELL, meant=None)


class SearchView(Record):
    """All that the search page shows."""

    asked: Asked
    results: tuple[Result, ...]
    documents: int  # found, or there to be searched
    further: tuple[Result, ...]  # under the filters, of passages that are less near
    further_documents: int
    passages: str  # how many the documents found are from
    is_cut: bool  # whether there are as many passages as are looked at
    fit: Fit  # of what the whole library has
    ask: str  # the chat, with the query as a question
    meant: str | None  # the query as it was meant, where words of it are misspelt
    facets: tuple[FacetView, ...]
    chips: tuple[Chip, ...]
    is_listed: bool  # whether they are all that the filters leave, newest first
    pages: int
    previous: str | None
    next: str | None


T = TypeVar("T")


class _Kept(Generic[T]):
    """What was made last, by what it was made from. For one event loop."""

    def __init__(self) -> None:
        self._values: OrderedDict[Hashable, T] = OrderedDict()

    async def get(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """Return what is kept, or make it."""
        if key in self._values:
            self._values.move_to_end(key)
            return self._values[key]
        made = self._values[key] = await make()
        while len(self._values) > KEPT:
            self._values.popitem(last=False)
        return made


class SearchDesk:
    """Answers search pages from one library, for the public's eyes."""

    def __init__(self, assistant: Assistant, postings: Postings) -> None:
        self._assistant = assistant
        self._postings = postings
        self._searches: _Kept[Searched] = _Kept()
        self._counts: _Kept[FacetCounts] = _Kept()
        self._lists: _Kept[list[DocumentId]] = _Kept()

    async def view(self, asked: Asked, say: Wording) -> SearchView:
        """Return what a page shows.

        Raises:
            BadParameter: there are no so many pages.
            EvidenceUnavailable: the store failed; or it holds nothing.
        """
        is_listed = not asked.q and asked.is_limited
        listed = await self._listed(asked) if is_listed else []
        within = await self._within(asked) if asked.q else NOTHING
        found = [*within.near, *within.further]
        count = len(listed) if is_listed else len(found)
        pages = max(-(-count // RESULTS_A_PAGE), 1)
        if asked.page > pages:
            raise BadParameter(
                "problem.past_the_end",
                page=say.number(asked.page),
                pages=say.number(pages),
            )
        first = (asked.page - 1) * RESULTS_A_PAGE
        shown = found[first : first + RESULTS_A_PAGE]
        near = max(min(len(within.near) - first, len(shown)), 0)
        listing = listed[first : first + RESULTS_A_PAGE]
        results, further, (total, values) = await asyncio.gather(
            self._laid_out(listing, asked, say)
            if is_listed
            else self._results(asked, shown[:near], say),
            self._results(asked, shown[near:], say),
            self._facets(asked),
        )
        here = asked.page
        return SearchView(
            asked=asked,
            results=results,
            documents=len(within.near) if asked.q else total,
            further=further,
            further_documents=len(within.further),
            passages=say.number(PASSAGES),
            is_cut=within.is_cut,
            fit=within.fit,
            ask=ask_address(asked.q),
            meant=within.meant,
            facets=facet_views(asked, values, say),
            chips=chips_of(asked, say),
            is_listed=is_listed,
            pages=pages,
            previous=asked.address(page=here - 1) if here > 1 else None,
            next=asked.address(page=here + 1) if here < pages else None,
        )

    async def _within(self, asked: Asked) -> Within:
        """Part the documents that a search finds by whether the whole library's does.

        Those are what the numbers beside the filters count, so that a choice leaves as
        many of them as its number says.
        """
        own, whole = await asyncio.gather(
            self._search(asked), self._search(asked, EVERYTHING)
        )
        found = set(_documents(own.documents))
        best = _documents(whole.documents)
        others = [one for one in best if one not in found]
        left = found | await asyncio.to_thread(self._fitting, others, asked.filters())
        return Within(
            near=_only(whole.documents, left),
            further=_only(own.documents, found.difference(best)),
            is_cut=whole.is_cut,
            fit=whole.fit,
            meant=own.reply.meant,
        )

    def _fitting(
        self, documents: Sequence[DocumentId], filters: Filters
    ) -> set[DocumentId]:
        """Return the documents that filters leave; it is fast where they are few."""
        if not documents:
            return set()
        try:
            left = self._assistant.library.facets(
                filters=filters, among=documents, names=(), with_copies=True
            ).documents
        except VectorstoreError as error:
            raise EvidenceUnavailable.of(error) from error
        if left in {0, len(documents)}:
            return set(documents[:left])
        half = len(documents) // 2
        return self._fitting(documents[:half], filters) | self._fitting(
            documents[half:], filters
        )

    async def _results(
        self, asked: Asked, shown: Sequence[Found], say: Wording
    ) -> tuple[Result, ...]:
        if not shown:
            return ()
        reply = (await self._search(asked)).reply

        def laid_out() -> tuple[Result, ...]:
            library = self._assistant.library
            embedder = self._assistant.embedder
            best = [ChunkId(passages[0].chunk_id) for passages in shown]
            try:
                results = results_of(
                    shown,
                    reply=reply,
                    say=say,
                    lang=asked.lang,
                    stored=library.chunks(best, readers="public"),
                    sentences=library.sentences(best),
                    vector=embedder.embed_questions([reply.query])[0],
                    states=self._postings.states(_documents(shown)),
                )
                return self._with_fitting(results, asked, say)
            except VectorstoreError as error:
                raise EvidenceUnavailable.of(error) from error

        return await asyncio.to_thread(laid_out)

    async def _listed(self, asked: Asked) -> list[DocumentId]:
        filters = asked.filters()

        def listed() -> list[DocumentId]:
            try:
                return self._assistant.library.listed(filters=filters)
            except VectorstoreError as error:
                raise EvidenceUnavailable.of(error) from error

        key = (self._generation, filters.model_dump_json())
        return await self._lists.get(key, lambda: asyncio.to_thread(listed))

    async def _laid_out(
        self, shown: list[DocumentId], asked: Asked, say: Wording
    ) -> tuple[Result, ...]:
        def laid_out() -> tuple[Result, ...]:
            library = self._assistant.library
            try:
                documents = library.documents(shown)
            except VectorstoreError as error:
                raise EvidenceUnavailable.of(error) from error
            results = tuple(
                listed_result(documents[one], say, asked.lang)
                for one in shown
                if one in documents
                and documents[one].provenance.visibility is Visibility.PUBLIC
            )
            return self._with_fitting(results, asked, say)

        return await asyncio.to_thread(laid_out)

    def _with_fitting(
        self, results: tuple[Result, ...], asked: Asked, say: Wording
    ) -> tuple[Result, ...]:
        """Say with each need and offer how many of the other side fit."""
        found = self._postings.fitting([one.document for one in results])
        return tuple(
            one.with_fitting(found.get(one.document), say, asked.lang)
            for one in results
        )

    async def _facets(
        self, asked: Asked
    ) -> tuple[int, Mapping[FacetName, Mapping[str, int]]]:
        """Count documents; a facet with a choice is counted as if it had none."""
        own = uncounted(asked)
        free: tuple[FacetName, ...] = tuple(name for name in FACETS if name not in own)
        all_together, *by_itself = await asyncio.gather(
            self._count(asked, asked.filters(), free),
            *(self._count(asked, asked.filters(without=n), (n,)) for n in own),
        )
        values = dict(all_together.values)
        for counted in by_itself:
            values |= counted.values
        return all_together.documents, values

    async def _count(
        self, asked: Asked, filters: Filters, names: tuple[FacetName, ...]
    ) -> FacetCounts:
        among: list[DocumentId] | None = None
        if asked.q:
            among = _documents((await self._search(asked, EVERYTHING)).documents)

        def counted() -> FacetCounts:
            try:
                return self._assistant.library.facets(
                    filters=filters,
                    among=among,
                    names=names,
                    with_copies=among is not None,
                )
            except VectorstoreError as error:
                raise EvidenceUnavailable.of(error) from error

        key = (self._generation, asked.q, filters.model_dump_json(), names)
        return await self._counts.get(key, lambda: asyncio.to_thread(counted))

    async def _search(self, asked: Asked, filters: Filters | None = None) -> Searched:
        filters = asked.filters() if filters is None else filters
        request = Request(question=asked.q, limit=PASSAGES, filters=filters)

        async def found() -> Searched:
            reply = await self._assistant.search(request)
            return await asyncio.to_thread(searched, reply, limit=PASSAGES)

        key = (self._generation, asked.q, filters.model_dump_json())
        return await self._searches.get(key, found)

    @property
    def _generation(self) -> int:
        return self._assistant.library.generation


def _documents(found: Sequence[Found]) -> list[DocumentId]:
    return [DocumentId(passages[0].document_id) for passages in found]


def _only(
    found: Sequence[Found], documents: Collection[DocumentId]
) -> tuple[Found, ...]:
    told = zip(_documents(found), found, strict=True)
    return tuple(one for document, one in told if document in documents)
