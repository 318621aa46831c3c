"""What is kept of names: their vectors, and what people said of them."""

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from vectorstore.catalogue.models import (
    AliasTable,
    DocumentTable,
    NameTable,
    OrganizationTable,
    ParticipationTable,
)
from vectorstore.catalogue.rows import VECTOR, vector_of
from vectorstore.catalogue.writing import insert_missing
from vectorstore.resolution import Alias, NameUse


def read_name_uses(engine: Engine) -> list[NameUse]:
    """Return every name with what all records know by it, in order of keys."""
    part, organization, document = ParticipationTable, OrganizationTable, DocumentTable
    query = (
        select(
            organization.key,
            part.name,
            part.identifier,
            part.document_id,
            document.started,
        )
        .join(organization, part.organization_id == organization.id)
        .join(document, part.document_id == document.id)
        .order_by(organization.key)
    )
    found: list[NameUse] = []
    with Session(engine) as session:
        for key, rows in groupby(session.execute(query), key=lambda row: row.key):
            told = list(rows)
            found.append(
                NameUse(
                    key=key,
                    names=frozenset(row.name for row in told),
                    identifiers=frozenset(
                        row.identifier for row in told if row.identifier
                    ),
                    first=min((row.started or "9999") for row in told),
                    count=len({row.document_id for row in told}),
                )
            )
    return found


def names_without_vectors(engine: Engine) -> list[str]:
    """Return the names that records write and that have no vector yet, in order."""
    part, name = ParticipationTable, NameTable
    query = (
        select(part.name)
        .distinct()
        .outerjoin(name, name.name == part.name)
        .where(name.name.is_(None))
        .order_by(part.name)
    )
    with Session(engine) as session:
        return list(session.scalars(query))


def read_name_vectors(engine: Engine) -> dict[str, NDArray[np.float32]]:
    """Return the vector of each name that has one."""
    with Session(engine) as session:
        rows = session.execute(select(NameTable.name, NameTable.vector))
        return {name: vector_of(stored) for name, stored in rows}


def write_name_vectors(
    engine: Engine, vectors: Mapping[str, NDArray[np.float32]]
) -> None:
    """Keep the vectors of names; those that have one keep it."""
    rows = [
        {"name": name, "vector": vector.astype(VECTOR).tobytes()}
        for name, vector in vectors.items()
    ]
    with Session(engine) as session, session.begin():
        insert_missing(session, NameTable, rows)


def read_aliases(engine: Engine) -> tuple[Alias, ...]:
    """Return what people said of names, in their order."""
    with Session(engine) as session:
        rows = session.scalars(select(AliasTable).order_by(AliasTable.number))
        return tuple(
            Alias(
                one=row.one_key,
                other=row.other_key,
                is_same=row.is_same,
                since=row.since,
                note=row.note,
            )
            for row in rows
        )


def write_alias(engine: Engine, alias: Alias, *, at: datetime) -> None:
    """Keep a person's word on two names."""
    with Session(engine) as session, session.begin():
        session.add(
            AliasTable(
                one_key=alias.one,
                other_key=alias.other,
                is_same=alias.is_same,
                since=alias.since,
                note=alias.note,
                at=at,
            )
        )
