"""Groups of texts that say the same in several languages."""

import io
import random
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import yaml
from lxml import etree

from evals.adapter.codes import ENGLISH, LANGUAGES
from evals.adapter.sources import (
    FLORES,
    LAFAND,
    NTREX,
    PUD,
    TATOEBA,
    TICO,
    UNITED_NATIONS,
    Clone,
    open_clone,
)
from evals.parallel_texts import UDHR
from evals.steps import SDG_FILES

NTREX_LINES = 1997
WORDS_SHARED = 6
"""A UN line that has so many words in a row of a text under test is left out."""
_UN_LANGUAGES = ("en", "fr", "es", "ar", "zh", "ru")
_UN_LINES = 4000
_UN_SHORTEST = 30  # letters of English
_LAFAND_LINES, _LAFAND_SEED = 5000, 3
_LAFAND_SHORTEST, _LAFAND_LONGEST = 40, 400  # letters of English

Keyed = dict[str, dict[str, str]]  # texts by language, by what tells a group


class Kind(StrEnum):
    """The source of a group."""

    NTREX = "ntrex"
    FLORES = "flores"
    TICO = "tico"
    TATOEBA = "tatoeba"
    UNITED_NATIONS = "un"
    PUD = "pud"
    LAFAND = "lafand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One text in several languages.

    `document` is the place of its document among those of NTREX, whose groups follow
    each other as the sentences of a document do; None: no such order is known.
    """

    kind: Kind
    texts: Mapping[str, str]  # by language
    document: int | None = None


def read_groups(clones: Path, corpus: Path) -> list[Group]:
    """Return all groups; GALAXY_CORPUS has what the UN's lines must not share."""
    pud = {language: open_clone(clones, source) for language, source in PUD.items()}
    united_nations = open_clone(clones, UNITED_NATIONS)
    return [
        *read_ntrex(open_clone(clones, NTREX)),
        *_groups(Kind.FLORES, read_flores(open_clone(clones, FLORES))),
        *_groups(Kind.TICO, read_tico(open_clone(clones, TICO))),
        *_groups(Kind.TATOEBA, read_tatoeba(open_clone(clones, TATOEBA))),
        *read_united_nations(united_nations, runs_of_words(texts_under_test(corpus))),
        *_groups(Kind.PUD, read_pud(pud), least=3),
        *read_lafand(open_clone(clones, LAFAND)),
    ]


def _groups(kind: Kind, keyed: Keyed, *, least: int = 1) -> Iterator[Group]:
    return (Group(kind=kind, texts=t) for t in keyed.values() if len(t) >= least)


def read_ntrex(clone: Clone) -> list[Group]:
    """Return the sentences of NTREX in their order."""
    names = set(clone.paths("NTREX-128"))
    columns: dict[str, list[str]] = {}
    for language, codes in LANGUAGES.items():
        path = f"NTREX-128/newstest2019-ref.{codes.ntrex}.txt"
        if path in names:
            columns[language] = clone.lines(path)
    documents = clone.lines("DOCUMENT_IDS.tsv")[:NTREX_LINES]
    places = {name: place for place, name in enumerate(dict.fromkeys(documents))}
    return [
        Group(
            kind=Kind.NTREX,
            document=places[document],
            texts={
                language: lines[row]
                for language, lines in columns.items()
                if len(lines[row]) > 3
            },
        )
        for row, document in enumerate(documents)
    ]


def read_flores(clone: Clone) -> Keyed:
    """Return the sentences of FLORES-200 that SIB-200 took, by its number."""
    names = set(clone.paths("data/annotated"))
    keyed: Keyed = defaultdict(dict)
    for language, codes in LANGUAGES.items():
        for part in ("train", "dev", "test"):
            path = f"data/annotated/{codes.flores}/{part}.tsv"
            if path not in names:
                break
            for line in clone.lines(path)[1:]:
                if line.strip():
                    key, _, text = line.split("\t", 2)
                    keyed[key][language] = text.strip().strip('"')
    return keyed


def read_tico(clone: Clone) -> Keyed:
    """Return the sentences of TICO-19 by their number in its translation memories."""
    names = set(clone.paths("data/TM"))
    keyed: Keyed = defaultdict(dict)
    for language, codes in LANGUAGES.items():
        path = f"data/TM/all.en-{codes.tico}.tmx.zip"
        if language == ENGLISH or path not in names:
            continue
        for key, english, text in _units(clone.read(path)):
            keyed[key][ENGLISH] = english
            keyed[key][language] = text
    return keyed


