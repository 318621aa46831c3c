"""The page of one document, opened at a passage."""

from collections.abc import Iterable, Mapping
from urllib.parse import quote, urlencode

from assistant.errors import NotFound
from assistant.pages.address import Asked, BadParameter, organization_address
from assistant.pages.facets import value_label
from assistant.pages.reading import Part, page_at, part_of
from assistant.pages.rendering import ask_address
from assistant.postings.states import State
from assistant.postings.wording import state_label
from assistant.ui.answers import safe_link
from assistant.wording import Wording
from vectorstore.catalogue.participations import organization_id
from vectorstore.library import Library
from vectorstore.records import (
    ChunkId,
    Document,
    DocumentId,
    Record,
    Span,
    Visibility,
)
from vectorstore.text.organization_names import organization_key

MOST_COUNTRIES = 20
MOST_ORGANIZATIONS = 30
MOST_COPIES = 10


class Fact(Record):
    """One labelled value; some are addresses of searches for more of the like."""

    label: str
    value: str
    address: str | None = None


class Picture(Record):
    """A page as it was published, with the passage marked."""

    address: str
    text: str


class DocumentView(Record):
    """All that a document's page shows."""

    title: str
    language: str  # BCP 47
    link: str | None  # to the original
    ask: str
    facts: tuple[Fact, ...]
    own_data: tuple[Fact, ...]
    organizations: tuple[Fact, ...]  # named in the record, with their roles
    copies: tuple[Fact, ...]  # of the same record, by where they come from
    part: Part
    earlier: str | None
    later: str | None
    picture: Picture | None
    to_passage: str | None
    passage_is_gone: bool

    def with_state(self, state: State | None, say: Wording) -> "DocumentView":
        """Return the view of a need or an offer, with its state as the first fact."""
        if state is None:
            return self
        fact = Fact(label=say.say("postings.state"), value=state_label(*state, say))
        return self.model_copy(update={"facts": (fact, *self.facts)})


def document_view(
    library: Library, identifier: str, query: Mapping[str, str], say: Wording
) -> DocumentView:
    """Return what the page of a document shows to the public.

    Args:
        library: where it lies.
        identifier: of the document.
        query: `chunk`, or `start` and `end`, or both, mark words in it; `at` shows
            another part.
        say: the language of the page.

    Raises:
        NotFound: there is none that the public may see.
        BadParameter: the query names a place that is none in it.
    """
    document = library.document(DocumentId(identifier))
    if document is None or document.provenance.visibility is not Visibility.PUBLIC:
        raise NotFound(
            f"there is no document {identifier!r}", remedy="Search for its title."
        )
    words = _words(query, document)
    passage = _passage(library, query.get("chunk"), document)
    part = part_of(
        document.text,
        page_starts=document.page_starts,
        passage=passage,
        words=words,
        at=_offset(query["at"], document) if "at" in query else None,
    )
    marked = words or passage
    inside = marked is not None and part.span[0] <= marked[0] < part.span[1]
    return DocumentView(
        title=document.title,
        language=document.language,
        link=safe_link(document.provenance.uri),
        ask=ask_address(say.say("search.question", title=document.title)),
        facts=_facts(document, say, query.get("lang")),
        own_data=tuple(
            Fact(label=name, value=value)
            for name, value in document.metadata.items()
            if value.strip()
        ),
        organizations=tuple(_organizations(document, say, query.get("lang"))),
        copies=tuple(_copies(library, document, say, query.get("lang"))),
        part=part,
        earlier=_at(document, query, part.earlier),
        later=_at(document, query, part.later),
        picture=_picture(document, marked, say) if inside else None,
        to_passage=_to_passage(document, query, inside=inside) if marked else None,
        passage_is_gone="chunk" in query and passage is None,
    )


def _passage(library: Library, chunk: str | None, document: Document) -> Span | None:
    if not chunk:
        return None
    stored = library.chunk(ChunkId(chunk))
    if stored is None or stored.chunk.document_id != document.id:
        return None
    return stored.chunk.span


def _words(query: Mapping[str, str], document: Document) -> Span | None:
    if "start" not in query and "end" not in query:
        return None
    start = _offset(query.get("start", ""), document)
    end = _offset(query.get("end", ""), document)
    if start >= end:
        raise BadParameter("problem.span")
    return start, end


