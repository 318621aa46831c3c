"""A long file of activities, all different, and the memory that reading it takes.

    python -m evals.bench.activities 50000 FILE.xml     writes one
    python -m evals.bench.activities --read FILE.xml    streams it, and tells the peak
    python -m evals.bench.activities --parse FILE.xml   makes items, as an ingest

The peak is of a process that did nothing else, in MB.
"""

import resource
import sys
import tomllib
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

from ingestion.parsing import ParseOptions, parse_file
from ingestion.parsing.activity_stream import ActivityStream
from ingestion.parsing.iati import activity_item
from ingestion.parsing.parts import parts_of
from vectorstore.records import Record

WORDS = Path(__file__).with_name("activities.toml")
LANGUAGES = ("en", "en", "en", "fr", "es")
COUNTRIES = ("SN", "ML", "NG", "KE", "BR", "PE", "TG", "GT", "RW", "BO")
_SYLLABLES = ("ba", "ko", "ri", "ma", "sé", "to", "lu", "ny", "wa", "di", "fo", "gué")
_FIRST_YEAR = 2004
_SENTENCES = (0, 1, 2, 3, 4, 8)
_OFTEN = (15, 38, 23, 13, 7, 4)
"""How many sentences a description has, and how many of 100 have so many: 1.8 on the
mean. Many publishers say little more than the title, those of the corpus nothing."""
_AT_ONCE = 4
"""Sentences of a first description; what is longer goes on in a second one."""
_ACTIVITY = """\
<iati-activity default-currency="USD" last-updated-datetime="2024-05-06">
<iati-identifier>XM-GEN-{n}</iati-identifier>
<reporting-org ref="XM-GEN" type="22"><narrative>Guild of Wells</narrative>
</reporting-org>
<title><narrative xml:lang="{language}">{title}</narrative></title>
{prose}<participating-org role="1" ref="XM-DAC-{fund}">
<narrative>Fund {fund}</narrative></participating-org>
<participating-org role="4" type="10"><narrative>{agency}</narrative>
</participating-org>
<activity-status code="2"/><activity-date type="2" iso-date="{began}-{month:02}-01"/>
<activity-date type="3" iso-date="{ends}-12-31"/>
<recipient-country code="{country}"/><sector vocabulary="1" code="{sector}"/>
{tag}<budget><value>{budget}</value></budget>
<transaction><transaction-type code="3"/><value>{paid}</value></transaction>
</iati-activity>
"""
_DESCRIPTION = """\
<description type="{kind}"><narrative>{said}</narrative></description>
"""


class _Sentences(Record):
    """Sentences of a language with places for words."""

    title: tuple[str, ...]
    prose: tuple[str, ...]


class _Nouns(Record):
    """What a topic puts into sentences of a language."""

    work: tuple[str, ...]
    group: tuple[str, ...]
    problem: tuple[str, ...]


class _Topic(Record):
    """A subject with the codes that its activities state."""

    sector: str
    sdg: str
    en: _Nouns
    fr: _Nouns
    es: _Nouns


class _Words(Record):
    """All that activities are made of."""

    sentences: dict[str, _Sentences]
    topics: tuple[_Topic, ...]


def write(place: Path, many: int) -> None:
    """Write a file of so many activities, over 1 KB each, the same every time.

    They say about as much as real ones: mostly one to four sentences, some nothing
    beyond their title. A hundred funds, an organization that implements for each four
    activities; every third states no goal.
    """
    words = _Words.model_validate(tomllib.loads(WORDS.read_text("utf-8")))
    with place.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0"?>\n<iati-activities version="2.03">\n')
        for number in range(many):
            file.write(_activity(words, number))
        file.write("</iati-activities>\n")


def _activity(words: _Words, number: int) -> str:
    chance = Random(number)
    language = LANGUAGES[number % len(LANGUAGES)]
    topic = chance.choice(words.topics)
    nouns: _Nouns = getattr(topic, language)
    sentences = words.sentences[language]
    agency = f"Agency of {_own_place(number // 4)}"
    began = _FIRST_YEAR + number % 20

    def said(sentence: str) -> str:
        return sentence.format(
            work=chance.choice(nouns.work),
            group=chance.choice(nouns.group),
            problem=chance.choice(nouns.problem),
            place=_place(chance),
            other=_place(chance),
            agency=agency,
            many=chance.randint(120, 9_999),
            hundred=chance.randint(101, 400),
            share=chance.randint(11, 89),
            few=chance.randint(2, 30),
            months=chance.randint(6, 60),
            year=began + chance.randint(1, 4),
            phase=chance.randint(1, 9),
        )

    title = said(chance.choice(sentences.title))
    [length] = chance.choices(_SENTENCES, _OFTEN)
    prose = [said(s) for s in chance.sample(sentences.prose, length)]
    parts = [prose[at : at + _AT_ONCE] for at in range(0, length, _AT_ONCE)]
    goal = f'<tag vocabulary="3" code="{topic.sdg}"/>\n' if number % 3 else ""
    return _ACTIVITY.format(
        n=number,
        language=language,
        title=escape(title[:1].upper() + title[1:]),
        prose="".join(
            _DESCRIPTION.format(kind=kind, said=escape(" ".join(part)))
            for kind, part in enumerate(parts, start=1)
        ),
        fund=number % 97,
        agency=escape(agency),
        began=began,
        month=1 + number % 12,
        ends=began + 5,
        country=COUNTRIES[number % len(COUNTRIES)],
        sector=topic.sector,
        tag=goal,
        budget=chance.randint(10, 9_000) * 1_000,
        paid=chance.randint(1_000, 999_999),
    )


def _place(chance: Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))).capitalize()


def _own_place(number: int) -> str:
    """Return the name of a place, two short words, that no other number gets.

    Up to 12 to the fourth, which a factor prime to 12 brings into another order.
    Longer words that differ by a letter or two would be taken for one misspelt name.
    """
    rest = number * 7_919 % len(_SYLLABLES) ** 4
    found: list[str] = []
    for _ in range(4):
        rest, at = divmod(rest, len(_SYLLABLES))
        found.append(_SYLLABLES[at])
    return f"{''.join(found[:2])} {''.join(found[2:])}".title()


def peak_mb() -> float:
    """Return the most memory that this process had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(words: list[str]) -> None:
    """Write a file, or read one and tell the peak."""
    if words[0] not in {"--read", "--parse"}:
        write(Path(words[1]), int(words[0]))
        return
    place = Path(words[1])
    before = peak_mb()
    size = place.stat().st_size / 2**20
    if words[0] == "--read":
        stream = ActivityStream(place.read_bytes(), name="iati-activity", shown="f")
        many = sum(
            activity_item(element, number=number) is not None
            for number, element in enumerate(stream, start=1)
        )
    else:
        parts = parts_of(place) or (None,)
        many = sum(
            len(parse_file(place, shown="f", options=ParseOptions(part=part)).items)
            for part in parts
        )
    sys.stdout.write(
        f"{many} activities, {size:.0f} MB: peak {peak_mb():.0f} MB, "
        f"{before:.0f} MB before\n"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
