"""The pages of a home that holds nothing, and the operator's secret in it."""

from pathlib import Path

import httpx
from sqlalchemy import text

from assistant.app import open_services
from assistant.pages.operators import COOKIE, KEY_FILE, Operators
from assistant.server.web import create_app
from assistant.settings import Settings


def test_an_operators_secret_outlives_the_server_and_is_renewed_when_deleted(
    tmp_path: Path,
) -> None:
    first = Operators(tmp_path)
    assert Operators(tmp_path).path == first.path
    (tmp_path / KEY_FILE).unlink()
    renewed = Operators(tmp_path)
    assert not renewed.is_one({COOKIE: first.cookie})
    assert renewed.is_one({COOKIE: renewed.cookie})
    (tmp_path / KEY_FILE).write_text("short")
    assert len(Operators(tmp_path).path) > 50


async def test_an_empty_library_names_the_command_that_fills_it(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", workers=1)
    with open_services(settings, purpose="a test") as opened:
        transport = httpx.ASGITransport(app=create_app(opened, ui=False))
        async with httpx.AsyncClient(
            transport=transport, base_url="http://here"
        ) as client:
            for address in ("/search", "/search?q=wells", "/library"):
                page = await client.get(address)
                assert page.status_code == 200
                assert "galaxy ingest --starter" in page.text
            opened.library.engine.dispose()
            with opened.library.engine.begin() as catalogue:
                catalogue.execute(text("alter table documents rename to taken_away"))
            failed = await client.get("/library", headers={"Accept-Language": "fr"})
            assert failed.status_code == 503
            assert "communiquez cette référence" in failed.text
            assert "taken_away" not in failed.text
            assert "documents" not in failed.text.lower()
