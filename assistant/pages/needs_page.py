"""The page of needs and offers: what is asked for, what is given, and what fits."""

from collections.abc import Iterable, Sequence
from urllib.parse import quote, urlencode

from assistant.pages.address import BadParameter
from assistant.pages.facets import Choice
from assistant.postings.desk import Postings
from assistant.postings.reply import MatchesReply, PostingsQuery, PostingView
from assistant.postings.wording import cooperation_name, state_label
from assistant.replies import Citation
from assistant.ui.answers import safe_link
from assistant.wording import Wording
from vectorstore.catalogue.postings import PostingState
from vectorstore.records import POSTED, Posted, Record

PATH = "/needs"
A_PAGE = 10
MATCHES_SHOWN = 5
STATES: tuple[PostingState, ...] = ("open", "closed", "expired")
ALL = "all"
"""What stands in the address for any state; without one it is the open ones."""


class AskedPostings(Record):
    """Which postings a page is for, as its address tells it."""

    kind: Posted | None = None
    country: str | None = None  # ISO 3166-1 alpha-2
    state: PostingState | None = "open"  # None: any
    page: int = 1
    lang: str | None = None  # of the page itself

    @property
    def is_limited(self) -> bool:
        """Whether any filter is set."""
        return bool(self.kind or self.country or self.state != "open")

    def address(self, **changed: object) -> str:
        """Return the address that asks for the same, but for what is changed."""
        asked = self.model_copy(update={"page": 1, **changed})
        pairs = [
            ("kind", asked.kind),
            ("country", asked.country),
            ("state", None if asked.state == "open" else asked.state or ALL),
            ("page", str(asked.page) if asked.page > 1 else None),
            ("lang", asked.lang),
        ]
        told = [(name, value) for name, value in pairs if value]
        return f"{PATH}?{urlencode(told)}" if told else PATH


class QuoteView(Record):
    """Words of a posting, and where they stand in it."""

    text: str
    language: str
    address: str


class MatchView(Record):
    """A posting that fits."""

    title: str
    language: str
    address: str
    facts: tuple[str, ...]
    need: tuple[QuoteView, ...]
    offer: tuple[QuoteView, ...]
    why: tuple[str, ...]
    gaps: tuple[str, ...]


class PostingCard(Record):
    """A need or an offer with what fits it."""

    id: str
    kind: str
    title: str
    language: str
    address: str
    state: PostingState
    label: str  # of the state
    closed_why: str | None
    facts: tuple[str, ...]
    link: str | None  # to the original
    found: str | None  # how many fit
    matches: tuple[MatchView, ...]
    notes: tuple[str, ...]


class NeedsView(Record):
    """All that the page shows."""

    asked: AskedPostings
    kinds: tuple[Choice, ...]
    countries: tuple[Choice, ...]
    states: tuple[Choice, ...]
    found: str
    cards: tuple[PostingCard, ...]
    pages: int
    previous: str | None
    next: str | None
    cleared: str


def asked_postings(pairs: Iterable[tuple[str, str]]) -> AskedPostings:
    """Read an address; fields that are empty say nothing.

    Raises:
        BadParameter: a value cannot be used.
    """
    told = {name: value.strip() for name, value in pairs if value.strip()}
    kinds: dict[str, Posted] = {one: one for one in POSTED}
    states: dict[str, PostingState] = {one: one for one in STATES}
    state = told.get("state", "open")
    country = told.get("country")
    page = told.get("page", "1")
    if country is not None and not (
        len(country) == 2 and country.isascii() and country.isalpha()
    ):
        raise BadParameter("problem.country", value=country[:40])
    if not (page.isascii() and page.isdigit() and 0 < int(page[:6]) < 100_000):
        raise BadParameter("problem.page", value=page[:40])
    return AskedPostings(
        kind=kinds.get(told.get("kind", "")),
        country=country.upper() if country else None,
        state=None if state == ALL else states.get(state, "open"),
        page=int(page[:6]),
        lang=told.get("lang"),
    )


