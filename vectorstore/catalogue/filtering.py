"""Filters and readers as SQL."""

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from vectorstore.catalogue.models import DocumentTable, FacetTable
from vectorstore.records import Filters, Readers, Visibility


def limited(query: Select[str], filters: Filters, readers: Readers) -> Select[str]:
    """Limit a query over documents to what filters and readers leave.

    An SDG matches its targets too: "3" finds "3" and "3.4". A document dated by a year
    or a month matches when any of its days does; an undated one never matches a date.
    """
    table = DocumentTable
    if readers != "staff":
        query = query.where(table.visibility == Visibility.PUBLIC)
    for column, values in (
        (table.platform, filters.platform),
        (table.language, filters.language),
        (table.kind, filters.kind),
    ):
        if values:
            query = query.where(column.in_(values))
    for name, values in (("country", filters.country), ("sector", filters.sector)):
        if values:
            query = query.where(_has_facet(name, FacetTable.value.in_(values)))
    if filters.sdg:
        matches = [
            or_(
                FacetTable.value == sdg,
                FacetTable.value.startswith(f"{sdg}.", autoescape=True),
            )
            for sdg in filters.sdg
        ]
        query = query.where(_has_facet("sdg", or_(*matches)))
    if filters.from_:
        first = filters.from_.isoformat()
        query = query.where(
            or_(
                and_(func.length(table.published) == 4, table.published >= first[:4]),
                and_(func.length(table.published) == 7, table.published >= first[:7]),
                and_(func.length(table.published) >= 10, table.published >= first),
            )
        )
    if filters.to:
        last = filters.to.isoformat()
        query = query.where(
            or_(
                and_(func.length(table.published) == 4, table.published <= last[:4]),
                and_(func.length(table.published) == 7, table.published <= last[:7]),
                and_(
                    func.length(table.published) >= 10,
                    func.substr(table.published, 1, 10) <= last,
                ),
            )
        )
    return query


def _has_facet(name: str, matches: ColumnElement[bool]) -> ColumnElement[bool]:
    return DocumentTable.id.in_(
        select(FacetTable.document_id).where(FacetTable.name == name, matches)
    )
