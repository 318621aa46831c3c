"""What a question takes for granted, and no cited passage names, is said."""

import asyncio
from datetime import UTC, datetime

import pytest

from assistant.answers.unnamed import unnamed
from assistant.app import Services
from assistant.finding import Finder
from assistant.replies import Reply, Request
from assistant.wording import wording
from vectorstore.records import Chunk, ChunkId, DocumentId, Passage, Provenance
from vectorstore.text.asked import COUNTRY, AskedWord
from vectorstore.text.languages import detect_question_language

WELLS = (
    "Village wells in the north\n\n"
    "Forty-two village wells were dug in Burkina Faso in 2014 with engineers from "
    "Morocco.\n"
)
OTHERS = {
    "bees.txt": "A beekeeping school in Lesotho trains women to build hives.\n",
    "rice.txt": "Farmers of the rice school in Laos keep fish in the terraces.\n",
    "milk.txt": "Milk collection centres in Uruguay pay small dairies each week.\n",
}
RECORD = """title,description,country,start_date,end_date
Clinics by boat,Boats bring nurses to islands of the lagoon.,Fiji,2010-03-01,2015-09-30
"""


@pytest.fixture(scope="module")
def services(open_library) -> Services:
    return open_library({"wells.txt": WELLS, "clinics.csv": RECORD, **OTHERS})


def ask(services: Services, question: str, **more: object) -> Reply:
    request = Request.model_validate({"question": question, **more})
    reply = asyncio.run(services.assistant.ask(request))
    assert reply.kind == "answer", reply.text
    return reply


def told(names: str, language: str = "en") -> str:
    return wording(language).say("answer.missing", names=names)


@pytest.mark.parametrize(
    ("question", "names", "language"),
    [
        ("Which village wells were dug in Burkina Faso in 2019?", "2019", "en"),
        ("Which wells did Ghana dig in Burkina Faso in 2014?", "Ghana", "en"),
        ("Which village wells did Oxfam dig in Burkina Faso?", "Oxfam", "en"),
        ("Quels puits ont été creusés au Burkina Faso en 2019 ?", "2019", "fr"),
    ],
)
def test_what_no_cited_passage_names_is_said(services, question, names, language):
    reply = ask(services, question)

    assert reply.language == language
    assert told(names, language) in reply.text.split("\n")


@pytest.mark.parametrize(
    "question",
    [
        "Which village wells were dug in Burkina Faso in 2014?",
        "Quels puits les ingénieurs du Maroc ont-ils creusés au Burkina Faso ?",
        # A name may be written otherwise in another language.
        "Quels puits de village de Yatenga ont été creusés au Burkina Faso ?",
        # The work went on in that year, which its record does not write.
        "How were nurses brought to islands of the lagoon in Fiji in 2012?",
    ],
)
def test_nothing_is_said_where_all_is_named(services, question) -> None:
    reply = ask(services, question)

    say = wording(reply.language)
    told = say.say("answer.missing", names="")[:20]
    assert told not in reply.text


@pytest.mark.parametrize(
    "question",
    [
        "Which village wells were dug by Moroccan engineers in Burkina Faso?",
        "Quels puits de village les Marocains ont-ils creusés au Burkina Faso ?",
    ],
)
def test_a_nationality_is_named_where_its_country_is(services, question) -> None:
    reply = ask(services, question)

    told = wording(reply.language).say("answer.missing", names="")[:20]
    assert told not in reply.text


@pytest.mark.parametrize(
    ("title", "text", "country"),
    [
        ("Cisternas del Semiárido brasileño", "Guardan agua de lluvia.", "BR"),
        ("Cisternes", "Les citernes brésiliennes gardent la pluie.", "BR"),
        ("Cisternas", "As cisternas brasileiras guardam a chuva.", "BR"),
        ("Wells", "Brazilians dug the wells.", "BR"),
        ("Цистерны", "Дождь собирают в бразильских цистернах.", "BR"),
        ("Колодцы", "Колодцы вырыли бразильцы.", "BR"),
        ("Школы", "Учёбу оплатил китаец.", "CN"),
        ("خزانات", "تحفظ الخزانات البرازيلية مياه المطر.", "BR"),
        ("آبار", "حفر البرازيليون الآبار.", "BR"),
        ("蓄水池", "巴西人用蓄水池收集雨水。", "BR"),
        ("Wells", "South African engineers dug the wells.", "ZA"),
    ],
)
def test_a_country_is_named_by_its_adjective_or_people(
    services, title, text, country
) -> None:
    passages = made_passage(title, text)
    others = made_passage("Wells", "Engineers dug the wells of the village.")

    def missing(one: Passage) -> tuple[str, ...]:
        asked = AskedWord(
            written="X", forms=frozenset({f"{COUNTRY}{country}"}), is_name=True
        )
        finder = Finder(
            library=services.library, search_engine=services.assistant.search_engine
        )
        return unnamed(finder, [asked], [one], {one.chunk.id}, language="en")

    assert missing(passages) == ()
    assert missing(others) == ("X",)


def made_passage(title: str, text: str) -> Passage:
    chunk = Chunk(
        id=ChunkId("c"),
        document_id=DocumentId("d"),
        ordinal=0,
        span=(0, len(text)),
        text=text,
        language=detect_question_language(text),
        tokens=9,
    )
    origin = Provenance(platform="Test", retrieved_at=datetime(2026, 1, 1, tzinfo=UTC))
    return Passage(
        chunk=chunk,
        title=title,
        path=None,
        provenance=origin,
        similarity=0.8,
        coverage=1.0,
        score=5.0,
        rank=1,
    )
