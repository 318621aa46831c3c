"""The chat's page names no other host and speaks the visitor's language."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import pytest

from assistant.ui.page import own_page, preferred
from assistant.ui.provision import SPEAKS, about, interface_texts, provision


@pytest.fixture
def shipped() -> str:
    spec = find_spec("chainlit")
    assert spec is not None
    assert spec.origin is not None
    page = Path(spec.origin).parent / "frontend" / "dist" / "index.html"
    return page.read_text("utf-8")


def keys(texts: object, place: str = "") -> set[str]:
    if not isinstance(texts, dict):
        return {place}
    return {key for name in texts for key in keys(texts[name], f"{place}.{name}")}


def test_the_shipped_page_links_elsewhere_and_ours_does_not(shipped: str) -> None:
    assert "https://" in shipped
    page, _ = own_page(shipped, language="en")
    assert "://" not in page
    assert "index-" in page


def test_a_picture_named_elsewhere_goes_too() -> None:
    page, _ = own_page(
        '<meta property="og:image" content="https://cdn.example/banner.png">x',
        language="en",
    )
    assert page == "x"


def test_the_policy_allows_the_inline_scripts_of_this_very_page(shipped: str) -> None:
    page, policy = own_page(shipped, language="en")
    [script] = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy
    assert "default-src 'self'" in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("ar-EG,ar;q=0.9,en;q=0.8", "ar-EG"),
        (" fr", "fr"),
        ("", "en"),
        ("*", "en"),
        ('en"><script>', "en"),
    ],
)
def test_the_language_is_the_browsers_first(accepted: str, language: str) -> None:
    assert preferred(accepted) == language


def test_arabic_pages_run_from_right_to_left(shipped: str) -> None:
    assert '<html lang="ar-EG" dir="rtl">' in own_page(shipped, language="ar-EG")[0]
    assert '<html lang="fr" dir="ltr">' in own_page(shipped, language="fr")[0]


@pytest.mark.parametrize("language", SPEAKS)
def test_every_language_has_all_interface_texts(language: str) -> None:
    texts = interface_texts()
    missing = keys(texts["en-US"]) - keys(texts[language])
    assert missing == set()


def test_interface_texts_speak_of_sources_and_not_of_models() -> None:
    for texts in interface_texts().values():
        chat = texts["chat"]
        assert isinstance(chat, dict)
        assert "LLM" not in str(chat["watermark"])


def test_the_folder_is_laid_out_once_and_then_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHAINLIT_APP_ROOT", "elsewhere")
    provision(tmp_path)
    written = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")}
    assert (tmp_path / "public" / "elements" / "Answer.jsx").is_file()
    assert (tmp_path / "chainlit_fr.md").is_file()
    russian = tmp_path / ".chainlit" / "translations" / "ru.json"
    assert json.loads(russian.read_text("utf-8"))["common"]["actions"]["cancel"]
    provision(tmp_path)
    assert {path: path.stat().st_mtime_ns for path in written} == written


def test_the_welcome_text_of_the_project_is_the_one_that_is_shown() -> None:
    root = Path(__file__).parents[2]
    assert (root / "chainlit.md").read_text("utf-8") == about()