def needs_view(postings: Postings, asked: AskedPostings, say: Wording) -> NeedsView:
    """Lay out a page of needs and offers, with the matches of each that is open.

    Raises:
        BadParameter: there are no so many pages, or there is no such country.
    """
    first = (asked.page - 1) * A_PAGE
    every = postings.listed(PostingsQuery(kind=asked.kind, limit=10_000))
    held = [one for one in every.postings if asked.state in {None, one.state}]
    found = [one for one in held if asked.country in {None, *one.countries}]
    pages = max(-(-len(found) // A_PAGE), 1)
    if asked.page > pages:
        raise BadParameter(
            "problem.past_the_end",
            page=say.number(asked.page),
            pages=say.number(pages),
        )
    here = asked.page
    return NeedsView(
        asked=asked,
        kinds=_kinds(asked, say),
        countries=_countries(asked, every.postings, say),
        states=_states(asked, say),
        found=say.say("postings.found", count=say.number(len(found))),
        cards=tuple(
            _card(postings, one, say, asked.lang)
            for one in found[first : first + A_PAGE]
        ),
        pages=pages,
        previous=asked.address(page=here - 1) if here > 1 else None,
        next=asked.address(page=here + 1) if here < pages else None,
        cleared=AskedPostings(lang=asked.lang).address(),
    )


def _kinds(asked: AskedPostings, say: Wording) -> tuple[Choice, ...]:
    named = (("", "both"), ("need", "needs"), ("offer", "offers"))
    return tuple(
        _choice(value, say.say(f"postings.{name}"), chosen=(asked.kind or "") == value)
        for value, name in named
    )


def _states(asked: AskedPostings, say: Wording) -> tuple[Choice, ...]:
    return tuple(
        _choice(
            "" if state == "open" else state or ALL,
            say.say(f"postings.{state or 'any_state'}"),
            chosen=asked.state == state,
        )
        for state in (*STATES, None)
    )


def _countries(
    asked: AskedPostings, held: Sequence[PostingView], say: Wording
) -> tuple[Choice, ...]:
    codes = {code for one in held for code in one.countries}
    codes |= {asked.country} if asked.country else set()
    named = sorted((say.country_name(code), code) for code in codes)
    whole = _choice("", say.say("postings.any_country"), chosen=not asked.country)
    return (
        whole,
        *(_choice(code, name, chosen=code == asked.country) for name, code in named),
    )


def _choice(value: str, label: str, *, chosen: bool) -> Choice:
    return Choice(value=value, label=label, count=None, chosen=chosen)


def _card(
    postings: Postings, posting: PostingView, say: Wording, lang: str | None
) -> PostingCard:
    reply = postings.match(
        posting.id, limit=MATCHES_SHOWN, language=say.language, stored=True
    )
    cited = {citation.marker: citation for citation in reply.citations}
    why = posting.changed.why if posting.changed else None
    is_closed = posting.state == "closed"
    count = say.number(len(reply.matches))
    return PostingCard(
        id=posting.id,
        kind=say.kind_name(posting.kind),
        title=posting.title,
        language=posting.language,
        address=_address(posting.id, lang),
        state=posting.state,
        label=state_label(posting.state, posting.until, say),
        closed_why=say.say("postings.closed_why", why=why)
        if is_closed and why
        else None,
        facts=_facts(posting, say),
        link=safe_link(posting.uri),
        found=say.say(f"postings.matches_{posting.kind}", count=count)
        if reply.matches
        else None,
        matches=_matches(reply, cited, say, lang),
        notes=reply.notes,
    )


def _matches(
    reply: MatchesReply, cited: dict[int, Citation], say: Wording, lang: str | None
) -> tuple[MatchView, ...]:
    return tuple(
        MatchView(
            title=match.posting.title,
            language=match.posting.language,
            address=_address(match.posting.id, lang),
            facts=_facts(match.posting, say),
            need=tuple(_quote(cited[marker], lang) for marker in match.need),
            offer=tuple(_quote(cited[marker], lang) for marker in match.offer),
            why=match.why,
            gaps=match.gaps,
        )
        for match in reply.matches
    )


def _quote(citation: Citation, lang: str | None) -> QuoteView:
    start, end = citation.span
    marked = {"chunk": citation.chunk_id, "start": str(start), "end": str(end)}
    return QuoteView(
        text=" ".join(citation.quote.split()),
        language=citation.language,
        address=f"{_address(citation.document_id, lang, **marked)}#passage",
    )


def _address(document: str, lang: str | None, **query: str) -> str:
    told = {**query, **({"lang": lang} if lang else {})}
    place = f"/document/{quote(document, safe='')}"
    return f"{place}?{urlencode(told)}" if told else place


def _facts(posting: PostingView, say: Wording) -> tuple[str, ...]:
    facts = [
        posting.organization.name if posting.organization else None,
        *map(say.country_name, posting.countries),
        *posting.sectors,
        *(say.say("search.sdg_value", number=number) for number in posting.sdgs),
        cooperation_name(posting.cooperation, say) if posting.cooperation else None,
        f"{say.say('postings.contact')}: {posting.contact}"
        if posting.contact
        else None,
        say.language_name(posting.language) if posting.language != "und" else None,
        posting.platform,
    ]
    return tuple(dict.fromkeys(fact for fact in facts if fact))
