"""People ask where a language model writes: a scripted one, slow, lying or failing."""

import re

import httpx
import pytest
from playwright.sync_api import expect

from assistant.wording import wording
from evals.endpoint.named import NAMED
from evals.endpoint.scripts import (
    cut,
    endless,
    in_turn,
    malformed,
    saying,
    slowly,
    stalling,
    writing,
)
from evals.endpoint.server import ScriptedEndpoint
from evals.endpoint.writers import honest, with_fact_changed
from evals.perturbations import Change

DOCUMENTS = {
    "wells.txt": "Forty-two village wells were dug in Burkina Faso in 2014 with "
    "engineers from Morocco.\n",
    "water.txt": "The wells in Burkina Faso bring clean water to 11,000 people "
    "in 30 villages.\n",
    "care.txt": "A committee of villagers in Burkina Faso looks after each well and "
    "collects a small fee.\n",
    "bees-ar.txt": "تدرب مدرسة تربية النحل في ليسوتو النساء على صنع الخلايا من "
    "العشب.\n",
    "honey-ar.txt": "تبيع نساء ليسوتو عسل مدرسة تربية النحل في أسواق ماسيرو منذ "
    "2016.\n",
    "rice-zh.txt": "老挝的水稻学校自2012年起教农民在梯田里养鱼。\n",
    "fish-zh.txt": "老挝水稻学校的农民把梯田里养的鱼卖到琅勃拉邦的市场。\n",
}
WELLS = "Which wells were dug in Burkina Faso?"
BEES = "ماذا تدرّس مدرسة تربية النحل في ليسوتو؟"
RICE = "老挝的水稻学校教农民什么？"
PARTLY = "Many wells were dug in Burkina Faso after a drought"
ENGLISH = wording("en")
INTRODUCED = ENGLISH.say("answer.intro_model", model="scripted")
MARKER = ".galaxy-marker"
AT_REST = "!document.querySelector('#stop-button')"


@pytest.fixture(scope="module")
def model():
    """The scripted model; a test gives it the script to play."""
    with ScriptedEndpoint() as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def server(serving, model):
    """A server that has the scripted model write, one answer at a time."""
    return serving(
        DOCUMENTS,
        GALAXY_CHAT_MODEL="scripted",
        GALAXY_CHAT_SILENCE_S="1.5",
        GALAXY_CHAT_AT_ONCE="1",
        OPENAI_BASE_URL=model.url,
        OPENAI_API_KEY="sk-not-to-be-shown",
    )


@pytest.mark.parametrize(("locale", "width"), [("en-US", 1280), ("ar-EG", 360)])
def test_the_first_screen_says_where_questions_go(server, visit, locale, width):
    chat = visit(server.url, locale=locale, width=width)
    say = wording(locale[:2])
    told = chat.page.get_by_text(say.say("chat.model_notice", endpoint="127.0.0.1"))
    expect(told).to_be_visible()
    assert "sk-" not in chat.page.content()
    chat.picture("welcome")


def test_claims_appear_one_by_one_while_the_model_still_writes(server, model, visit):
    model.script = slowly(writing(honest(sentences=3)), delay_s=0.2)
    chat = visit(server.url)
    answer = chat.send(WELLS)
    expect(answer).to_contain_text(INTRODUCED)
    expect(answer.locator(MARKER)).to_have_count(1)
    assert model.requests[-1].ending is None
    expect(answer.locator(".galaxy-status")).to_have_text(ENGLISH.say("chat.writing"))
    line = answer.locator(".galaxy-claim-line")
    first = line.inner_text()
    place = line.bounding_box()
    chat.open_marker(1)
    expect(chat.page.locator(".galaxy-source mark")).to_be_visible()
    assert model.requests[-1].ending is None
    chat.picture("writing")
    chat.page.keyboard.press("Escape")
    expect(answer.locator(MARKER).first).to_be_focused()
    line.evaluate("element => { element.seen = true }")
    expect(answer.locator(MARKER)).to_have_count(2)
    assert line.evaluate("element => element.seen")  # it grew, it was not drawn anew

    chat.page.wait_for_function(AT_REST)
    expect(answer.locator(MARKER)).to_have_count(3)
    expect(answer.locator(".galaxy-status")).to_have_count(0)
    expect(answer.locator(MARKER).first).to_be_focused()
    assert line.inner_text().startswith(first)
    assert line.bounding_box()["x"] == place["x"]
    assert chat.page.locator(".galaxy-answer").count() == 1
    expect(chat.page.get_by_text(ENGLISH.say("chat.footer_model"))).to_be_visible()
    chat.picture("whole")