def _units(zipped: bytes) -> Iterator[tuple[str, str, str]]:
    """Yield the number of each unit of a translation memory and its two texts."""
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        name = next(
            name
            for name in archive.namelist()
            if name.endswith(".tmx") and "MACOSX" not in name
        )
        content = archive.read(name)
    parser = etree.XMLParser(recover=True, huge_tree=True, resolve_entities=False)
    for unit in etree.fromstring(content, parser).iter("tu"):
        texts = ["".join(part.itertext()).strip() for part in unit.iter("seg")]
        if len(texts) == 2 and all(texts):
            yield str(unit.get("tuid")), texts[0], texts[1]


def read_tatoeba(clone: Clone) -> Keyed:
    """Return the sentences of Tatoeba by their English."""
    names = set(clone.paths("data/tatoeba/v1"))
    keyed: Keyed = defaultdict(dict)
    for language, codes in LANGUAGES.items():
        pair = f"data/tatoeba/v1/tatoeba.{codes.tatoeba}-eng"
        own = f"{pair}.{codes.tatoeba}"
        if language == ENGLISH or own not in names:
            continue
        rows = zip(clone.lines(own), clone.lines(f"{pair}.eng"), strict=False)
        for text, english in rows:
            if text.strip() and english.strip():
                keyed[english.strip()][ENGLISH] = english
                keyed[english.strip()][language] = text
    return keyed


def read_united_nations(clone: Clone, held: frozenset[str]) -> list[Group]:
    """Return the lines of the UN corpus that have no run of words of `held`."""
    groups: list[Group] = []
    seen: set[str] = set()
    for part in ("dev", "test"):
        path = f"testsets/{part}set/UNv1.0.{part}set"
        columns = {name: clone.lines(f"{path}.{name}") for name in _UN_LANGUAGES}
        for row, english in enumerate(columns[ENGLISH][:_UN_LINES]):
            plain = english.strip()
            if len(plain) < _UN_SHORTEST or plain in seen:
                continue
            if not held.isdisjoint(runs_of_words([plain])):
                continue
            seen.add(plain)
            texts = {
                language: lines[row]
                for language, lines in columns.items()
                if lines[row].strip()
            }
            groups.append(Group(kind=Kind.UNITED_NATIONS, texts=texts))
    return groups


def runs_of_words(texts: Iterable[str]) -> frozenset[str]:
    """Return each six words in a row, in small letters, marks left out."""
    runs: set[str] = set()
    for text in texts:
        words = re.findall(r"\w+", text.lower())
        runs.update(
            " ".join(words[start : start + WORDS_SHARED])
            for start in range(len(words) - WORDS_SHARED + 1)
        )
    return frozenset(runs)


def texts_under_test(corpus: Path) -> list[str]:
    """Return the English SDGs, text by text, and the Declaration as a whole."""
    texts: list[str] = []
    for name in SDG_FILES:
        loaded: dict[str, object] = yaml.safe_load(
            (corpus / "sdg" / ENGLISH / name).read_text("utf-8")
        )
        texts += [value for value in loaded.values() if isinstance(value, str)]
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    path = corpus / "udhr" / f"udhr_{UDHR[ENGLISH]}.xml"
    return [*texts, " ".join(etree.parse(path, parser).getroot().itertext())]


def read_pud(clones: Mapping[str, Clone]) -> Keyed:
    """Return the sentences of the Parallel Universal Dependencies by their number."""
    keyed: Keyed = defaultdict(dict)
    for language, clone in clones.items():
        number = ""
        for line in clone.lines(f"{language}_pud-ud-test.conllu"):
            if line.startswith("# sent_id"):
                number = line.split("=", 1)[1].strip()
            elif line.startswith("# text ="):
                keyed[number][language] = line.split("=", 1)[1]
    return keyed


def read_lafand(clone: Clone) -> list[Group]:
    """Return English and Swahili lines of LAFAND, drawn by lot."""
    english = clone.lines("data/text_files/en-swa/train.en")
    swahili = clone.lines("data/text_files/en-swa/train.swa")
    if len(english) != len(swahili):
        raise ValueError(f"{len(english)} English lines, {len(swahili)} in Swahili")
    drawn = random.Random(_LAFAND_SEED).sample(
        range(len(english)), min(_LAFAND_LINES, len(english))
    )
    return [
        Group(kind=Kind.LAFAND, texts={ENGLISH: english[row], "sw": swahili[row]})
        for row in drawn
        if _LAFAND_SHORTEST < len(english[row]) < _LAFAND_LONGEST
        and swahili[row].strip()
    ]
