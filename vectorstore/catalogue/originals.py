"""Which file a document was taken from, as the catalogue knows it."""

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from vectorstore.catalogue.models import DocumentTable, FileTable
from vectorstore.catalogue.rows import FileRow, file_record
from vectorstore.records import DocumentId


def original_of(engine: Engine, identifier: DocumentId) -> FileRow | None:
    """Return the file of a document; None for an unknown document."""
    query = (
        select(FileTable)
        .join(DocumentTable, DocumentTable.place == FileTable.place)
        .where(DocumentTable.id == identifier)
    )
    with Session(engine) as session:
        row = session.scalars(query).first()
        return file_record(row) if row else None
