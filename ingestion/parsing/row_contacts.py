"""Whose mailbox stands in a table's row: an office's is kept, with its organization."""

from collections.abc import Sequence

from ingestion.parsing.columns import Column, Use
from ingestion.parsing.grids import Cells
from ingestion.parsing.mapped_columns import MappedColumns
from ingestion.parsing.parties import PartyColumn, role_named
from ingestion.parsing.personal import mailbox_in
from ingestion.parsing.shaping import normalized
from vectorstore.records import Participation


class RowContacts:
    """The columns of contacts of one table, and whose they are.

    One is of the column of organizations that a mapping says, else of the only column
    with the role in its name ("Donor e-mail"), else of the row's only organization.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        parties: Sequence[PartyColumn],
        mapped: MappedColumns,
    ) -> None:
        self._of_column: dict[int, list[int]] = {}
        self._of_anyone: list[int] = []
        said = {
            normalized(one.contact): at
            for one in mapped.mapping.organizations or ()
            if one.contact is not None
            for at in mapped.places(one.column)
        }
        named = set(mapped.places(mapped.mapping.contact))
        for column in columns:
            if column.use is Use.IGNORED:
                continue
            whose = said.get(normalized(column.name))
            if whose is None and column.at not in named:
                if column.use is not Use.PERSONAL:
                    continue
                role = role_named(column.name)
                if role is not None:
                    theirs = [party.at for party in parties if party.role is role]
                    whose = theirs[0] if len(theirs) == 1 else -1
            if whose is None:
                self._of_anyone.append(column.at)
            else:
                self._of_column.setdefault(whose, []).append(column.at)

    def given(
        self, found: Sequence[tuple[int, Participation]], cells: Cells
    ) -> tuple[Participation, ...]:
        """Return a row's parts with their mailboxes.

        Args:
            found: parts with the place of the column that each is from.
            cells: of the row.
        """
        alone = len({part.name.casefold() for _, part in found}) == 1
        parts: list[Participation] = []
        for at, part in found:
            is_only = sum(place == at for place, _ in found) == 1
            places = self._of_column.get(at, []) if is_only else []
            places = [*places, *(self._of_anyone if alone else ())]
            told = (mailbox_in(cells[p]) for p in places if p < len(cells))
            mailbox = next(filter(None, told), None)
            parts.append(part.model_copy(update={"mailbox": mailbox}))
        return tuple(parts)
