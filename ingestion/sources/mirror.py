"""What of an address lies on disk: its pages as fetched, and its records in parts.

A record's part follows from its mark alone, so records that move between pages stay
where they are; each part is a file that readers know, small enough to be held at once.
"""

import json
import os
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import NamedTuple

from ingestion.parsing.iati_organisations import ORGANISATION
from ingestion.sources.entries import Raw, iati_page, json_page
from ingestion.sources.live import Form

PART_BYTES = 8_000_000
"""Records that a part is begun for; it may grow afterwards."""
_SUFFIX = {"iati": ".xml", "json": ".json"}


class Merged(NamedTuple):
    """The parts of an address and what is in them."""

    parts: list[Path]
    records: int
    gone: int  # that were in them before


class Mirror:
    """The folder of one address."""

    def __init__(self, folder: Path, form: Form, key: str | None) -> None:
        self._folder = folder
        self._form: Form = form
        self._key = key
        self._staged = folder / "staged.jsonl"

    def body(self, url: str) -> bytes | None:
        """Return a page as it was last fetched; None: it is not here."""
        try:
            return self._page(url).read_bytes()
        except FileNotFoundError:
            return None

    def keep_body(self, url: str, body: bytes) -> None:
        """Keep a page's body, over its former one."""
        _write(self._page(url), body)

    def drop_body(self, url: str) -> None:
        """Forget a page's body."""
        self._page(url).unlink(missing_ok=True)

    def remove(self) -> None:
        """Remove the folder with all that is in it."""
        rmtree(self._folder, ignore_errors=True)

    def begin(self) -> None:
        """Forget what was staged before."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._staged.write_bytes(b"")

    def stage(self, records: Sequence[Raw]) -> None:
        """Put records aside until the harvest is over; later ones win."""
        with self._staged.open("a", encoding="utf-8", errors="surrogatepass") as file:
            file.writelines(json.dumps(record) + "\n" for record in records)

    def parts_needed(self) -> int:
        """Return in how many parts what was staged belongs, from 1."""
        return max(1, -(-self._staged.stat().st_size // PART_BYTES))

    def merge(self, parts: int, *, keep_old: bool) -> Merged:
        """Put what was staged into the parts; a part that stays as it was is let be.

        Args:
            parts: how many there are, always the same number.
            keep_old: whether records that were not staged stay.
        """
        shares = [self._folder / f"staged-{part}.jsonl" for part in range(parts)]
        files = [share.open("w", encoding="utf-8") for share in shares]
        try:
            for line in self._lines(self._staged):
                files[_part_of(json.loads(line)[0], parts)].write(line)
        finally:
            for file in files:
                file.close()
        written: list[Path] = []
        total = gone = 0
        for part, share in enumerate(shares):
            place = self._folder / f"part-{part:04d}{_SUFFIX[self._form]}"
            old = self._old(place)
            new = dict(Raw(*json.loads(line)) for line in self._lines(share))
            gone += 0 if keep_old else len(old.keys() - new.keys())
            merged = {**old, **new} if keep_old else new
            total += len(merged)
            share.unlink()
            if merged:
                _write(place, self._whole(merged))
                written.append(place)
            else:
                place.unlink(missing_ok=True)
        self._staged.unlink()
        return Merged(written, total, gone)

    def known(self, parts: int) -> int:
        """Return how many records the parts hold."""
        return sum(
            len(self._old(self._folder / f"part-{part:04d}{_SUFFIX[self._form]}"))
            for part in range(parts)
        )

    def staged(self) -> int:
        """Return how many different records were staged."""
        return len({json.loads(line)[0] for line in self._lines(self._staged)})

    def _old(self, place: Path) -> dict[str, str]:
        if not place.is_file():
            return {}
        body = place.read_bytes()
        if self._form == "iati":
            return dict(iati_page(body, url=place.name).records)
        return dict(json_page(body, entries="", key=self._key, url=place.name).records)

    def _whole(self, records: dict[str, str]) -> bytes:
        """Return a file of records, in the order of their marks."""
        texts = [records[identifier] for identifier in sorted(records)]
        if self._form == "json":
            return ("[\n" + ",\n".join(texts) + "\n]\n").encode("utf-8", "replace")
        is_of_organisations = texts[0].startswith(f"<{ORGANISATION}")
        name = "iati-organisations" if is_of_organisations else "iati-activities"
        body = "\n".join(texts)
        return f"<{name}>\n{body}\n</{name}>\n".encode("utf-8", "replace")

    def _lines(self, path: Path) -> Iterator[str]:
        with path.open(encoding="utf-8") as file:
            yield from file

    def _page(self, url: str) -> Path:
        return self._folder / "pages" / sha256(url.encode()).hexdigest()[:32]


def _part_of(identifier: str, parts: int) -> int:
    return (
        int(sha256(identifier.encode("utf-8", "replace")).hexdigest()[:8], 16) % parts
    )


def _write(place: Path, body: bytes) -> None:
    """Write a file whole or not at all; one that says the same already is let be."""
    if place.is_file() and place.read_bytes() == body:
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    half = place.with_suffix(".half")
    with half.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    half.replace(place)
