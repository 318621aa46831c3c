"""What the screen shows of a need and of proposals."""

import pytest

from assistant.partners.answering import compose_proposals
from assistant.partners.chips import all_choices, chips_of
from assistant.partners.matching import Matched
from assistant.partners.proposals import Need, Proposal, Proposed
from assistant.partners.scoring import GENERIC_PART
from assistant.partners.scoring import PARTS as NAMES
from assistant.replies import Citation, Reply, Verdict
from assistant.ui.proposals import SHOWN, need_view, proposals_view
from assistant.wording import LANGUAGES, wording

NAME, TITLE = "Pump <b>Guild</b> {x}", "Forty wells [1]"
PARTS = dict.fromkeys(NAMES, 0.5) | {GENERIC_PART: -4.0}


def need(language: str = "en", **changes: object) -> Need:
    return Need.model_validate(
        {
            "topic": "Wells <i>for</i> Mali",
            "countries": ("ML", "NE"),
            "sectors": ("Water and sanitation",),
            "sdgs": ("6",),
            "role": "implementing",
            "kind": "public-private",
            "language": language,
        }
        | changes
    )


def citation(marker: int, **changes: object) -> Citation:
    values: dict[str, object] = {
        "marker": marker,
        "chunk_id": f"c{marker}",
        "document_id": "d",
        "title": TITLE,
        "uri": None,
        "platform": "Guilds",
        "publisher": None,
        "licence": None,
        "published": "2006",
        "retrieved_at": "2026-11-24T00:00:00+00:00",
        "path": "wells.csv#row=1",
        "page": None,
        "language": "en",
        "quote": TITLE,
        "span": (0, len(TITLE)),
        "verdict": Verdict.SUPPORTED,
        "verdict_reason": "verbatim",
    }
    return Citation.model_validate(values | changes)


def proposal(
    rank: int = 1, uri: str | None = None, mailbox: str | None = None
) -> Proposal:
    work = {
        "deed": "worked",
        "title": TITLE,
        "countries": ("ML",),
        "started": "2006",
        "ended": "2008",
        "status": None,
    }
    text = f"{NAME} has worked on “{TITLE}” (Mali, 2006–2008)."
    return Proposal.model_validate(
        {
            "rank": rank,
            "organization": {
                "id": "o/1",
                "name": NAME,
                "country": "TG",
                "kind": "ngo",
                "uri": uri,
                "mailbox": mailbox,
            },
            "score": 1.0,
            "parts": PARTS,
            "cooperation": "south-south",
            "reasons": [
                {"text": text, "citations": [1, 2], "work": work},
                {"text": text, "citations": [3], "work": work | {"started": None}},
            ],
            "gaps": ["No contact in the sources."],
        }
    )


def reply(
    *proposals: Proposal, language: str = "en", is_loose: bool = False
) -> tuple[Reply, Proposed]:
    matched = Matched(
        need=need(language),
        proposals=proposals,
        citations=(citation(1), citation(2), citation(3, verdict=Verdict.PARTIAL)),
        passages=(),
        is_loose=is_loose,
    )
    composed = compose_proposals(matched)
    assert composed.partners is not None
    made = Reply(
        id="q",
        audit_id="a1",
        kind="answer",
        question="Who?",
        language=language,
        mode="quoting",
        text=composed.text,
        claims=composed.claims,
        citations=composed.citations,
        partners=composed.partners,
        took_ms=1.0,
    )
    return made, composed.partners


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_inferred_is_marked_in_every_language(language):
    say = wording(language)
    told = need(language, sdgs=("3", "6"), inferred=("Water and sanitation", "6"))
    chips = {chip.value: chip.name for chip in chips_of(told, say)}
    marked = say.say("partners.inferred", name="")
    assert [value for value in chips if marked.strip() in chips[value]] == [
        "Water and sanitation", "6",
    ]  # fmt: skip
    assert chips["3"] == say.say("search.sdg_value", number="3")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chip_choice_and_bar_has_a_name_in_every_language(language):
    say = wording(language)
    chips = chips_of(need(language), say)
    assert [chip.what for chip in chips] == [
        "countries", "countries", "sectors", "sdgs", "role", "kind",
    ]  # fmt: skip
    choices = {
        (one.what, one.value): one.name for g in all_choices(say) for one in g.choices
    }
    assert len(choices) > 200
    assert all(choices.values())
    assert {(c.what, c.value): c.name for c in chips}.items() <= choices.items()
    made, proposed = reply(proposal(), language=language)
    view = proposals_view(made, proposed, {})
    bars = view.proposals[0].bars
    assert len({bar.label for bar in bars}) == len(PARTS)
    assert (bars[0].share, bars[1].share) == (-100, 12)
    assert view.direction == ("rtl" if language == "ar" else "ltr")


def test_the_need_is_quoted_as_it_was_written():
    made, proposed = reply(proposal())
    view = need_view(made, proposed, is_edited=True)
    assert view.topic == "Wells <i>for</i> Mali"
    assert (view.key, view.is_edited) == ("a1", True)
    assert "{name}" in view.labels["remove"]


def test_names_run_apart_and_markers_open_the_cards_of_what_they_cite():
    made, proposed = reply(proposal())
    view = proposals_view(made, proposed, {})
    [shown] = view.proposals
    first, second = shown.reasons
    assert [p.text for p in first.parts if p.apart] == [NAME, TITLE]
    assert [p.marker for p in first.parts if p.marker] == [1, 2]
    assert {card.marker for card in view.cards} == {1, 2, 3}
    assert not any(part.partly for part in first.parts)
    assert any(part.partly for part in second.parts)
    told = "".join(part.text for part in first.parts)
    assert told == f"{made.claims[0].text} [1][2]"
    assert shown.about == ("Togo", "South-South cooperation", "2006–2008")
    assert shown.address == "/organizations/o%2F1"


def test_a_claim_is_worth_what_the_weakest_of_its_citations_is():
    made, _ = reply(proposal())
    assert [claim.verdict for claim in made.claims] == ["supported", "partial"]
    assert made.text.splitlines()[1].startswith("Understood as: Mali, Niger, Water")
    assert "Wells <i>" not in made.text


def test_where_nothing_is_near_to_the_need_the_first_line_says_so():
    say = wording("en")
    near, _ = reply(proposal())
    loose, _ = reply(proposal(), is_loose=True)
    assert near.text.startswith(say.say("partners.answer_intro") + "\n")
    assert loose.text.startswith(say.say("partners.answer_intro_loose") + "\n")


@pytest.mark.parametrize(
    ("uri", "published", "website", "mailbox"),
    [
        (None, None, None, None),
        ("https://guild.example/", None, "https://guild.example/", None),
        ("javascript:alert(1)", None, None, None),
        ("mailto:info@guild.example", None, None, None),
        (None, "info@guild.example", None, "info@guild.example"),
        (None, "amina.diallo@guild.example", None, None),
        (None, "info@guild.example?bcc=x@y.example", None, None),
    ],
)
def test_only_what_an_organization_publishes_of_itself_is_offered(
    uri, published, website, mailbox
):
    made, proposed = reply(proposal(uri=uri, mailbox=published))
    [shown] = proposals_view(made, proposed, {}).proposals
    assert (shown.website, shown.mailbox) == (website, mailbox)


def test_the_first_few_are_open_and_the_others_one_press_away():
    made, proposed = reply(*(proposal(rank) for rank in range(1, 9)))
    view = proposals_view(made, proposed, {})
    assert (view.shown, len(view.proposals)) == (SHOWN, 8)
    assert view.labels["more"] == "More organizations (3)"
    assert made.text in view.copy_text
