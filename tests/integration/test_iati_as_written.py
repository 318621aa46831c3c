"""What IATI files say in other forms is seen where a person looks, and is found."""

from collections.abc import Iterator

import httpx
import pytest

from assistant.app import Services, SourceOptions, open_services
from assistant.replies import Request
from assistant.server.web import create_app
from assistant.settings import Settings
from ingestion.report import IngestReport

FEED = """<iati-activities version="1.05"><iati-activity default-currency="XOF">
<iati-identifier>XM-7-1</iati-identifier>
<title xml:lang="en">Forty wells for the villages of the north</title>
<title xml:lang="fr">Quarante puits pour les villages du nord</title>
<sector vocabulary="RO" code="7" xml:lang="en">Village water</sector>
<activity-date type="start-actual">12 March 2009</activity-date>
<activity-date type="end-actual">after the rains</activity-date>
<budget><value>1.250.000,50</value></budget>
</iati-activity><iati-activity><iati-identifier>XM-7-2</iati-identifier>
<title>Seeds for the islands</title></iati-activity></iati-activities>"""


@pytest.fixture(scope="module")
def library(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Services, IngestReport]]:
    folder = tmp_path_factory.mktemp("files")
    (folder / "feed.xml").write_text(FEED, "utf-8")
    settings = Settings(home=tmp_path_factory.mktemp("home"), workers=1)
    with open_services(settings, purpose="a test") as services:
        yield services, services.ingest([folder], SourceOptions())


def test_a_value_that_cannot_be_read_fails_neither_its_record_nor_its_file(library):
    _, report = library

    assert (report.added, report.failed) == (2, ())
    assert [(left.path, left.what) for left in report.left_out] == [
        (
            "feed.xml#XM-7-1",
            "actual_end: 'after the rains' is no date. Write it as 2009-03-12 there; "
            "the record was kept",
        )
    ]


async def test_originals_stand_on_the_records_page_and_in_its_json(library):
    services, _ = library
    found = await services.assistant.search(Request(question="Quarante puits"))
    identifier = found.passages[0].document_id

    transport = httpx.ASGITransport(app=create_app(services, ui=False))
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        page = (await client.get(f"/document/{identifier}")).text
        shown = (await client.get(f"/api/show/{identifier}")).json()

    assert "Actual start: 2009-03-12" in shown["text"]
    assert "Budget: 1250000.5 XOF" in shown["text"]
    told = shown["metadata"]
    assert told["actual_start (as written)"] == "12 March 2009"
    assert told["actual_end (as written)"] == "after the rains"
    assert told["budget (as written)"] == "1.250.000,50"
    for text in ("12 March 2009", "after the rains", "1.250.000,50"):
        assert text in page


@pytest.mark.parametrize("query", ["Forty wells", "Quarante puits"])
async def test_a_record_in_two_languages_is_found_in_either(library, query):
    services, _ = library

    found = await services.assistant.search(Request(question=query))

    assert found.passages[0].title == "Forty wells for the villages of the north"
    assert "Quarante puits" in found.passages[0].text
