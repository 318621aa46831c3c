"""Reads what organizations took part in: documents with the parts of each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from sys import intern

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, exists, select
from sqlalchemy.orm import Session

from vectorstore.catalogue.material import read_owned_vectors
from vectorstore.catalogue.models import (
    DocumentTable,
    OrganizationTable,
    ParticipationTable,
)
from vectorstore.catalogue.participations import PART, participation
from vectorstore.catalogue.prepared import Driver
from vectorstore.catalogue.rows import facets_of
from vectorstore.catalogue.writing import in_parts
from vectorstore.records import DocumentId, Facets, Participation, Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """A document in which organizations took part, or are those who need or offer."""

    id: DocumentId
    revision: str
    title: str
    text: str
    language: str
    platform: str
    published: str | None
    started: str | None  # ISO 8601, as its source tells it
    ended: str | None
    visibility: Visibility
    facets: Facets
    details: dict[str, str]  # its source's own fields
    parts: tuple[tuple[str, Participation], ...]  # with the key of each name
    vectors: NDArray[np.float32]  # (chunks, dimensions)


def activity_revisions(engine: Engine) -> dict[DocumentId, str]:
    """Return the revision of each document that names organizations."""
    table = DocumentTable
    part = ParticipationTable
    query = select(table.id, table.revision).where(
        exists(select(part.document_id).where(part.document_id == table.id))
    )
    with Session(engine) as session:
        return {DocumentId(i): revision for i, revision in session.execute(query)}


def read_activities(
    engine: Engine, ids: Sequence[DocumentId], *, dimensions: int
) -> list[Activity]:
    """Return documents with their parts and vectors, in order of ids.

    Unknown ids are left out.
    """
    found: list[Activity] = []
    for some in in_parts(sorted(ids)):
        vectors = read_owned_vectors(engine, some, dimensions=dimensions)
        with Session(engine) as session:
            parts = _parts(session, some)
            table = DocumentTable
            rows = session.execute(
                select(
                    table.id, table.revision, table.title, table.text, table.language,
                    table.platform, table.published, table.started, table.ended,
                    table.visibility, table.kind, table.details,
                )
                .where(table.id.in_(some))
                .order_by(table.id)
            ).all()  # fmt: skip
            facets = facets_of(
                Driver.within(session), {row.id: row.kind for row in rows}
            )
        found += [
            Activity(
                id=DocumentId(row.id),
                revision=row.revision,
                title=row.title,
                text=row.text,
                language=row.language,
                platform=row.platform,
                published=row.published,
                started=row.started,
                ended=row.ended,
                visibility=Visibility(row.visibility),
                facets=facets[row.id],
                details=row.details,
                parts=tuple(parts[row.id]),
                vectors=vectors.get(
                    DocumentId(row.id), np.zeros((0, dimensions), np.float32)
                ),
            )
            for row in rows
        ]
    return found


def _parts(
    session: Session, ids: Sequence[str]
) -> Mapping[str, list[tuple[str, Participation]]]:
    part, organization = ParticipationTable, OrganizationTable
    rows = session.execute(
        select(*PART, organization.key, part.document_id)
        .join(organization, part.organization_id == organization.id)
        .where(part.document_id.in_(ids))
        .order_by(part.document_id, part.position)
    )
    found: dict[str, list[tuple[str, Participation]]] = defaultdict(list)
    for *told, key, document in rows:
        found[document].append((intern(key), participation(*told)))
    return found