def test_a_claim_that_the_sources_do_not_carry_is_left_out_and_that_is_said(
    server, model, visit
):
    lie = with_fact_changed(Change.NUMBER)
    model.script = writing(lambda r: f"{honest(sentences=1)(r)} {lie(r)}")
    answer = visit(server.url).ask(WELLS)
    expect(answer.locator(MARKER)).to_have_count(1)
    note = answer.locator(".galaxy-note-line")
    expect(note).to_have_text(ENGLISH.say("answer.left_out", count="1"))


def test_a_list_is_shown_as_one(server, model, visit):
    model.script = writing(
        lambda r: "\n".join(
            f"- {text}" for text in re.split(r"(?<=\.)\s", honest(sentences=3)(r))
        )
    )
    chat = visit(server.url)
    answer = chat.ask(WELLS)
    expect(answer.locator(".galaxy-item-line")).to_have_count(3)
    expect(answer.locator(".galaxy-answer")).not_to_contain_text("•")
    chat.picture("list")


@pytest.mark.parametrize("width", [1280, 360])
def test_a_claim_carried_in_part_is_marked_and_its_card_says_why(
    server, model, visit, width
):
    model.script = writing(
        lambda r: f"{PARTLY} [{_number(r, 'Forty-two')}]. {honest(sentences=1)(r)}"
    )
    chat = visit(server.url, width=width)
    answer = chat.ask(WELLS)
    marked = answer.locator(".galaxy-partly")
    expect(marked).to_have_text(f"{PARTLY}.")
    style = marked.evaluate("e => getComputedStyle(e).textDecorationStyle")
    assert style == "dotted"
    label = ENGLISH.say("chat.partial")
    expect(answer.locator(MARKER).first).to_have_accessible_name(re.compile(label))
    expect(answer.locator(MARKER).nth(1)).not_to_have_accessible_name(re.compile(label))
    chat.picture("marked")

    check = chat.open_marker(1).locator(".galaxy-check")
    expect(check).to_have_text(
        ENGLISH.say("chat.verdict", verdict=label, reason=ENGLISH.say("support.part"))
    )
    chat.picture("reason")
    chat.page.locator(".galaxy-close").click()
    check = chat.open_marker(2).locator(".galaxy-check")
    expect(check).to_have_text(ENGLISH.say("support.verbatim"))
    assert chat.page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_stopped_answer_keeps_its_claims_and_the_model_is_told(server, model, visit):
    model.script = slowly(endless(honest(sentences=3)), delay_s=0.12)
    chat = visit(server.url)
    answer = chat.send(WELLS)
    expect(answer.locator(MARKER).first).to_be_visible()
    asked = model.requests[-1]
    assert asked.ending is None
    chat.page.locator("#stop-button").click()
    assert model.wait_until(lambda: asked.disconnected, within_s=5)
    expect(answer.locator(".galaxy-note-line")).to_have_text(
        ENGLISH.say("chat.stopped")
    )
    expect(answer.locator(".galaxy-status")).to_have_count(0)
    expect(chat.page.get_by_text("Task manually stopped")).to_have_count(0)
    expect(chat.page.locator(".loading-shimmer")).to_have_count(0)
    chat.picture("stopped")
    expect(chat.open_marker(1).locator("mark")).to_be_visible()
    chat.page.locator(".galaxy-close").click()

    reference = answer.locator(".galaxy-reference").inner_text()
    [audit_id] = re.findall(r"a[0-9a-f]{32}", reference)
    kept = server.command("audit", "show", audit_id)
    assert ENGLISH.say("chat.stopped") in str(kept)
    dialog = chat.open_thumb()
    with chat.page.expect_response(lambda r: r.url.endswith("/feedback")) as told:
        dialog.locator("#submit-feedback").click()
    assert told.value.ok

    model.script = writing(honest(sentences=2))
    again = chat.ask(WELLS)
    expect(again.locator(MARKER)).to_have_count(2)


def test_an_answer_stopped_before_its_first_claim_says_so(server, model, visit):
    model.script = slowly(writing(honest()), delay_s=0, first_s=60)
    chat = visit(server.url, locale="fr-FR")
    say = wording("fr")
    before = len(model.requests)
    chat.page.locator("#chat-input").fill(WELLS)
    chat.page.keyboard.press("Enter")
    assert model.wait_until(lambda: len(model.requests) > before, within_s=20)
    chat.page.locator("#stop-button").click()
    expect(chat.page.get_by_text(say.say("chat.stopped_early"))).to_be_visible()
    expect(chat.page.locator(".loading-shimmer")).to_have_count(0)
    assert model.wait_until(lambda: model.requests[-1].disconnected, within_s=5)


