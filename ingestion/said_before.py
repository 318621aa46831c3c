"""What was said of a folder once holds until something else is said.

A folder that was taken in for staff alone, under a licence, is taken in anew by a bare
`galaxy ingest FOLDER`; without a memory that would open it to everyone.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from ingestion.source_files import Origin, SourceOptions
from ingestion.sources.discovery import SourceFile
from vectorstore.catalogue.origins import SaidOrigins


class SaidBefore:
    """Remembers what the command line said of places, and fills in what it leaves out.

    A nearer place speaks first: a file, its folder, those above. What a source.yaml
    says is not filled in.
    """

    def __init__(self, engine: Engine) -> None:
        """Read what was said.

        Raises:
            StoreUnavailable: the catalogue is busy or cannot be read.
        """
        self._kept = SaidOrigins(engine)
        self._said: dict[Path, SourceOptions] = {
            Path(place): SourceOptions.model_validate_json(said)
            for place, said in self._kept.all().items()
        }

    def filled(self, file: SourceFile) -> SourceFile:
        """Return a file with what was said before of it where nothing is said now."""
        missing = set(file.unsaid)
        told: dict[str, object] = {}
        for place in (file.path, *file.path.parents) if self._said and missing else ():
            for name, value in _values(self._said.get(place)).items():
                if name in missing:
                    told[name] = value
                    missing.discard(name)
        if not told:
            return file
        origin = Origin.model_validate({**file.options.model_dump(), **told})
        return file.model_copy(update={"options": origin})

    def say(
        self, roots: Iterable[Path], options: SourceOptions, *, at: datetime
    ) -> None:
        """Keep what is said of places now, and of all that lies below.

        Raises:
            StoreUnavailable: the catalogue is busy or cannot be written.
        """
        if not _values(options):
            return
        told: dict[Path, SourceOptions] = {}
        for root in roots:
            below = [place for place in self._said if place.is_relative_to(root)]
            for place in {root, *below}:
                before = self._said.get(place, SourceOptions())
                told[place] = options.over(before)
        self._said |= told
        self._kept.keep(
            {
                str(place): said.model_dump_json(exclude_none=True)
                for place, said in told.items()
            },
            at=at,
        )


def _values(options: SourceOptions | None) -> dict[str, object]:
    return options.model_dump(exclude_none=True) if options is not None else {}
