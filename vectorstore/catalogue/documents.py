"""Reads documents, whole."""

from collections.abc import Sequence

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from vectorstore.catalogue.models import DocumentTable
from vectorstore.catalogue.participations import participations_of
from vectorstore.catalogue.prepared import Driver
from vectorstore.catalogue.rows import facets_of, provenance_of
from vectorstore.catalogue.writing import in_parts
from vectorstore.records import Document, DocumentId


def read_documents(
    engine: Engine, ids: Sequence[DocumentId]
) -> dict[DocumentId, Document]:
    """Return documents; unknown ids are left out."""
    rows: list[DocumentTable] = []
    with Session(engine) as session:
        for some in in_parts(ids):
            query = select(DocumentTable).where(DocumentTable.id.in_(some))
            rows += session.scalars(query)
        facets = facets_of(Driver.within(session), {row.id: row.kind for row in rows})
        parts = participations_of(session, [row.id for row in rows])
        return {
            DocumentId(row.id): Document(
                id=DocumentId(row.id),
                path=row.path,
                title=row.title,
                text=row.text,
                language=row.language,
                revision=row.revision,
                provenance=provenance_of(row),
                facets=facets[row.id],
                page_starts=tuple(row.page_starts),
                metadata=row.details,
                started=row.started,
                ended=row.ended,
                participations=parts[row.id],
            )
            for row in rows
        }