def test_a_new_chat_ends_the_answer_of_the_one_before(server, model, visit):
    # It writes on and on: were it to end by itself, nobody would have ended it.
    model.script = slowly(endless(honest(sentences=3)), delay_s=0.12)
    chat = visit(server.url)
    expect(chat.send(WELLS).locator(MARKER).first).to_be_visible()
    asked = model.requests[-1]
    assert asked.ending is None
    chat.page.locator("#new-chat-button").click()
    assert model.wait_until(lambda: asked.disconnected, within_s=5)
    expect(chat.page.locator("#starters button").first).to_be_enabled()
    model.script = writing(honest(sentences=1))
    expect(chat.ask(WELLS).locator(MARKER)).to_have_count(1)
    assert chat.page.locator(".galaxy-answer").count() == 1


def test_a_program_that_listens_no_more_ends_the_models_request(server, model):
    # It writes on and on: were it to end by itself, nobody would have ended it.
    model.script = slowly(endless(honest(sentences=3)), delay_s=0.12)
    address, body = f"{server.url}/api/ask", {"question": WELLS}
    with httpx.stream("POST", address, json=body, timeout=30) as events:
        assert any(line == "event: claim" for line in events.iter_lines())
        asked = model.requests[-1]
        assert asked.ending is None
    assert model.wait_until(lambda: asked.disconnected, within_s=20)


def test_who_has_to_wait_for_the_model_is_told(server, model, visit):
    model.script = in_turn(
        slowly(writing(honest(sentences=3)), delay_s=0.2), writing(honest(sentences=1))
    )
    first, second = visit(server.url), visit(server.url)
    writing_now = first.send(WELLS)
    expect(writing_now.locator(MARKER).first).to_be_visible()
    second.page.locator("#chat-input").fill(WELLS)
    second.page.keyboard.press("Enter")
    expect(second.page.get_by_text(ENGLISH.say("chat.waiting"))).to_be_visible()
    second.picture("waiting")
    first.page.locator("#stop-button").click()
    expect(second.page.locator(MARKER)).to_have_count(1)


@pytest.mark.parametrize(
    ("failure", "why"),
    [
        ("stall-at-once", "model_unavailable"),
        ("closed", "model_unavailable"),
        ("busy", "model_unavailable"),
        ("error", "model_unavailable"),
        ("malformed", "model_unavailable"),
        ("page", "model_unavailable"),
        ("in-fr", "model_language"),
    ],
)
def test_whatever_fails_the_answer_is_in_the_sources_own_words(
    server, model, visit, failure, why
):
    model.script = NAMED[failure]()
    chat = visit(server.url)
    chat.page.locator("#chat-input").fill(WELLS)
    chat.page.keyboard.press("Enter")
    answer = chat.page.locator(".ai-message .message-content")
    expect(answer.locator(".galaxy-quote-line").first).to_contain_text(
        "Forty-two", timeout=20_000
    )
    expect(answer).to_contain_text(ENGLISH.say(f"answer.{why}"))
    expect(answer.locator(".galaxy-status")).to_have_count(0)
    chat.page.wait_for_function(AT_REST)
    if failure == "error":
        chat.picture("quoted")
    check = chat.open_marker(1).locator(".galaxy-check")
    expect(check).to_have_text(ENGLISH.say("support.verbatim"))


def test_when_the_days_tokens_are_used_up_the_sources_own_words_are_shown(
    server_on, model, visit
):
    model.script = writing(honest(sentences=1))
    server = server_on(
        {"wells.txt": f"{DOCUMENTS['wells.txt'].strip()} The clerk: 0712345678.\n"},
        GALAXY_CHAT_MODEL="scripted",
        GALAXY_CHAT_DAILY_TOKENS="1",
        OPENAI_BASE_URL=model.url,
        OPENAI_API_KEY="sk-not-to-be-shown",
    )
    chat = visit(server.url)
    expect(chat.ask(WELLS)).to_contain_text(INTRODUCED)
    asked = len(model.requests)

    answer = chat.ask(WELLS)

    expect(answer).to_contain_text(ENGLISH.say("answer.model_limit"))
    expect(answer.locator(".galaxy-quote-line").first).to_contain_text("Forty-two")
    assert len(model.requests) == asked
    chat.picture("used-up")
    card = chat.open_marker()
    expect(card.locator("mark")).to_contain_text("Forty-two")
    expect(card).to_contain_text("The clerk: […].")
    chat.picture("contact")


