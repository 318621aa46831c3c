"""A file on its way through a reader, and what a reader may be told about it."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ingestion.items import Part
from ingestion.parsing.column_map import ColumnMap
from ingestion.parsing.language_tags import language_of_path
from ingestion.parsing.mapping import TableMapping
from vectorstore.records import Record


class ParseOptions(Record):
    """What parsing is told beside the file."""

    max_bytes: int = 200_000_000
    language: str | None = None  # as the person or a source.yaml states it
    ignored_columns: tuple[str, ...] = ()  # from a .galaxyignore
    columns: ColumnMap = ColumnMap()  # from a source.yaml
    kind: str | None = None  # what the person or a source.yaml says that its items are
    mapping: TableMapping | None = None  # of a table: what a person says it means
    part: Part | None = None  # of a long file: these records alone
    key: str | None = None  # the field that tells entries apart; "" is their content


@dataclass(frozen=True, kw_only=True)
class Container:
    """A file that was read into memory."""

    path: Path
    shown: str  # how reports name it: relative to what was ingested
    options: ParseOptions
    data: bytes

    @cached_property
    def stem_title(self) -> str:
        """Return a title made of the file's name, for files that state none."""
        return " ".join(self.path.stem.replace("_", " ").split()) or self.path.name

    @cached_property
    def stated_language(self) -> str | None:
        """Return the language that the folder or the name states, when one does.

        What the person says of the files is stronger, and then None is returned.
        """
        return None if self.options.language else language_of_path(self.shown)
