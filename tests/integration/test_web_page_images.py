"""Pictures of pages over HTTP: real PDFs, a real library, a real worker process."""

import asyncio
import io
import multiprocessing
import os
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fpdf import FPDF
from PIL import Image

from assistant.app import Services, SourceOptions, WorkerDrawing, open_services
from assistant.replies import Request
from assistant.server.page_images import Pages
from assistant.server.web import create_app
from assistant.settings import Settings
from ingestion.page_images import PageImages
from vectorstore.records import ChunkId

FIRST = "Forty wells were dug in the north of the country in 2014."
SECOND = "Brazil taught the hospitals to run human milk banks."
LAYERS = 6_000
"""Of paint over each other: tens of seconds of drawing, and a moment of reading."""


def report(*pages: str) -> FPDF:
    made = FPDF()
    for text in pages:
        made.add_page()
        made.set_font("helvetica", size=12)
        made.text(20, 100, text)
    return made


def slow() -> FPDF:
    made = report("This page is painted over very often and so takes long.")
    with made.local_context(fill_opacity=0.01, fill_color=(0, 0, 255)):
        for _ in range(LAYERS):
            made.rect(0, 0, 210, 297, style="F")
    return made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("docs")
    report(FIRST, SECOND).output(str(made / "report.pdf"))
    slow().output(str(made / "slow.pdf"))
    report("It will be changed soon, this page.").output(str(made / "changed.pdf"))
    report("It will be gone soon, this page.").output(str(made / "gone.pdf"))
    (made / "note.txt").write_text("A note that has no pages.\n", "utf-8")
    (made / "secret").mkdir()
    (made / "secret" / "source.yaml").write_text("visibility: staff\n", "utf-8")
    report("The embassy plans a bridge.").output(str(made / "secret" / "plan.pdf"))
    return made


@pytest.fixture(scope="module")
def services(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Services]:
    settings = Settings(home=tmp_path_factory.mktemp("home"), workers=1)
    with open_services(settings, purpose="a test") as opened:
        opened.ingest([folder], SourceOptions())
        yield opened


