"""What a person says of a table's columns, where their names do not tell it."""

from typing import Annotated

from pydantic import BeforeValidator

from ingestion.parsing.shaping import normalized
from vectorstore.records import Record, Role


def _several(said: object) -> object:
    return (said,) if isinstance(said, str) else said


Names = Annotated[tuple[str, ...], BeforeValidator(_several)]
"""Names of columns: one, or a list."""


class ColumnMap(Record):
    """Columns by what they are for; what is not said here is guessed from names."""

    funding: Names = ()
    accountable: Names = ()
    extending: Names = ()
    implementing: Names = ()
    recipient: Names = ()  # organizations, not countries
    owner: Names = ()
    participating: Names = ()
    no_organization: Names = ()  # though its name looks as if
    start: Names = ()
    end: Names = ()

    def role_of(self, column: str) -> Role | None:
        """Return the role that is said of a column's organizations."""
        return next(
            (
                role
                for role in Role
                # Nobody seeks or offers in a column of an activity.
                if _is_among(column, getattr(self, role.value, ()))
            ),
            None,
        )

    def names_none(self, column: str) -> bool:
        """Tell whether a column is said to hold no organizations."""
        return _is_among(column, self.no_organization)


def _is_among(column: str, names: tuple[str, ...]) -> bool:
    return normalized(column) in {normalized(name) for name in names}