def _offset(value: str, document: Document) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise BadParameter("problem.span")
    if int(value) > len(document.text):
        raise BadParameter("problem.span")
    return int(value)


def _to_passage(document: Document, query: Mapping[str, str], *, inside: bool) -> str:
    return "#passage" if inside else f"{_address(document, query)}#passage"


def _at(document: Document, query: Mapping[str, str], at: int | None) -> str | None:
    if at is None:
        return None
    return f"{_address(document, query, at=str(at))}#text"


def _address(document: Document, query: Mapping[str, str], **changed: str) -> str:
    kept = {n: query[n] for n in ("chunk", "start", "end", "lang") if n in query}
    place = quote(document.id, safe="")
    return f"/document/{place}?{urlencode({**kept, **changed})}"


def _picture(document: Document, marked: Span | None, say: Wording) -> Picture | None:
    if marked is None:
        return None
    page = page_at(document.page_starts, marked[0])
    if page is None:
        return None
    span = urlencode({"start": marked[0], "end": marked[1]})
    return Picture(
        address=f"/api/page/{quote(document.id, safe='')}/{page}.png?{span}",
        text=say.say("document.picture_alt", page=say.number(page)),
    )


def _organizations(
    document: Document, say: Wording, lang: str | None
) -> Iterable[Fact]:
    """Yield the organizations of a record, each once, with the ways to their pages."""
    roles: dict[str, dict[str, None]] = {}
    names: dict[str, str] = {}
    for part in document.participations:
        key = organization_id(organization_key(part.name, part.country))
        names.setdefault(key, part.name)
        roles.setdefault(key, {})[say.say(f"role.{part.role}")] = None
    for key, name in list(names.items())[:MOST_ORGANIZATIONS]:
        yield Fact(
            label=say.list_separator.join(roles[key]),
            value=name,
            address=organization_address(key, lang=lang),
        )


def _copies(
    library: Library, document: Document, say: Wording, lang: str | None
) -> Iterable[Fact]:
    """Yield the ways to a record's copies: of another platform, or another year."""
    ids = library.copies_of(document.id)[:MOST_COPIES]
    for one in library.documents(ids).values():
        details = [
            one.provenance.platform,
            (one.started or one.provenance.published or "")[:4],
        ]
        name = one.path.rpartition("/")[2].partition("#")[0]
        query = f"?{urlencode({'lang': lang})}" if lang else ""
        yield Fact(
            label=say.list_separator.join(filter(None, [*details, name])),
            value=one.title,
            address=f"/document/{quote(one.id, safe='')}{query}",
        )


def _facts(document: Document, say: Wording, lang: str | None) -> tuple[Fact, ...]:
    origin, facets = document.provenance, document.facets
    like = Asked(lang=lang)
    facts = [
        (
            "panel.platform",
            origin.platform,
            like.address(platform=(origin.platform,)),
        ),
        ("panel.publisher", origin.publisher, None),
        (
            "panel.published",
            say.date(origin.published) if origin.published else None,
            None,
        ),
        ("panel.retrieved", say.date(origin.retrieved_at.isoformat()), None),
        ("panel.licence", origin.licence, None),
        (
            "panel.language",
            value_label("language", document.language, say),
            like.address(language=(document.language,)),
        ),
        (
            "search.kind",
            say.kind_name(facets.kind) if facets.kind else None,
            like.address(kind=(facets.kind,)) if facets.kind else None,
        ),
    ]
    told = [
        Fact(label=say.say(key), value=value, address=address)
        for key, value, address in facts
        if value
    ]
    told += [
        Fact(
            label=say.say("search.country"),
            value=say.country_name(code),
            address=like.address(country=(code,)),
        )
        for code in facets.countries[:MOST_COUNTRIES]
    ]
    told += [
        Fact(
            label=say.say("search.sdg"),
            value=value_label("sdg", number, say),
            address=like.address(sdg=(number,)),
        )
        for number in facets.sdgs
    ]
    if not safe_link(origin.uri):
        told.append(Fact(label=say.say("panel.path"), value=document.path))
    return tuple(told)
