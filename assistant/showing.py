"""A document or one of its chunks, as `show` gives it."""

from datetime import date

from assistant.errors import NotFound
from assistant.postings.states import STATE, states_of
from assistant.replies import Shown
from vectorstore.library import Library
from vectorstore.records import (
    Chunk,
    ChunkId,
    Document,
    DocumentId,
    Readers,
    Visibility,
)


def show(library: Library, identifier: str, *, readers: Readers, today: date) -> Shown:
    """Return a document or a chunk, whole; of a need or an offer its state today.

    Raises:
        NotFound: there is none that the readers may see.
        StoreUnavailable: worth retrying.
    """
    document = library.document(DocumentId(identifier))
    chunk: Chunk | None = None
    if document is None:
        stored = library.chunk(ChunkId(identifier))
        if stored is not None:
            chunk = stored.chunk
            document = library.document(chunk.document_id)
    hidden = (
        document is not None
        and document.provenance.visibility is Visibility.STAFF
        and readers != "staff"
    )
    if document is None or hidden:
        raise NotFound(
            f"there is no document or chunk {identifier!r}",
            remedy="Take an id from a search or a citation; sources may have "
            "changed since.",
        )
    shown = _shown(document, chunk)
    states = states_of(library, [document.id], today=today)
    if document.id not in states:
        return shown
    told = {STATE: states[document.id][0], **shown.metadata}
    return shown.model_copy(update={"metadata": told})


def _shown(document: Document, chunk: Chunk | None) -> Shown:
    origin = document.provenance
    return Shown(
        kind="chunk" if chunk else "document",
        id=chunk.id if chunk else document.id,
        document_id=document.id,
        title=document.title,
        text=chunk.text if chunk else document.text,
        language=chunk.language if chunk else document.language,
        platform=origin.platform,
        publisher=origin.publisher,
        uri=origin.uri,
        path=document.path,
        licence=origin.licence,
        published=origin.published,
        retrieved_at=origin.retrieved_at.isoformat(),
        revision=document.revision,
        pages=len(document.page_starts) or None,
        metadata=document.metadata,
    )
