"""What there is to ingest under a path, and what is said of where it comes from.

A `source.yaml` beside the files speaks for its folder and those below; a nearer one
wins, what one says of a single file wins over what it says of all, and what the person
says on the command line wins over everything. A `.galaxyignore`
leaves files out by git's patterns, and columns by lines such as `column: NAME`.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pathspec

from ingestion.errors import NothingToIngest
from ingestion.items import LeftOut, Problem
from ingestion.parsing.detection import KIND_OF_NAME
from ingestion.source_files import (
    IGNORE_FILE,
    SOURCE_FILE,
    Origin,
    SourceOptions,
    read_ignore_file,
    read_source_file,
)
from vectorstore.records import Record

_UNREAD = {
    "image": "png jpg jpeg gif bmp tif tiff webp svg ico heic psd",
    "archive": "zip tar gz tgz bz2 xz 7z rar",
    "audio": "mp3 wav ogg flac m4a opus",
    "video": "mp4 mov avi mkv webm wmv",
    "program": "exe dll so bin msi apk jar dmg",
    "font": "ttf otf woff woff2",
    "database": "db sqlite sqlite3 mdb accdb parquet",
    "map data": "shp dbf shx prj gpkg kmz",
    "code": "py js ts css java c h cpp r sql sh bat ps1 ipynb",
}
_KIND_OF_UNREAD = {
    f".{name}": kind for kind, names in _UNREAD.items() for name in names.split()
}
_CLUTTER = frozenset({"thumbs.db", "desktop.ini", "__macosx", "ehthumbs.db"})


class SourceFile(Record):
    """A file that is going to be read."""

    path: Path  # absolute
    shown: str  # relative to what was ingested, with "/" between names
    options: Origin
    ignored_columns: tuple[str, ...] = ()
    kept_as: str | None = None  # its place in the catalogue, where that is not its path
    key: str | None = None  # the field that tells its entries apart; "": their content
    unsaid: frozenset[str] = frozenset()  # of the options: what nobody says anything of

    @property
    def place(self) -> str:
        """What the catalogue knows it by."""
        return self.kept_as or str(self.path)


class Discovery(Record):
    """All that is under a path, each file named once, in the order of their names."""

    root: Path  # absolute: the folder, or the one file
    files: tuple[SourceFile, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Folder:
    """What holds in a folder: its own source and ignore files and those above."""

    path: Path
    options: SourceOptions
    single: tuple[tuple[Path, Mapping[str, SourceOptions]], ...] = ()  # outermost first
    ignoring: tuple[tuple[Path, pathspec.GitIgnoreSpec], ...] = ()
    columns: tuple[str, ...] = ()

    def options_of(self, path: Path) -> SourceOptions:
        """Return what is said of a file in this folder."""
        options = self.options
        for base, files in self.single:
            said = files.get(path.relative_to(base).as_posix())
            options = said.over(options) if said else options
        return options

    def ignores(self, path: Path, *, is_folder: bool) -> bool:
        """Tell whether a path in this folder is left out; the nearest file decides."""
        for base, spec in reversed(self.ignoring):
            name = path.relative_to(base).as_posix() + ("/" if is_folder else "")
            verdict = spec.check_file(name).include
            if verdict is not None:
                return verdict
        return False


def discover(root: Path, options: SourceOptions) -> Discovery:
    """Return the files under a folder, or the one file, that are to be read.

    `options` are the person's own and win over every source.yaml. What is not read is
    listed, never silently dropped; hidden files and what programs leave behind are not
    worth a line. The platform is, when nobody names it, the name of the folder.

    Raises:
        NothingToIngest: there is no such path, or nothing in it that can be read.
        BadSourceFile: a source.yaml or .galaxyignore cannot be used.
    """
    path = Path(os.path.abspath(root.expanduser()))  # noqa: PTH100 - links stay links
    if not path.exists():
        raise NothingToIngest(
            f"{str(root)!r} does not exist", remedy="Check the path for a slip."
        )
    folder = path if path.is_dir() else path.parent
    found = _Finds(top=folder, asked=options)
    top = found.enter(folder, _Folder(path=folder, options=SourceOptions()))
    if path.is_dir():
        found.walk(top)
    else:
        found.take(path, top)
    if not (found.files or found.left_out or found.problems):
        raise NothingToIngest(
            f"there is no file in {str(root)!r}", remedy="Name a folder that has some."
        )
    return Discovery(
        root=path,
        files=tuple(found.files),
        left_out=tuple(found.left_out),
        problems=tuple(found.problems),
    )


class _Finds:
    """Collects what a walk meets."""

    def __init__(self, *, top: Path, asked: SourceOptions) -> None:
        self._top = top
        self._real_top = top.resolve()
        self._asked = asked
        self._seen: set[Path] = set()
        self.files: list[SourceFile] = []
        self.left_out: list[LeftOut] = []
        self.problems: list[Problem] = []

    def enter(self, path: Path, outer: _Folder) -> _Folder:
        """Return what holds in a folder, its own two files read."""
        options, single = outer.options, outer.single
        source = path / SOURCE_FILE
        if source.is_file():
            said = read_source_file(source)
            options = said.options.over(options)
            single = (*single, (path, said.files)) if said.files else single
            self._miss(source, said.files)
        ignoring, columns = outer.ignoring, outer.columns
        ignore = path / IGNORE_FILE
        if ignore.is_file():
            spec, own = read_ignore_file(ignore)
            ignoring, columns = (*ignoring, (path, spec)), (*columns, *own)
        return _Folder(
            path=path,
            options=options,
            single=single,
            ignoring=ignoring,
            columns=columns,
        )

    def _miss(self, source: Path, named: Iterable[str]) -> None:
        for name in named:
            if not (source.parent / name).is_file():
                self.problems.append(
                    Problem(
                        path=self._shown(source),
                        reason=f"it speaks of {name!r}, which is no file here. "
                        "Check the name for a slip.",
                    )
                )

    def walk(self, folder: _Folder) -> None:
        """Take all that is in a folder and below, in the order of names."""
        real = folder.path.resolve()
        if real in self._seen:
            return
        self._seen.add(real)
        for path in self._inside(folder.path):
            name = path.name
            if _is_clutter(name):
                continue
            if path.is_symlink() and not self._link_stays_inside(path):
                continue
            is_folder = path.is_dir()
            if folder.ignores(path, is_folder=is_folder):
                self._leave(path, f"left out by {IGNORE_FILE}")
            elif is_folder:
                self.walk(self.enter(path, folder))
            elif name != SOURCE_FILE:
                self.take(path, folder)

    def take(self, path: Path, folder: _Folder) -> None:
        """Add a file, or say why it is not read."""
        suffix = path.suffix.lower()
        if not _is_text(str(path)):
            self.problems.append(
                Problem(
                    path=self._shown(path),
                    reason="its name is not in UTF-8, so it cannot be kept. "
                    "Rename it, or its folder.",
                )
            )
        elif not path.is_file():
            self._leave(path, "not a plain file: not read")
        elif suffix in _KIND_OF_UNREAD:
            self._leave(path, f"{_KIND_OF_UNREAD[suffix]}: not read")
        elif suffix and suffix not in KIND_OF_NAME:
            self._leave(path, f"{suffix} file: not read")
        else:
            said = self._asked.over(folder.options_of(path))
            told = said.model_dump(exclude_none=True, exclude={"title"})
            origin = {"platform": self._real_top.name or "local", **told}
            self.files.append(
                SourceFile(
                    path=path,
                    shown=self._shown(path),
                    options=Origin.model_validate(origin),
                    ignored_columns=folder.columns,
                    unsaid=frozenset(Origin.model_fields).difference(told),
                )
            )

    def _inside(self, folder: Path) -> Iterator[Path]:
        try:
            yield from sorted(folder.iterdir(), key=lambda path: path.name)
        except OSError as error:
            self.problems.append(
                Problem(
                    path=self._shown(folder),
                    reason=f"the folder cannot be opened ({error.strerror}). "
                    "Check its permissions.",
                )
            )

    def _link_stays_inside(self, path: Path) -> bool:
        try:
            target = path.resolve(strict=True)
        except (OSError, RuntimeError):
            self._leave(path, "link that leads nowhere: not followed")
            return False
        if not target.is_relative_to(self._real_top):
            self._leave(path, "link out of the folder: not followed")
            return False
        if target.is_dir() and path.resolve().is_relative_to(target):
            parents = {parent.resolve() for parent in path.parents}
            if target in parents:
                self._leave(path, "link to a folder above it: not followed")
                return False
        return True

    def _leave(self, path: Path, what: str) -> None:
        self.left_out.append(LeftOut(path=self._shown(path), what=what))

    def _shown(self, path: Path) -> str:
        name = path.relative_to(self._top).as_posix()
        return name if _is_text(name) else name.encode("utf-8", "replace").decode()


def _is_text(name: str) -> bool:
    """Whether a name of the file system is text, and not bytes in another encoding."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _is_clutter(name: str) -> bool:
    return name.startswith((".", "~$")) or name.casefold() in _CLUTTER
