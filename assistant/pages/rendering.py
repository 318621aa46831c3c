"""Turns what a page holds into HTML, in the visitor's language.

Every value is escaped; a name that a template does not get is an error.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Literal
from urllib.parse import quote, urlencode

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from assistant.wording import FALLBACK, LANGUAGES, Wording, primary, wording
from vectorstore.records import Record

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; object-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ASSETS: Mapping[str, tuple[str, str]] = {
    "pages.css": ("pages/assets/pages.css", "text/css; charset=utf-8"),
    "mark.svg": ("ui/assets/mark.svg", "image/svg+xml"),
}
"""What pages load besides themselves: name, place in the package, type."""
CHAT = "/chat/"
LONGEST_PROMPT = 1_000
"""Code points of a question that the chat takes from its address."""

Place = Literal["search", "needs", "organizations", "library", "document", "problem"]


class LanguageLink(Record):
    """The same page in another language."""

    language: str
    name: str
    address: str


class Layout(Record):
    """What stands around every page."""

    place: Place
    title: str
    lang: str | None  # as the address says it; handed on to other pages
    languages: tuple[LanguageLink, ...]

    def within(self, path: str) -> str:
        """Return the address of another page in the same language."""
        return f"{path}?{urlencode({'lang': self.lang})}" if self.lang else path


def chosen_language(lang: str | None, accept_language: str) -> str:
    """Return the language of a page: what the address says, else what is accepted."""
    if lang and primary(lang) in LANGUAGES:
        return primary(lang)
    accepted: list[tuple[float, str]] = []
    for part in accept_language.split(","):
        tag, _, quality = part.partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        accepted.append((weight, primary(tag)))
    best_first = sorted(accepted, key=lambda pair: -pair[0])
    return next(
        (tag for weight, tag in best_first if weight and tag in LANGUAGES), FALLBACK
    )


def language_links(
    path: str, pairs: Iterable[tuple[str, str]]
) -> tuple[LanguageLink, ...]:
    """Return links to the same address in each language."""
    others = [(name, value) for name, value in pairs if name != "lang" and value]
    return tuple(
        LanguageLink(
            language=language,
            name=wording(language).language_name(language),
            address=f"{quote(path)}?{urlencode([*others, ('lang', language)])}",
        )
        for language in LANGUAGES
    )


def ask_address(question: str) -> str:
    """Return the address of the chat with a question already written."""
    return f"{CHAT}?{urlencode({'prompt': question[:LONGEST_PROMPT]})}"


def rendered(
    template: str,
    *,
    layout: Layout,
    say: Wording,
    status: int = 200,
    **values: object,
) -> HTMLResponse:
    """Return a page, which may load nothing from elsewhere."""
    page = _environment().get_template(template)
    body = page.render(layout=layout, say=say, asset=asset_address, **values)
    return HTMLResponse(
        body,
        status,
        {
            "Content-Security-Policy": POLICY,
            # Not "no-referrer": a form would then be sent with the origin "null".
            "Referrer-Policy": "same-origin",
            "Content-Language": say.language,
            "Cache-Control": "no-cache, private",
            "Vary": "Accept-Language, Cookie",
        },
    )


@cache
def asset(name: str) -> bytes:
    """Return what pages load, by its name."""
    return files("assistant").joinpath(ASSETS[name][0]).read_bytes()


def asset_address(name: str) -> str:
    """Return an address that changes with what lies there, so that it may be kept."""
    return f"/pages/{name}?v={sha256(asset(name)).hexdigest()[:12]}"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("assistant.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
