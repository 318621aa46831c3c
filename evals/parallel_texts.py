"""Texts that say the same in several languages, and where a home has them.

SDG targets in seven languages, articles of the Universal Declaration of Human Rights in
eight.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import yaml
from lxml import etree

from evals.holdings import HeldChunks, held_text
from vectorstore.records import ChunkId, Span
from vectorstore.text.languages import normalize_tag

TARGETS = "global_targets.yml"
SDG_FOLDERS = ("en", "fr", "es", "ar", "ru", "zh-Hans", "sw")
SECOND_COPY = f"kazstat/ru/{TARGETS}"
"""Another publisher's copy of the Russian targets."""
UDHR = {
    "ar": "arb",
    "zh": "cmn_hans",
    "en": "eng",
    "fr": "fra",
    "pt": "por_BR",
    "ru": "rus",
    "es": "spa",
    "sw": "swh",
}
_NAMESPACE = "{http://efele.net/udhr}"


class SetName(StrEnum):
    """Which texts."""

    SDG = "sdg"
    UDHR = "udhr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One text in several languages."""

    key: str
    texts: Mapping[str, str]  # by language
    copies: Mapping[str, frozenset[ChunkId]]  # the chunks that hold it, by language

    def copies_but(self, language: str) -> frozenset[ChunkId]:
        """Return the copies in all languages but one."""
        return frozenset[ChunkId]().union(
            *(own for name, own in self.copies.items() if name != language)
        )


def load_items(
    name: SetName, corpus: Path, home: Path, chunks: HeldChunks
) -> tuple[Item, ...]:
    """Return the items that a home holds in every language, in the corpus's order."""
    match name:
        case SetName.SDG:
            items = _targets(corpus, chunks)
        case SetName.UDHR:
            items = _articles(corpus, home, chunks)
    return tuple(i for i in items if len(i.copies) == len(i.texts) and i.copies)


def load_targets(corpus: Path, folder: str) -> dict[str, str]:
    """Return the text of each target by its key ("1-1"), in the file's order."""
    path = corpus / "sdg" / folder / TARGETS
    loaded: dict[str, str] = yaml.safe_load(path.read_text("utf-8"))
    return {
        key.removesuffix("-title"): " ".join(text.split())
        for key, text in loaded.items()
        if key.endswith("-title") and text
    }


def load_articles(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the paragraphs of each article of a Declaration by its number."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.parse(path, parser).getroot()
    return {
        str(article.get("number")): tuple(
            " ".join("".join(paragraph.itertext()).split())
            for paragraph in article.iter(f"{_NAMESPACE}para")
        )
        for article in root.iter(f"{_NAMESPACE}article")
    }


def _targets(corpus: Path, chunks: HeldChunks) -> list[Item]:
    texts = {folder: load_targets(corpus, folder) for folder in SDG_FOLDERS}
    by_path: dict[str, set[ChunkId]] = {}
    for path, chunk in zip(chunks.paths, chunks.ids, strict=True):
        by_path.setdefault(path, set()).add(chunk)
    items: list[Item] = []
    for key in texts[SDG_FOLDERS[0]]:
        if not all(key in own for own in texts.values()):
            continue
        copies: dict[str, frozenset[ChunkId]] = {}
        for folder in SDG_FOLDERS:
            language = normalize_tag(folder) or folder
            own = by_path.get(f"sdg/{folder}/{TARGETS}#{key}", set())
            if language == "ru":
                own = own | by_path.get(f"{SECOND_COPY}#{key}", set())
            if own:
                copies[language] = frozenset(own)
        said = {normalize_tag(f) or f: own[key] for f, own in texts.items()}
        items.append(Item(key=key, texts=said, copies=copies))
    return items


def _articles(corpus: Path, home: Path, chunks: HeldChunks) -> list[Item]:
    texts: dict[str, dict[str, tuple[str, ...]]] = {}
    copies: dict[str, dict[str, frozenset[ChunkId]]] = {}
    for language, code in UDHR.items():
        path = f"udhr/udhr_{code}.xml"
        texts[language] = load_articles(corpus / path)
        whole = held_text(home, path)
        for number, paragraphs in texts[language].items():
            spans = _spans(whole, paragraphs)
            own = [
                chunk
                for chunk, of, span in zip(
                    chunks.ids, chunks.paths, chunks.spans, strict=True
                )
                if of == path and any(_overlap(span, said) for said in spans)
            ]
            if own:
                copies.setdefault(number, {})[language] = frozenset(own)
    return [
        Item(
            key=number,
            texts={name: " ".join(own[number]) for name, own in texts.items()},
            copies=copies.get(number, {}),
        )
        for number in texts["en"]
    ]


def _spans(whole: str, paragraphs: Sequence[str]) -> list[Span]:
    found: list[Span] = []
    for paragraph in paragraphs:
        start = whole.find(paragraph)
        if start >= 0:
            found.append((start, start + len(paragraph)))
    return found


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
