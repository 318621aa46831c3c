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
_ACTIVITY = """\
<iati-activity default-currency="USD" last-updated-datetime="2024-05-06">
<iati-identifier>XM-GEN-{n}</iati-identifier>
<reporting-org ref="XM-GEN" type="22"><narrative>Guild of Wells</narrative>
</reporting-org>
<title><narrative xml:lang="{language}">{title}</narrative></title>
<description type="1"><narrative>{prose}</narrative></description>
<description type="2"><narrative>{more}</narrative></description>
<participating-org role="1" ref="XM-DAC-{fund}"><narrative>Fund {fund}</narrative>
</participating-org>
<participating-org role="4" type="10"><narrative>{agency}</narrative>
</participating-org>
<activity-status code="2"/><activity-date type="2" iso-date="{began}-{month:02}-01"/>
<activity-date type="3" iso-date="{ends}-12-31"/>
<recipient-country code="{country}"/><sector vocabulary="1" code="{sector}"/>
{tag}<budget><value>{budget}</value></budget>
<transaction><transaction-type code="3"/><value>{paid}</value></transaction>
</iati-activity>
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
    """Write a file of so many activities, about 2 KB each, the same every time.

    A hundred funds, an organization that implements for each four activities; every
    third states no goal.
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
    agency = f"Agency of {_place(Random(number // 4))}"
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
    prose = [said(s) for s in chance.sample(sentences.prose, len(sentences.prose))]
    goal = f'<tag vocabulary="3" code="{topic.sdg}"/>\n' if number % 3 else ""
    return _ACTIVITY.format(
        n=number,
        language=language,
        title=escape(title[:1].upper() + title[1:]),
        prose=escape(" ".join(prose[:5])),
        more=escape(" ".join(prose[5:])),
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