@pytest.fixture
async def client(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(services) as opened:
        yield opened


def client_of(services: Any) -> httpx.AsyncClient:
    app = create_app(services, ui=False)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://here", timeout=120)


def document(services: Services, folder: Path, name: str) -> str:
    [identifier] = services.library.documents_of(str(folder / name))
    return identifier


def span(services: Services, identifier: Any, quote: str) -> dict[str, int]:
    stored = services.library.document(identifier)
    assert stored is not None
    start = stored.text.index(quote)
    return {"start": start, "end": start + len(quote)}


def yellow_rows(png: bytes) -> list[int]:
    image = Image.open(io.BytesIO(png)).convert("RGB")
    pixels = image.load()
    assert pixels is not None
    return [
        y
        for y in range(image.height)
        if any(_is_yellow(pixels[x, y]) for x in range(0, image.width, 3))
    ]


def _is_yellow(pixel: Any) -> bool:
    red, green, blue = pixel
    return red > 230 and green > 200 and blue < 160


async def test_the_quoted_words_are_marked_on_their_page(
    client: httpx.AsyncClient, services: Services, folder: Path
) -> None:
    name = document(services, folder, "report.pdf")
    where = span(services, name, SECOND)
    answer = await client.get(f"/api/page/{name}/2.png", params=where)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-marked"] == "1"
    assert answer.headers["cache-control"].startswith("private")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert float(answer.headers["x-marked-at"]) == pytest.approx(100 / 297, abs=0.02)
    rows = yellow_rows(answer.content)
    height = Image.open(io.BytesIO(answer.content)).height
    assert 0.31 * height < rows[0] < 100 / 297 * height <= rows[-1] < 0.35 * height


async def test_a_citation_names_the_page_of_its_words_not_of_its_passage(
    services: Services,
) -> None:
    question = "What did Brazil teach the hospitals?"
    reply = await services.assistant.ask(Request(question=question))
    [cited] = [c for c in reply.citations if c.quote == SECOND]
    passage = services.library.chunk(ChunkId(cited.chunk_id))
    assert passage is not None
    assert (passage.chunk.page, cited.page) == (1, 2)


async def test_words_of_another_page_are_not_marked(
    client: httpx.AsyncClient, services: Services, folder: Path
) -> None:
    name = document(services, folder, "report.pdf")
    where = span(services, name, SECOND)
    answer = await client.get(f"/api/page/{name}/1.png", params=where)
    assert (answer.status_code, answer.headers["x-marked"]) == (200, "0")
    assert yellow_rows(answer.content) == []


async def test_of_words_on_two_pages_each_page_shows_its_own(
    client: httpx.AsyncClient, services: Services, folder: Path
) -> None:
    name = document(services, folder, "report.pdf")
    where = span(services, name, f"{FIRST}\n\n{SECOND}")
    for page in (1, 2):
        answer = await client.get(f"/api/page/{name}/{page}.png", params=where)
        assert (answer.status_code, answer.headers["x-marked"]) == (200, "1")


async def test_a_picture_is_drawn_once_and_then_kept_by_its_tag(
    client: httpx.AsyncClient, services: Services, folder: Path
) -> None:
    name = document(services, folder, "report.pdf")
    address = f"/api/page/{name}/1.png"
    first = await client.get(address)
    workers = [worker.pid for worker in multiprocessing.active_children()]
    again = await client.get(address)
    assert again.content == first.content
    assert again.headers["etag"] == first.headers["etag"]
    unchanged = await client.get(
        address, headers={"If-None-Match": first.headers["etag"]}
    )
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    other = await client.get(address, params=span(services, name, FIRST))
    assert other.headers["etag"] != first.headers["etag"]
    assert [worker.pid for worker in multiprocessing.active_children()] == workers


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("report.pdf", 3),
        ("report.pdf", 0),
        ("report.pdf", -1),
        ("note.txt", 1),
        ("secret/plan.pdf", 1),
        (None, 1),
    ],
)
async def test_what_is_no_public_page_is_not_found(
    client: httpx.AsyncClient,
    services: Services,
    folder: Path,
    name: str | None,
    page: int,
) -> None:
    identifier = document(services, folder, name) if name else "d0000000000000000"
    answer = await client.get(f"/api/page/{identifier}/{page}.png")
    assert answer.status_code == 404
    error = answer.json()["error"]
    assert error["code"] == "not_found"
    assert error["remedy"]
    assert str(folder) not in answer.text


async def test_staff_see_the_pages_of_staff(services: Services, folder: Path) -> None:
    name = document(services, folder, "secret/plan.pdf")
    image = await services.pages.image(name, page=1, span=None, readers="staff")
    assert image.png.startswith(b"\x89PNG")


async def test_a_file_that_changed_or_went_away_is_not_shown(
    client: httpx.AsyncClient, services: Services, folder: Path
) -> None:
    changed = document(services, folder, "changed.pdf")
    gone = document(services, folder, "gone.pdf")
    seen = await client.get(f"/api/page/{changed}/1.png")
    assert seen.status_code == 200
    report("Now it says something else.").output(str(folder / "changed.pdf"))
    (folder / "gone.pdf").unlink()
    answers = [await client.get(f"/api/page/{i}/1.png") for i in (changed, gone)]
    assert [answer.status_code for answer in answers] == [404, 404]
    told = [answer.json()["error"]["message"] for answer in answers]
    assert "has changed" in told[0]
    assert "no longer" in told[1]


@pytest.mark.parametrize(
    "where",
    [
        {"start": 5},
        {"end": 5},
        {"start": 5, "end": 5},
        {"start": 6, "end": 5},
        {"start": -1, "end": 5},
        {"start": 0, "end": 1_000_000},
        {"start": "a", "end": 5},
    ],
)
async def test_a_span_that_cannot_be_is_told(
    client: httpx.AsyncClient, services: Services, folder: Path, where: dict[str, Any]
) -> None:
    name = document(services, folder, "report.pdf")
    answer = await client.get(f"/api/page/{name}/1.png", params=where)
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "bad_request"


