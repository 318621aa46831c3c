"""Real records, the whole way: from their files to a proposal and its words."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from shutil import copy
from xml.etree import ElementTree

import pytest
from openpyxl import Workbook, load_workbook

from assistant.app import Services, open_services
from assistant.replies import Request
from assistant.settings import Settings
from ingestion.source_files import options_from

ROWS, ACTIVITIES, ENTRIES = 25, 8, 4


def _rows_of(country: str, source: Path, target: Path) -> None:
    """Copy the header and the first rows that name a country."""
    copied = Workbook(write_only=True)
    written = copied.create_sheet()
    with closing(load_workbook(source, read_only=True)) as book:
        rows = book.worksheets[0].iter_rows(values_only=True)
        written.append(next(rows))
        for row in islice((row for row in rows if country in row), ROWS):
            written.append(row)
    copied.save(target)


@pytest.fixture(scope="module")
def services(
    corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Services]:
    place = tmp_path_factory.mktemp("corpus")
    files = place / "files"
    files.mkdir()
    [table] = (corpus / "gcof").glob("*.xlsx")
    _rows_of("Angola", table, files / "projects.xlsx")
    tree = ElementTree.parse(next((corpus / "iati").glob("*_2.03_Senegal*.xml")))
    for later in tree.getroot().findall("iati-activity")[ACTIVITIES:]:
        tree.getroot().remove(later)
    tree.write(files / "senegal.xml", encoding="utf-8")
    for entry in sorted((corpus / "dpg").glob("*.json"))[:ENTRIES]:
        copy(entry, files / entry.name)
    settings = Settings(home=place / "home", workers=2)
    with open_services(settings, purpose="a test") as opened:
        report = opened.ingest([files], options_from())
        assert report.failed == ()
        assert report.added == ROWS + ACTIVITIES + ENTRIES
        yield opened


@pytest.mark.parametrize(
    ("need", "language"),
    [
        ("Angola needs partners to build and equip hospitals", "en"),
        ("L'Angola cherche qui construirait des hôpitaux", "fr"),
        ("安哥拉需要建设医院的合作伙伴", "zh"),
    ],
)
def test_every_word_of_a_proposal_stands_in_a_real_record(services, need, language):
    reply = asyncio.run(services.partners.propose(Request(question=need)))

    assert (reply.need.language, reply.need.countries) == (language, ("AO",))
    assert reply.proposals
    cited = {one.marker: one for one in reply.citations}
    for one in reply.citations:
        document = services.library.document(one.document_id)
        start, end = one.span
        assert document is not None
        assert document.text[start:end] == one.quote
    for proposal in reply.proposals:
        told = [m for reason in proposal.reasons for m in reason.citations]
        assert told
        assert set(told) <= set(cited)
        assert any(proposal.organization.name in cited[m].quote for m in told)
        assert sum(proposal.parts.values()) == pytest.approx(proposal.score, abs=0.01)
