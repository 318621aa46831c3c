"""Writes and reads which organizations took part in documents."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vectorstore.catalogue.models import OrganizationTable, ParticipationTable
from vectorstore.catalogue.writing import in_parts, insert_missing
from vectorstore.records import Document, OrganizationId, Participation, Role
from vectorstore.text.organization_names import organization_key


def organization_id(key: str) -> OrganizationId:
    """Return the id of the organization of a key: the same in every library."""
    return OrganizationId("o" + sha256(key.encode()).hexdigest()[:16])


def write_participations(session: Session, documents: Sequence[Document]) -> None:
    """Add the parts of documents that have none in the catalogue yet.

    An organization is added with its first part; it stays when that goes, so that its
    id means the same for ever.
    """
    organizations: dict[str, dict[str, Any]] = {}
    parts: list[ParticipationTable] = []
    for document in documents:
        for position, part in enumerate(document.participations):
            key = organization_key(part.name, part.country)
            identifier = organization_id(key)
            organizations.setdefault(
                identifier, {"id": identifier, "key": key, "name": part.name}
            )
            parts.append(
                ParticipationTable(
                    document_id=document.id,
                    position=position,
                    organization_id=identifier,
                    role=part.role.value,
                    name=part.name,
                    identifier=part.identifier,
                    kind=part.kind,
                    country=part.country,
                    uri=part.uri,
                    mailbox=part.mailbox,
                )
            )
    if organizations:
        insert_missing(session, OrganizationTable, list(organizations.values()))
        session.add_all(parts)


def participations_of(
    session: Session, documents: Sequence[str]
) -> dict[str, tuple[Participation, ...]]:
    """Return the parts of documents, each in its source's order."""
    table = ParticipationTable
    found: dict[str, list[Participation]] = {document: [] for document in documents}
    for some in in_parts(documents):
        rows = session.scalars(
            select(table)
            .where(table.document_id.in_(some))
            .order_by(table.document_id, table.position)
        )
        for row in rows:
            found[row.document_id].append(participation_of(row))
    return {document: tuple(parts) for document, parts in found.items()}


def participation_of(row: ParticipationTable) -> Participation:
    """Return a part as it was read; equal ones are often one object."""
    return participation(
        row.name,
        row.role,
        row.identifier,
        row.kind,
        row.country,
        row.uri,
        row.mailbox,
    )


PART = (
    ParticipationTable.name,
    ParticipationTable.role,
    ParticipationTable.identifier,
    ParticipationTable.kind,
    ParticipationTable.country,
    ParticipationTable.uri,
    ParticipationTable.mailbox,
)
"""What `participation` takes, in its order: making objects of rows takes longer."""


@lru_cache(maxsize=20_000)
def participation(
    name: str,
    role: str,
    identifier: str | None,
    kind: str | None,
    country: str | None,
    uri: str | None,
    mailbox: str | None,
) -> Participation:
    """Return a part; organizations take the same one in many documents.

    A kilobyte each, of which a register of 50,000 records would hold 100,000.
    """
    return Participation(
        name=name,
        role=Role(role),
        identifier=identifier,
        kind=kind,
        country=country,
        uri=uri,
        mailbox=mailbox,
    )