@pytest.mark.parametrize("fails", [cut, stalling, malformed])
def test_what_was_shown_stays_and_quotes_go_on_where_the_model_breaks_off(
    server, model, visit, fails
):
    first = DOCUMENTS["water.txt"].strip(".\n")
    told = f"{first} [2]. A committee of villagers looks after each of the wells [3]."
    # A piece has four letters: it breaks off within the second sentence.
    model.script = fails(slowly(saying(told), delay_s=0.02), after=len(first) // 4 + 10)
    chat = visit(server.url)
    answer = chat.ask(WELLS)
    expect(answer.locator(".galaxy-claim-line")).to_have_count(1)
    expect(answer.locator(".galaxy-claim-line")).to_contain_text(first)
    expect(answer.locator(".galaxy-text-line")).to_have_text(
        ENGLISH.say("answer.model_broke_off")
    )
    quote = answer.locator(".galaxy-quote-line").first
    expect(quote).to_contain_text("Forty-two village wells were dug")
    expect(answer.locator(".galaxy-source-line").first).to_contain_text("wells")
    shown = answer.locator(MARKER).all_inner_texts()
    assert shown == [f"[{number}]" for number in range(1, len(shown) + 1)]
    expect(answer.locator(".galaxy-status")).to_have_count(0)
    if fails is cut:
        chat.picture("goes-on")
    check = chat.open_marker(2).locator(".galaxy-check")
    expect(check).to_have_text(ENGLISH.say("support.verbatim"))
    chat.page.locator(".galaxy-close").click()
    expect(chat.open_marker(1).locator("mark")).to_be_visible()


def test_where_nothing_that_the_model_writes_is_carried_it_is_said_why(
    server, model, visit
):
    model.script = NAMED["invented-quote"]()
    chat = visit(server.url)
    chat.page.locator("#chat-input").fill(WELLS)
    chat.page.keyboard.press("Enter")
    answer = chat.page.locator(".ai-message .message-content")
    expect(answer).to_contain_text(ENGLISH.say("refusal.ungrounded"), timeout=20_000)
    expect(answer).not_to_contain_text("doubled its budget")
    chat.picture("ungrounded")


@pytest.mark.parametrize(
    ("locale", "question", "width"),
    [("ar-EG", BEES, 1280), ("ar-EG", BEES, 360), ("zh-CN", RICE, 1280)],
    ids=["ar-wide", "ar-narrow", "zh-wide"],
)
def test_an_answer_is_written_in_the_askers_script_and_direction(
    server, model, visit, locale, question, width
):
    language = locale[:2]
    say = wording(language)
    model.script = slowly(writing(honest(sentences=2)), delay_s=0.05)
    chat = visit(server.url, locale=locale, width=width)
    answer = chat.send(question)
    expect(answer).to_contain_text(say.say("answer.intro_model", model="scripted"))
    chat.picture("writing")
    chat.page.wait_for_function(AT_REST)
    expect(answer.locator(MARKER)).to_have_count(2)
    line = answer.locator(".galaxy-claim-line")
    direction = line.evaluate("e => getComputedStyle(e).direction")
    assert direction == ("rtl" if language == "ar" else "ltr")
    first, second = (answer.locator(MARKER).nth(at).bounding_box() for at in (0, 1))
    if first["y"] == second["y"]:
        assert (first["x"] > second["x"]) == (language == "ar")
    chat.picture("whole")
    check = chat.open_marker(2).locator(".galaxy-check")
    expect(check).to_have_text(say.say("support.verbatim"))
    chat.picture("source")
    assert chat.page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_the_model_writes_is_never_a_link_a_picture_or_a_script(
    server, model, visit
):
    model.script = saying(
        "Forty-two village wells were dug in Burkina Faso in 2014 with engineers "
        "from Morocco [1]. ![x](x.png) <img src=y.png> [see](https://evil.example)"
    )
    answer = visit(server.url).ask(WELLS)
    expect(answer.locator(".galaxy-answer")).to_be_visible()
    assert answer.locator("a, img, script, iframe").count() == 0


def _number(request, words):
    return next(p.number for p in request.passages if words in p.text)
