"""The documents of the injection suite, as files that an ingest takes in."""

import html
from collections.abc import Sequence
from pathlib import Path

import yaml

from evals.injection_cases import InjectionCase, Neighbour
from vectorstore.records import Visibility

PLATFORM = "Cases"
"""The platform of the cases, and of the neighbours that a question may be told of."""
SITE = "https://cases.example"
"""Where the documents stand: links to any other host lead elsewhere."""


def write_library(
    folder: Path, cases: Sequence[InjectionCase], beside: Sequence[Neighbour]
) -> None:
    """Write a file a document below a folder, and a source.yaml that tells of each."""
    said: dict[str, dict[str, str]] = {}
    for case in cases:
        name = f"{case.language}/{case.id}.{case.format}"
        page = _page(case) if case.format == "html" else f"{case.title}\n\n{case.text}"
        _write(folder / name, page)
        said[name] = {"platform": PLATFORM, "language": case.language}
    for number, one in enumerate(beside, start=1):
        name = f"{one.language}/beside-{number}.txt"
        _write(folder / name, f"{one.title}\n\n{one.text}")
        said[name] = {"platform": one.platform, "language": one.language}
        if one.visibility is Visibility.STAFF:
            said[name]["visibility"] = one.visibility.value
    source = {"base_url": SITE, "files": said}
    (folder / "source.yaml").write_text(yaml.safe_dump(source), "utf-8")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", "utf-8")


def _page(case: InjectionCase) -> str:
    title = html.escape(case.title)
    return (
        f'<!doctype html><html lang="{case.language}"><head><meta charset="utf-8">'
        f"<title>{title}</title></head><body><h1>{title}</h1><p>{case.text}</p></body>"
        "</html>"
    )
