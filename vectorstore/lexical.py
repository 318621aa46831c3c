"""Words in Tantivy; nothing else of the program knows Tantivy.

The analysis is ours (vectorstore.text.normalization), so the index and the coverage of
a question agree on what a word is.
"""

import shutil
from collections.abc import Collection, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from vectorstore.catalogue.database import as_store_error
from vectorstore.errors import StoreFull
from vectorstore.records import ChunkId, DocumentId

if TYPE_CHECKING:
    import tantivy

WORDS = "words"
IDENTIFIER = "id"
DOCUMENT = "document"
HEAP_BYTES = 64_000_000
ANALYSIS = "6"
"""Raised whenever the terms of a text change: what older programs wrote is renewed."""
LOOKED_UP = 500
"""Values that are looked up one by one: of 160 in a third of the time that an automaton
of them takes, which walks through all that the index holds."""
RARITY_SCALE = 1_000.0
"""A found word counts a thousand times its rarity, so that BM25 only breaks ties."""

WeighedWords = Sequence[tuple[frozenset[str], float]]
"""The forms of each word of a question, and the word's rarity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """A chunk as the index takes it in."""

    id: ChunkId
    document_id: DocumentId
    terms: tuple[str, ...]


class WordIndex:
    """The terms of all chunks, by chunk id."""

    def __init__(self, folder: Path) -> None:
        """Open the index, and make it anew where it is missing or damaged.

        Raises:
            StoreFull: no space is left.
            StoreUnavailable: the folder cannot be used.
        """
        import tantivy

        self._tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field(IDENTIFIER, stored=True, tokenizer_name="raw")
        builder.add_text_field(DOCUMENT, stored=False, tokenizer_name="raw")
        builder.add_text_field(WORDS, stored=False, tokenizer_name="whitespace")
        self._schema = builder.build()
        self._lock = Lock()
        try:
            self._index = self._opened(folder)
        except ValueError as error:
            failure = as_store_error(error)
            if isinstance(failure, StoreFull):
                raise failure from error
            shutil.rmtree(folder)
            self._index = self._opened(folder)

    def _opened(self, folder: Path) -> "tantivy.Index":
        folder.mkdir(parents=True, exist_ok=True)
        index = self._tantivy.Index(self._schema, path=str(folder))
        index.reload()
        self._tidy(index)
        return index

    def _tidy(self, index: "tantivy.Index") -> None:
        """Remove what a killed run wrote and did not commit.

        The next commit would give its files the same names, and fail because they are
        there already.
        """
        writer = index.writer(heap_size=HEAP_BYTES, num_threads=1)
        try:
            writer.garbage_collect_files()
        finally:
            writer.wait_merging_threads()

    def replace(
        self,
        added: Sequence[Indexed],
        *,
        removed: Sequence[ChunkId] = (),
    ) -> None:
        """Write the terms of chunks and drop others, in one commit, at once seen."""
        with self._writing() as writer:
            for identifier in [one.id for one in added] + list(removed):
                writer.delete_documents_by_term(IDENTIFIER, identifier)
            for one in added:
                document = self._tantivy.Document()
                document.add_text(IDENTIFIER, one.id)
                document.add_text(DOCUMENT, one.document_id)
                document.add_text(WORDS, " ".join(one.terms))
                writer.add_document(document)

    @contextmanager
    def _writing(self) -> "Generator[tantivy.IndexWriter]":
        """Give a writer; commit what it was given and show it to readers."""
        with self._lock:
            try:
                writer = self._index.writer(heap_size=HEAP_BYTES, num_threads=1)
                try:
                    yield writer
                    writer.commit()
                finally:
                    # Lets go of Tantivy's own lock, which a failure's traceback would
                    # else keep, and drops what was not committed.
                    writer.wait_merging_threads()
                self._index.reload()
            except (ValueError, OSError) as error:
                raise as_store_error(error) from error

    def covering(
        self,
        words: WeighedWords,
        *,
        limit: int,
        within: Collection[ChunkId] | None = None,
        documents: Sequence[DocumentId] | None = None,
    ) -> list[tuple[ChunkId, float]]:
        """Return chunks and the share of the words, by rarity, that each holds.

        Most first; among equals by BM25, then by id. Chunks that hold none are left
        out, and so are those that are not `within`, or not of `documents`, where these
        are given.
        """
        total = sum(rarity for _, rarity in words)
        if not words or not total or not limit:
            return []
        query = self._query(words)
        if within is not None:
            query = self._limited(query, IDENTIFIER, list(within))
        if documents is not None:
            query = self._limited(query, DOCUMENT, documents)
        found = self._searched(query, limit=limit)
        return [
            (identifier, min(max(score / (RARITY_SCALE * total), 0.0), 1.0))
            for identifier, score in found
        ]

    def beginning(self, letters: str, *, limit: int) -> list[tuple[str, int]]:
        """Return the commonest terms that begin so, and how many chunks hold each."""
        found = self._index.searcher().terms_with_prefix(WORDS, letters, limit=limit)
        return [(str(term), int(count)) for term, count in found]

    def frequency(self, term: str) -> int:
        """Return how many chunks hold a term."""
        return int(self._index.searcher().doc_freq(WORDS, term))

    def ids(self) -> set[ChunkId]:
        """Return the ids of all chunks."""
        count = self.count()
        if not count:
            return set()
        found = self._searched(self._tantivy.Query.all_query(), limit=count)
        return {identifier for identifier, _ in found}

    def count(self) -> int:
        """Return how many chunks there are."""
        return int(self._index.searcher().num_docs)

    def clear(self) -> None:
        """Drop everything."""
        with self._writing() as writer:
            writer.delete_all_documents()

    def _query(self, words: WeighedWords) -> "tantivy.Query":
        query, occur = self._tantivy.Query, self._tantivy.Occur
        clauses: list[tuple[Any, Any]] = []
        for forms, rarity in words:
            any_form = [
                (occur.Should, query.term_query(self._schema, WORDS, form))
                for form in sorted(forms)
            ]
            found = query.boolean_query(any_form)
            clauses.append(
                (occur.Should, query.const_score_query(found, RARITY_SCALE * rarity))
            )
            clauses += any_form
        return query.boolean_query(clauses)

    def _limited(
        self, query: "tantivy.Query", field: str, values: Sequence[str]
    ) -> "tantivy.Query":
        kind, occur = self._tantivy.Query, self._tantivy.Occur
        if len(values) > LOOKED_UP:
            allowed = kind.term_set_query(self._schema, field, values)
        else:
            allowed = kind.boolean_query(
                [
                    (occur.Should, kind.term_query(self._schema, field, value, "basic"))
                    for value in values
                ]
            )
        return kind.boolean_query(
            [(occur.Must, kind.const_score_query(allowed, 0.0)), (occur.Must, query)]
        )

    def _searched(
        self, query: "tantivy.Query", *, limit: int
    ) -> list[tuple[ChunkId, float]]:
        searcher = self._index.searcher()
        found = searcher.search(query, limit=limit, count=False).hits
        pairs = [
            (
                ChunkId(str(searcher.doc(address).get_first(IDENTIFIER))),
                float(score or 0.0),
            )
            for score, address in found
        ]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
