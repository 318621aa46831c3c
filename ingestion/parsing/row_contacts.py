"""Whose mailbox stands in a table's row: an office's is kept, with its organization."""

from collections.abc import Iterable, Sequence, Set

from ingestion.items import Item
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
        self._lent: dict[
            str, set[str]
        ] = {}  # whose a mailbox of anyone's was taken for
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
            own = _first_mailbox(cells, places)
            lent = _first_mailbox(cells, self._of_anyone) if alone else None
            if own is None and lent is not None:
                self._lent.setdefault(lent, set()).add(part.name.casefold())
            mailbox = own or lent
            parts.append(part.model_copy(update={"mailbox": mailbox}))
        return tuple(parts)

    def without_shared(self, items: Sequence[Item]) -> list[Item]:
        """Return items without the mailboxes that several organizations were given.

        One that stands in all rows is that of the register, and nobody's in it.
        """
        shared = {mailbox for mailbox, names in self._lent.items() if len(names) > 1}
        return (
            [self._without(item, shared) for item in items] if shared else list(items)
        )

    def _without(self, item: Item, shared: Set[str]) -> Item:
        parts = tuple(
            part.model_copy(update={"mailbox": None})
            if part.mailbox is not None
            and part.mailbox in shared
            and part.name.casefold() in self._lent[part.mailbox]
            else part
            for part in item.participations
        )
        return item.model_copy(update={"participations": parts})


def _first_mailbox(cells: Cells, places: Iterable[int]) -> str | None:
    told = (mailbox_in(cells[place]) for place in places if place < len(cells))
    return next(filter(None, told), None)
