"""Lays out the folder that Chainlit reads: settings, interface texts, our components.

Chainlit reads it when it is first imported, and would write its own defaults (file
upload on, foreign links) where it finds nothing.
"""

import json
import os
from collections.abc import Mapping
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from shutil import rmtree
from typing import cast

from assistant.ui.notices import disclaimer, footer, welcome
from assistant.wording import LANGUAGES, Wording, wording

NAME = "South-South Galaxy"
PATH = "/chat"
"""Where the chat is mounted."""
ROOT_VARIABLE = "CHAINLIT_APP_ROOT"

SETTINGS = f"""\
# Written by `galaxy serve` each time it starts.
[project]
session_timeout = 3600
allow_origins = []
cache = false

[features]
unsafe_allow_html = false
latex = false
user_message_markdown = false
edit_message = false
allow_thread_sharing = false
favorites = false

[features.spontaneous_file_upload]
enabled = false
accept = ["text/plain"]

[features.audio]
enabled = false

[features.mcp]
enabled = false

[UI]
name = "{NAME}"
description = "Answers from the global South, with their sources"
default_theme = "light"
default_sidebar_state = "hidden"
cot = "full"
confirm_new_chat = false
default_avatar_file_url = "{PATH}/public/mark.svg"
custom_css = "/public/galaxy.css"
custom_js = "/public/galaxy.js"

[meta]
generated_by = "2.12.0"
"""

SPEAKS = {
    "en": "en-US",
    "fr": "fr-FR",
    "es": "es",
    "ar": "ar-SA",
    "zh": "zh-CN",
    "ru": "ru",
    "pt": "pt-PT",
}
"""Which interface texts each of our languages begins from. Russian's are our own."""

PAGE_TEXTS = ("menu", "search", "needs", "organizations", "library", "end")

Texts = dict[str, "Texts | str"]


def provision(root: Path, *, endpoint: str | None = None) -> None:
    """Write the folder, and tell Chainlit where it is.

    Call it before Chainlit is imported for the first time. `endpoint`: the host that
    questions are sent to, where a model writes.
    """
    # What open screens showed when an earlier server stopped; nobody can ask for it.
    rmtree(root / ".files", ignore_errors=True)
    settings = root / ".chainlit"
    _write(settings / "config.toml", SETTINGS)
    for name, texts in interface_texts(endpoint=endpoint).items():
        _write(
            settings / "translations" / f"{name}.json",
            json.dumps(texts, ensure_ascii=False, indent=1),
        )
    _copy(Path(str(files("assistant").joinpath("ui/assets"))), root / "public")
    _write(root / "chainlit.md", about(endpoint=endpoint))
    for language in LANGUAGES:
        told = about_in(wording(language), endpoint=endpoint)
        _write(root / f"chainlit_{language}.md", told)
    os.environ[ROOT_VARIABLE] = str(root)


def about(*, endpoint: str | None = None) -> str:
    """Return what the program is, in all its languages: the text of `chainlit.md`."""
    return "\n".join(
        about_in(wording(language), endpoint=endpoint) for language in LANGUAGES
    )


def about_in(say: Wording, *, endpoint: str | None = None) -> str:
    """Return what the program is and does with questions, in one language."""
    return (
        f"## {NAME}\n\n{welcome(say, endpoint=endpoint)}\n\n"
        f"{say.say('notice.capabilities')}\n\n{disclaimer(say, endpoint=endpoint)}\n"
    )


def interface_texts(*, endpoint: str | None = None) -> dict[str, Texts]:
    """Return the interface texts by language tag: Chainlit's, with our sentences in.

    A tag without a region ("fr") serves the regions that have no file of their own.
    """
    shipped = _shipped_texts()
    shipped["ru"] = _read(
        Path(str(files("assistant").joinpath("ui/translations/ru.json")))
    )
    whole = shipped["en-US"]  # some of the shipped files lack a text
    told = {
        tag: _ours(_merged(whole, texts), wording(tag), endpoint)
        for tag, texts in shipped.items()
    }
    return told | {language: told[tag] for language, tag in SPEAKS.items()}


def _shipped_texts() -> dict[str, Texts]:
    spec = find_spec("chainlit")
    assert spec is not None, "chainlit is a dependency"
    assert spec.origin is not None, "chainlit is a package with an __init__"
    folder = Path(spec.origin).parent / "translations"
    return {path.stem: _read(path) for path in sorted(folder.glob("*.json"))}


def _ours(texts: Texts, say: Wording, endpoint: str | None) -> Texts:
    """Put our own sentences where Chainlit speaks of models, or says "Using"."""
    return _merged(
        texts,
        {
            "chat": {
                "watermark": footer(say, endpoint=endpoint),
                "input": {"placeholder": say.say("chat.placeholder")},
                "messages": {"status": {"using": "", "used": ""}},
            },
            "navigation": {"header": {"readme": say.say("chat.about")}},
            # Read by galaxy.js: links to the pages that the server renders, and names.
            "galaxy": {name: say.say(f"pages.{name}") for name in PAGE_TEXTS},
        },
    )


def _merged(texts: Mapping[str, "Texts | str"], ours: Texts) -> Texts:
    merged = dict(texts)
    for key, value in ours.items():
        below = merged.get(key)
        if isinstance(value, dict) and isinstance(below, dict):
            merged[key] = _merged(below, value)
        else:
            merged[key] = value
    return merged


def _read(path: Path) -> Texts:
    return cast("Texts", json.loads(path.read_text("utf-8")))


def _copy(source: Path, target: Path) -> None:
    for path in sorted(source.rglob("*")):
        if path.is_file():
            _write(target / path.relative_to(source), path.read_text("utf-8"))


def _write(path: Path, text: str) -> None:
    """Write a file if it says something else, whole or not at all."""
    if path.is_file() and path.read_text("utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(text, "utf-8")
    partial.replace(path)
