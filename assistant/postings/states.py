"""Whether needs and offers are open, told wherever they are shown or cited."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from assistant.postings.following import told_of_the_store
from assistant.postings.wording import state_label
from assistant.replies import Citation
from assistant.wording import Wording
from vectorstore.catalogue.postings import Board, PostingState
from vectorstore.library import Library
from vectorstore.records import DocumentId

State = tuple[PostingState, str | None]
"""A posting's state, and the last day that it holds."""
STATE = "state"
"""The key of a shown posting's metadata that tells its state."""


def states_of(
    library: Library, ids: Collection[DocumentId], *, today: date
) -> Mapping[DocumentId, State]:
    """Return the states of those documents that are needs or offers.

    Raises:
        EvidenceUnavailable: the store failed.
    """
    with told_of_the_store():
        found = Board(library.engine).postings(ids=ids, readers="staff")
    return {one.id: (one.state_on(today), one.until) for one in found}


def no_longer_open(
    library: Library, citations: Sequence[Citation], *, today: date, say: Wording
) -> tuple[str, ...]:
    """Return a sentence for each cited need or offer that is not open any more.

    Raises:
        EvidenceUnavailable: the store failed.
    """
    cited = {DocumentId(one.document_id): one.title for one in citations}
    states = states_of(library, list(cited), today=today)
    return tuple(
        say.say(
            "postings.cited",
            title=" ".join(title.split()),
            state=state_label(*states[identifier], say),
        )
        for identifier, title in cited.items()
        if identifier in states and states[identifier][0] != "open"
    )