class Impatient:
    """The same library, with a worker of its own that may take little time."""

    def __init__(self, services: Services, images: PageImages) -> None:
        self.settings = services.settings
        self.assistant = services.assistant
        self.partners = services.partners
        self.directory = services.directory
        self.corrections = services.corrections
        self.postings = services.postings
        self.pages = Pages(library=services.library, drawing=WorkerDrawing(images))


@pytest.fixture
def limited(services: Services) -> Iterator[Any]:
    """Serve the library with other limits; the workers end with the test."""
    opened: list[PageImages] = []

    def with_limits(**limits: Any) -> httpx.AsyncClient:
        opened.append(PageImages(**limits))
        return client_of(Impatient(services, opened[-1]))

    yield with_limits
    for images in opened:
        images.close()


async def test_a_page_that_takes_too_long_is_given_up_and_the_next_one_drawn(
    limited: Any, services: Services, folder: Path
) -> None:
    async with limited(timeout_s=4) as client:
        slow_one = document(services, folder, "slow.pdf")
        answer = await client.get(f"/api/page/{slow_one}/1.png")
        assert answer.status_code == 503
        assert answer.json()["error"]["code"] == "page_unavailable"
        assert "longer than 4 s" in answer.json()["error"]["message"]
        other = document(services, folder, "report.pdf")
        assert (await client.get(f"/api/page/{other}/1.png")).status_code == 200


async def test_a_worker_that_crashes_is_told_and_the_next_page_drawn(
    limited: Any, services: Services, folder: Path
) -> None:
    async with limited() as client:
        before = {worker.pid for worker in multiprocessing.active_children()}
        slow_one = document(services, folder, "slow.pdf")
        drawing = asyncio.create_task(client.get(f"/api/page/{slow_one}/1.png"))
        os.kill(await _new_worker(before, drawing), signal.SIGKILL)
        answer = await drawing
        assert answer.status_code == 503
        assert answer.json()["error"]["code"] == "page_unavailable"
        other = document(services, folder, "report.pdf")
        assert (await client.get(f"/api/page/{other}/1.png")).status_code == 200


async def _new_worker(before: set[int | None], drawing: asyncio.Task[Any]) -> int:
    """The worker's process, once it draws: starting takes less of a core."""
    while not drawing.done():
        for worker in multiprocessing.active_children():
            pid = worker.pid
            if pid and pid not in before and _seconds_used(pid) > 1.5:
                return pid
        await asyncio.sleep(0.05)
    pytest.fail("the page was drawn before its worker could be killed")


def _seconds_used(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")")[1].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


async def test_a_worker_that_runs_out_of_memory_is_told(
    limited: Any, services: Services, folder: Path
) -> None:
    async with limited(memory_bytes=1) as client:
        name = document(services, folder, "report.pdf")
        for page in (1, 2):
            answer = await client.get(f"/api/page/{name}/{page}.png")
            assert answer.status_code == 503


async def test_who_asks_when_too_many_wait_is_told_to_come_again(
    limited: Any, services: Services, folder: Path
) -> None:
    async with limited(waiting_at_most=0) as client:
        name = document(services, folder, "report.pdf")
        answer = await client.get(f"/api/page/{name}/1.png")
        assert answer.status_code == 503
        assert "too many" in answer.json()["error"]["message"]


async def test_only_the_latest_pictures_are_kept(
    services: Services, folder: Path
) -> None:
    images = PageImages(kept_bytes=1)
    pages = Pages(library=services.library, drawing=WorkerDrawing(images))
    name = document(services, folder, "report.pdf")
    try:
        one = await pages.image(name, page=1, span=None)
        again = await pages.image(name, page=1, span=None)
    finally:
        images.close()
    assert one is not again
    assert one.png == again.png


async def test_many_who_ask_for_one_page_at_once_all_get_it(
    client: httpx.AsyncClient, services: Services, folder: Path
) -> None:
    name = document(services, folder, "report.pdf")
    where = span(services, name, FIRST)
    answers = await asyncio.gather(
        *(client.get(f"/api/page/{name}/1.png", params=where) for _ in range(40))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
