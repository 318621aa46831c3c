"""What is said of needs and offers: the contract's bodies."""

from datetime import date

from pydantic import Field

from assistant.replies import Citation
from vectorstore.catalogue.postings import Posting, PostingState
from vectorstore.records import Posted, Record


class PostedBy(Record):
    """The organization of a posting."""

    id: str
    name: str  # as written


class StateChange(Record):
    """Who closed or opened a posting, when and why."""

    who: str
    why: str | None
    at: str  # ISO 8601, UTC


class PostingView(Record):
    """A need or an offer."""

    id: str  # of its document
    kind: Posted
    title: str
    state: PostingState
    organization: PostedBy | None
    countries: tuple[str, ...]  # ISO 3166-1 alpha-2
    sectors: tuple[str, ...]  # as written
    sdgs: tuple[str, ...]
    cooperation: str | None  # "technical", "training", ...
    since: str | None  # ISO 8601: a year, a month or a day
    until: str | None
    contact: str | None  # a public mailbox or page
    language: str
    platform: str
    publisher: str | None
    uri: str | None
    path: str
    changed: StateChange | None  # the last word on it, if there was any

    @classmethod
    def of(cls, posting: Posting, *, on: date) -> "PostingView":
        """Show a posting as it is on a day."""
        facets, word = posting.facets, posting.word
        organization = None
        if posting.organization and posting.organization_id:
            organization = PostedBy(
                id=posting.organization_id, name=posting.organization
            )
        return cls(
            id=posting.id,
            kind=posting.kind,
            title=posting.title,
            state=posting.state_on(on),
            organization=organization,
            countries=facets.countries,
            sectors=facets.sectors,
            sdgs=facets.sdgs,
            cooperation=posting.cooperation,
            since=posting.since,
            until=posting.until,
            contact=posting.contact,
            language=posting.language,
            platform=posting.platform,
            publisher=posting.publisher,
            uri=posting.uri,
            path=posting.path,
            changed=StateChange(who=word.who, why=word.why, at=word.at.isoformat())
            if word
            else None,
        )


class PostingsReply(Record):
    """Needs or offers, those that were taken in last first."""

    count: int  # of all that were asked for, also behind the limit
    postings: tuple[PostingView, ...]


class PostingMatch(Record):
    """A posting that fits, why, and what is not known."""

    rank: int  # from 1
    posting: PostingView
    score: float
    parts: dict[str, float]  # they add up to the score
    need: tuple[int, ...]  # markers of the need's own words
    offer: tuple[int, ...]  # and of the offer's
    why: tuple[str, ...]
    gaps: tuple[str, ...]


class MatchesReply(Record):
    """What fits a need or an offer."""

    posting: PostingView
    matches: tuple[PostingMatch, ...]  # best first; open ones only
    citations: tuple[Citation, ...]
    language: str  # of the sentences
    notes: tuple[str, ...]  # why there are none
    took_ms: float


class PostingsQuery(Record):
    """Which postings are asked for."""

    kind: Posted | None = None  # None: both
    state: PostingState | None = None  # None: whatever it is
    country: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    sdg: tuple[str, ...] = ()
    ids: tuple[str, ...] | None = None
    places: tuple[str, ...] | None = None  # absolute paths of files they are from
    limit: int = Field(default=100, ge=1, le=10_000)
    offset: int = Field(default=0, ge=0)


class PostingWord(Record):
    """What is said of a posting: that it is closed, or open again."""

    id: str
    kind: Posted  # what it is taken for
    closed: bool
    why: str | None = None
    who: str = "operator"


class AddedPostings(Record):
    """What taking needs or offers in gave."""

    added: int
    updated: int
    unchanged: int
    removed: int
    failed: tuple["FailedPosting", ...]
    left_out: tuple["LeftOutPart", ...]
    postings: tuple[PostingView, ...]  # all that the files hold now


class FailedPosting(Record):
    """A row or an entry that could not be used, with what to do."""

    path: str
    reason: str


class LeftOutPart(Record):
    """Something that was left out on purpose."""

    path: str
    what: str
