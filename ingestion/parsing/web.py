"""Web pages and Markdown, partitioned by unstructured without a page's furniture."""

from collections.abc import Iterator
from typing import cast

import regex
from lxml import etree, html

from ingestion.errors import UnreadableFile
from ingestion.items import Item, Parsed
from ingestion.parsing.container import Container
from ingestion.parsing.decoding import decode
from ingestion.parsing.elements import blocks_of, partition_page
from ingestion.parsing.shaping import is_http, one_line, shorten_title
from ingestion.parsing.stated import front_facets, keyword_facets

_FURNITURE = (
    *("nav", "script", "style", "noscript", "template", "iframe", "svg", "form"),
    *("button", "select", "dialog"),
)
_PLAIN = {
    **dict.fromkeys(("form", "details", "figure", "fieldset"), "div"),
    **dict.fromkeys(("summary", "figcaption", "legend"), "p"),
    **dict.fromkeys(("label", "button"), "span"),
}
"""Elements that become plain ones, and those that they become."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_FEW = 2
"""Words of a title that names the part of a site rather than the page."""
_MUCH = 200
"""Characters of paragraphs from which a form is the page and no box to fill in."""
_ROLES = ("navigation", "banner", "contentinfo", "search", "complementary")
_HIDDEN = regex.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", regex.I)
_PUBLISHED = (
    *("article:published_time", "citation_publication_date", "dcterms.issued"),
    *("dc.date", "dcterms.date", "dcterms.created", "date", "datepublished", "pubdate"),
)
_CHARSET = regex.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", regex.I)
_FRONT_MATTER = regex.compile(r"\A---\n(?P<yaml>.*?)\n(?:---|\.\.\.)\n", regex.S)
_LINKED_DATE = regex.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')
_DATE = regex.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


def read_html(file: Container) -> Parsed:
    """Return one item: the page's own text with its headings.

    Navigation, scripts, forms and hidden parts are dropped. Title, language, date and
    address come from the page's head.

    Raises:
        UnreadableFile: there is no page in it.
    """
    return Parsed(items=(_page(_page_text(file.data), file),))


def read_markdown(file: Container) -> Parsed:
    """Return one item: the text under its headings, front matter understood."""
    import markdown

    text = decode(file.data)
    told: dict[str, list[str]] = {}
    front = _FRONT_MATTER.match(text)
    if front is not None:
        told = _front_matter(front["yaml"])
        if told:
            text = text[front.end() :]
    said = {name: texts[0] for name, texts in told.items() if len(texts) == 1}
    page = markdown.markdown(text, extensions=["tables", "fenced_code", "sane_lists"])
    item = _page(f"<html><body>{page}</body></html>", file)
    date = _DATE.match(said.get("date", "") or said.get("published", ""))
    link = said.get("url", "") or said.get("link", "")
    return Parsed(
        items=(
            item.model_copy(
                update={
                    "title": shorten_title(said.get("title", "")) or item.title,
                    "language": said.get("lang")
                    or said.get("language")
                    or item.language,
                    "published": date[0] if date else None,
                    "uri": link if is_http(link) else None,
                    "facets": front_facets(told),
                }
            ),
        )
    )


def page_item(page: str, file: Container) -> Item:
    """Return the item of a page of HTML that was made from another format."""
    return _page(page, file)


def _page(text: str, file: Container) -> Item:
    try:
        tree = html.document_fromstring(text.encode(), parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise UnreadableFile(
            "there is no text in it", remedy="Fetch the page again."
        ) from error
    title = _title(tree)
    language = one_line(tree.get("lang") or _attribute(tree, "lang") or "") or None
    date = _published(tree)
    address = _canonical(tree)
    facets = keyword_facets(_all_metas(tree))
    _drop_furniture(tree)
    blocks = blocks_of(
        partition_page(etree.tostring(tree, encoding="unicode", method="html"))
    )
    heading = next((block.text for block in blocks if block.is_heading), None)
    return Item(
        title=shorten_title(title or heading or "") or file.stem_title,
        blocks=tuple(blocks),
        language=language or file.stated_language,
        uri=address,
        published=date,
        facets=facets,
    )


def _published(tree: html.HtmlElement) -> str | None:
    """Return the day that a page states: in its head, its linked data, or an element.

    Of days in the text the first counts, where it is the only one that is marked.
    """
    head = _metas(tree)
    stated = [head.get(name) for name in _PUBLISHED]
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            stated += _LINKED_DATE.findall(str(script.text_content()))
    marked = {one.get("datetime") for one in tree.iter("time") if one.get("datetime")}
    stated += list(marked) if len(marked) == 1 else []
    for told in stated:
        found = _DATE.match((told or "").replace("/", "-"))
        if found is not None:
            return found[0]
    return None


def _parser() -> html.HTMLParser:
    return html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )


def _page_text(data: bytes) -> str:
    declared = _CHARSET.search(data[:4096])
    if declared is not None and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def _title(tree: html.HtmlElement) -> str | None:
    """Return the page's title; a lone h1 within it, since sites add their name.

    And a lone h1 where the title is but a word or two, such as "News".
    """
    stated = one_line(tree.findtext(".//title") or "")
    heads = [one_line(str(head.text_content())) for head in tree.iter("h1")]
    heads = [head for head in heads if head]
    is_more = (
        bool(heads) and len(stated.split()) <= _FEW and len(heads[0]) > len(stated)
    )
    if len(heads) == 1 and (not stated or heads[0] in stated or is_more):
        return heads[0]
    return stated or _meta(tree, "og:title") or (heads[0] if heads else None)


def _meta(tree: html.HtmlElement, *names: str) -> str | None:
    found = _metas(tree)
    return next((found[name] for name in names if name in found), None)


def _metas(tree: html.HtmlElement) -> dict[str, str]:
    """Return what a page's head states, by name in small letters; the first counts."""
    found: dict[str, str] = {}
    for name, content in _all_metas(tree):
        found.setdefault(name, content)
    return found


