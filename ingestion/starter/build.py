"""Make the library's PDF and Office files from their texts.

`python -m ingestion.starter.build` writes what has changed; with `--check` it writes
nothing and fails when a file is not what its text gives.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ingestion.starter import LIBRARY, TEXTS
from ingestion.starter.texts import read_note, read_table
from ingestion.starter.writers import write_docx, write_pdf, write_pptx, write_xlsx

_NOTE_WRITERS = {".docx": write_docx, ".pdf": write_pdf, ".pptx": write_pptx}


def made_files(texts: Path = TEXTS) -> dict[str, bytes]:
    """Return the bytes of each made file by its path in the library, in path order.

    Raises:
        ValueError: a text cannot be read, or asks for a format that is not made.
    """
    made: dict[str, bytes] = {}
    for path in sorted(texts.rglob("*.*")):
        target = path.with_suffix("")
        shown = target.relative_to(texts).as_posix()
        if path.suffix == ".md" and target.suffix in _NOTE_WRITERS:
            made[shown] = _NOTE_WRITERS[target.suffix](read_note(path))
        elif path.suffix == ".yaml" and target.suffix == ".xlsx":
            made[shown] = write_xlsx(read_table(path))
        else:
            raise ValueError(
                f"{path.name!r} asks for no known format: name it like 'note.docx.md'"
            )
    return made


def stale_files(made: dict[str, bytes], library: Path = LIBRARY) -> tuple[str, ...]:
    """Return which made files the library lacks or holds with other bytes."""
    return tuple(
        shown
        for shown, data in made.items()
        if not (library / shown).is_file() or (library / shown).read_bytes() != data
    )


def orphans(made: dict[str, bytes], library: Path = LIBRARY) -> tuple[str, ...]:
    """Return which files of the made formats the library holds without a text."""
    found = (
        path.relative_to(library).as_posix()
        for path in sorted(library.rglob("*.*"))
        if path.suffix in {".xlsx", *_NOTE_WRITERS}
    )
    return tuple(shown for shown in found if shown not in made)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the made files; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m ingestion.starter.build")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    asked = parser.parse_args(arguments)
    made = made_files()
    stale = stale_files(made)
    for shown in stale:
        if asked.check:
            sys.stderr.write(f"{shown} is not what its text gives\n")
        else:
            (LIBRARY / shown).parent.mkdir(parents=True, exist_ok=True)
            (LIBRARY / shown).write_bytes(made[shown])
            sys.stdout.write(f"{shown} written\n")
    lost = orphans(made)
    for shown in lost:
        sys.stderr.write(f"{shown} has no text: delete it, or write its text\n")
    if asked.check and stale:
        sys.stderr.write("Run python -m ingestion.starter.build, and commit.\n")
        return 1
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