def _all_metas(tree: html.HtmlElement) -> Iterator[tuple[str, str]]:
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        content = one_line(meta.get("content") or "")
        if content:
            yield name.casefold(), content


def _canonical(tree: html.HtmlElement) -> str | None:
    for link in tree.iter("link"):
        address = link.get("href") or ""
        if (link.get("rel") or "").casefold() == "canonical" and is_http(address):
            return address
    return None


def _attribute(tree: html.HtmlElement, name: str) -> str | None:
    body = tree.find("body")
    return body.get(name) if body is not None else None


def _drop_furniture(tree: html.HtmlElement) -> None:
    main_exists = next(tree.iter("main", "article"), None) is not None
    for element in list(tree.iter()):
        if (
            not isinstance(cast(object, element.tag), str)
            or element.getparent() is None
        ):
            continue
        is_furniture = (
            element.tag in _FURNITURE
            or (element.get("role") or "").casefold() in _ROLES
            or element.get("hidden") is not None
            or element.get("aria-hidden") == "true"
            or _HIDDEN.search(element.get("style") or "") is not None
            or (main_exists and element.tag == "footer")
        )
        if is_furniture and not _holds_the_page(element):
            element.drop_tree()
    for element in tree.iter(*_PLAIN):
        # What the partitioner knows nothing of, and would leave out with its words.
        element.tag = _PLAIN[str(element.tag)]


def _holds_the_page(element: html.HtmlElement) -> bool:
    """Tell whether a form is around the page's own text, or a button in a heading."""
    if element.tag == "button":
        return any(one.tag in _HEADINGS for one in element.iterancestors())
    if element.tag != "form":
        return False
    told = " ".join(str(one.text_content()) for one in element.iter("p", "h1", "h2"))
    return len(one_line(told)) >= _MUCH or element.find(".//h1") is not None


def _front_matter(text: str) -> dict[str, list[str]]:
    """Return the texts of each field that stands before a text, names in lower case."""
    import yaml

    try:
        loaded = cast(object, yaml.load(text, Loader=yaml.BaseLoader))  # noqa: S506 - BaseLoader makes strings only
    except yaml.YAMLError:
        return {}
    if not isinstance(loaded, dict):
        return {}
    told: dict[str, list[str]] = {}
    for key, value in cast(dict[object, object], loaded).items():
        values = cast(list[object], value) if isinstance(value, list) else [value]
        texts = [one for one in values if isinstance(one, str)]
        if texts:
            told[str(key).casefold()] = texts
    return told
