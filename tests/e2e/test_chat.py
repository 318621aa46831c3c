"""People ask in the chat, open a citation, and say what they think of the answer."""

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from assistant.wording import wording

ASKED = [
    ("en-US", "en", 0),
    ("fr-FR", "fr", 0),
    ("ar-EG", "ar", 0),
    ("zh-CN", "zh", 0),
]
HOSTILE = (
    "The ferry to Gorée leaves at nine ![it](x.png) [times](#now) "
    "<img src='y.png' onerror='alert(2)'> <script>alert(3)</script>\n"
)


@pytest.mark.parametrize(("locale", "language", "starter"), ASKED)
def test_a_question_is_answered_and_its_citation_opens_on_the_quoted_words(
    starter_server, visit, locale, language, starter
):
    say = wording(language)
    question = say.starters[starter].question
    chat = visit(starter_server.url, locale=locale)
    expect(chat.page.get_by_text(say.say("chat.welcome"))).to_be_visible()
    expect(chat.page.get_by_text(say.say("chat.disclaimer"))).to_be_visible()
    chat.picture("welcome")

    answer = chat.ask(question)
    expect(answer.locator(".galaxy-marker").first).to_be_visible()
    expect(chat.page.get_by_text(say.say("chat.searching"))).to_be_visible()
    expect(answer.locator(".galaxy-answer")).to_have_attribute("lang", language)
    quoted = answer.locator(".galaxy-quote-line").first.inner_text()
    chat.picture("answer")

    card = chat.open_marker(1)
    mark = card.locator("mark")
    expect(mark).to_be_visible()
    assert mark.inner_text().strip() in quoted
    expect(card.get_by_text(say.say("panel.in_context"))).to_be_visible()
    expect(card.locator("dt").first).to_have_text(say.say("panel.platform"))
    chat.picture("source")


YELLOW = """(image) => {
    const canvas = document.createElement('canvas')
    canvas.width = image.naturalWidth
    canvas.height = image.naturalHeight
    const context = canvas.getContext('2d')
    context.drawImage(image, 0, 0)
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
    let found = 0
    for (let at = 0; at < data.length; at += 4)
        if (data[at] > 230 && data[at + 1] > 200 && data[at + 2] < 160) found++
    return found
}"""


def test_a_citation_of_a_pdf_opens_on_its_page_with_the_quoted_words_marked(
    starter_server, visit
):
    say = wording("en")
    chat = visit(starter_server.url)
    chat.ask(say.starters[2].question)
    card = chat.open_marker(1)
    page = card.get_by_role("img")
    expect(card.locator(".galaxy-page[data-state='shown']")).to_be_visible()
    assert page.evaluate("image => image.naturalWidth") > 1_000
    assert page.evaluate(YELLOW) > 1_000
    title = card.locator("h2").inner_text()
    assert page.get_attribute("alt") == say.say(
        "panel.page_with_quote", page=1, title=title
    )
    chat.picture("page")
    expect(card.locator("mark")).to_be_visible()
    with chat.page.context.expect_page() as opened:
        card.get_by_title(say.say("panel.open_page")).click()
    opened.value.wait_for_load_state()
    assert opened.value.locator("img").evaluate("e => e.naturalWidth") > 1_000


def test_a_page_that_cannot_be_had_leaves_the_passage_in_its_surroundings(
    starter_server, visit
):
    chat = visit(starter_server.url)
    chat.page.route("**/api/page/**", lambda route: route.abort())
    chat.ask(wording("en").starters[2].question)
    card = chat.open_marker(1)
    expect(card.locator("mark")).to_be_visible()
    expect(card.locator(".galaxy-page")).to_have_count(0)
    expect(card.locator(".galaxy-context")).to_have_count(2)


def test_a_citation_of_a_web_page_shows_its_surroundings(starter_server, visit):
    chat = visit(starter_server.url)
    chat.ask(wording("en").starters[3].question)
    card = chat.open_marker(1)
    assert card.locator(".galaxy-page").count() == 0
    around = card.locator(".galaxy-context").all_inner_texts()
    assert any(text.strip() for text in around)
    colour = "e => getComputedStyle(e).color"
    passage = card.locator("blockquote").evaluate(colour)
    assert card.locator(".galaxy-context").first.evaluate(colour) != passage
    chat.picture("surroundings")


def test_a_question_to_begin_with_is_one_press_away(starter_server, visit):
    chat = visit(starter_server.url)
    starter = wording("en").starters[3]
    chat.page.get_by_role("button", name=starter.label).click()
    expect(chat.page.locator(".galaxy-marker").first).to_be_visible()
    expect(chat.page.get_by_text(starter.question, exact=True)).to_be_visible()


def test_a_question_that_the_sources_do_not_answer_is_refused_with_what_is_near(
    starter_server, visit
):
    chat = visit(starter_server.url)
    answer = chat.ask("How do I repair a bicycle tyre?")
    expect(answer).to_contain_text(wording("en").say("refusal.not_in_sources"))
    assert answer.locator(".galaxy-marker").count() == 0
    answer.locator(".galaxy-nearest").first.click()
    card = chat.page.locator(".galaxy-source")
    expect(card.locator("blockquote")).to_be_visible()
    assert card.locator("mark").count() == 0
    chat.picture("refusal")


def test_a_greeting_is_greeted(starter_server, visit):
    chat = visit(starter_server.url, locale="es-ES")
    answer = chat.ask("Hola")
    expect(answer).to_have_text(wording("es").say("notice.greeting"))


def test_words_that_tell_no_language_are_answered_in_the_visitors(
    starter_server, visit
):
    chat = visit(starter_server.url, locale="fr-FR")
    answer = chat.ask("M-Pesa")
    expect(answer.locator(".galaxy-answer")).to_have_attribute("lang", "fr")
    answer = chat.ask("What is triangular cooperation?")
    expect(answer.locator(".galaxy-answer")).to_have_attribute("lang", "en")


def test_a_thumb_with_its_comment_is_kept_with_the_audit_record(starter_server, visit):
    chat = visit(starter_server.url)
    answer = chat.ask(wording("en").starters[3].question)
    reference = answer.locator(".galaxy-reference").inner_text()
    [audit_id] = re.findall(r"a[0-9a-f]{32}", reference)

    dialog = chat.open_thumb()
    dialog.locator("textarea").fill("The year is missing.")
    chat.picture("feedback")
    with chat.page.expect_response(lambda r: r.url.endswith("/feedback")) as kept:
        dialog.locator("#submit-feedback").click()
    assert kept.value.ok

    record = starter_server.command("audit", "show", audit_id)
    [feedback] = record["feedback"]
    assert (feedback["value"], feedback["comment"]) == (0, "The year is missing.")


def test_an_answer_is_copied_with_its_sources(starter_server, visit):
    chat = visit(starter_server.url)
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    answer = chat.ask(wording("en").starters[3].question)
    answer.get_by_role("button", name="Copy with sources").click()
    expect(answer.get_by_role("status")).to_have_text(wording("en").say("chat.copied"))
    copied = chat.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("The sources say:")
    assert "\nSources\n[1] " in copied


def test_a_citation_opens_and_closes_by_keyboard_alone(starter_server, visit):
    chat = visit(starter_server.url)
    answer = chat.ask(wording("en").starters[3].question)
    marker = answer.locator(".galaxy-marker").first
    marker.focus()
    chat.page.keyboard.press("Enter")
    heading = chat.page.locator(".galaxy-source h2")
    expect(heading).to_be_focused()
    chat.page.keyboard.press("Escape")
    expect(chat.page.locator(".galaxy-source")).to_have_count(0)
    expect(marker).to_be_focused()


def test_arabic_is_laid_out_from_right_to_left(starter_server, visit):
    chat = visit(starter_server.url, locale="ar-EG")
    expect(chat.page.locator("html")).to_have_attribute("dir", "rtl")
    width = chat.page.viewport_size["width"]
    new_chat = chat.page.locator("#new-chat-button").bounding_box()
    assert new_chat["x"] > width / 2
    answer = chat.ask(wording("ar").starters[0].question)
    line = answer.locator(".galaxy-quote-line").first
    assert line.evaluate("e => getComputedStyle(e).direction") == "rtl"
    chat.open_marker(1)
    card = chat.page.locator(".galaxy-source").bounding_box()
    assert card["x"] + card["width"] / 2 < width / 2


@pytest.mark.parametrize("locale", ["fr-FR", "ar-EG"])
def test_a_narrow_screen_holds_everything(starter_server, visit, locale):
    chat = visit(starter_server.url, locale=locale, width=360, height=740)
    fits = "document.documentElement.scrollWidth <= 360"
    assert chat.page.evaluate(fits)
    chat.picture("welcome")
    chat.ask(wording(locale[:2]).starters[0].question)
    assert chat.page.evaluate(fits)
    chat.picture("answer")
    card = chat.open_marker(1)
    expect(card.locator("mark")).to_be_visible()
    box = card.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    chat.picture("source")
    card.locator(".galaxy-close").click()
    expect(card).to_have_count(0)


def test_what_is_ingested_while_the_chat_is_open_is_found_by_the_next_question(
    server_on, visit, tmp_path
):
    server = server_on({"wells.txt": "Forty-two wells were dug in Kaya in 2014.\n"})
    chat = visit(server.url)
    question = "What does Lesotho's beekeeping school teach?"
    before = chat.ask(question)
    assert before.locator(".galaxy-marker").count() == 0

    added = tmp_path / "bees.txt"
    added.write_text(
        "Lesotho's beekeeping school teaches women to build hives from grass.\n",
        "utf-8",
    )
    report = server.command("ingest", str(added), "--json")
    assert report["added"] == 1
    after = chat.ask(question)
    expect(after.locator(".galaxy-quote-line").first).to_contain_text(
        "hives from grass"
    )


def test_what_a_document_says_is_never_a_link_a_picture_or_a_script(server_on, visit):
    server = server_on({"ferry.txt": HOSTILE})
    chat = visit(server.url)
    answer = chat.ask("When does the ferry to Gorée leave?")
    expect(answer.locator(".galaxy-marker").first).to_be_visible()
    assert answer.locator("a, img, script, iframe").count() == 0
    expect(answer).to_contain_text("![it](x.png) [times](#now) <img")
    card = chat.open_marker(1)
    assert card.locator("a, img, script, iframe").count() == 0
    expect(card.locator("mark")).to_contain_text("leaves at nine")


def test_what_a_person_writes_is_never_a_picture_either(starter_server, visit):
    chat = visit(starter_server.url)
    chat.ask("![x](http://evil.example/z.png) what is triangular cooperation?")
    said = chat.page.locator("[data-step-type='user_message']")
    expect(said).to_contain_text("![x](http://evil.example/z.png)")
    assert said.locator("img").count() == 0


def test_a_question_that_is_far_too_long_is_told_so(starter_server, visit):
    chat = visit(starter_server.url, locale="fr-FR")
    answer = chat.ask("eau " * 1_100)
    expect(answer).to_have_text(wording("fr").say("chat.too_long", limit=4000))


def test_who_asks_too_often_is_asked_to_wait_and_a_new_chat_is_not(
    own_starter_server, visit
):
    server = own_starter_server(GALAXY_QUESTIONS_A_MINUTE="1")
    say = wording("es")
    chat = visit(server.url, locale="es-ES")
    assert chat.ask("Hola").inner_text() == say.say("notice.greeting")
    begins, ends = say.say("chat.too_many", seconds="|").split("|")
    told = chat.ask("Hola").inner_text().strip()
    assert re.fullmatch(f"{re.escape(begins)}[1-9][0-9]?{re.escape(ends)}", told)
    other = visit(server.url, locale="es-ES").ask("Hola")
    expect(other).to_have_text(say.say("notice.greeting"))


def test_a_failure_is_one_calm_sentence_and_its_reference_is_in_the_log(
    own_starter_server, visit
):
    server = own_starter_server()
    chat = visit(server.url, locale="ru-RU")
    with closing(sqlite3.connect(server.home / "catalogue.sqlite")) as catalogue:
        [(name,)] = catalogue.execute(
            "select name from sqlite_master where type = 'table'"
            " and name like 'audit%' and sql like '%hash%'"
        )
        catalogue.execute(f"alter table {name} rename to taken_away")
        catalogue.commit()
    answer = chat.ask("What is the IBSA Fund?")
    begins, ends = wording("ru").say("chat.error", reference="|").split("|")
    told = answer.inner_text().strip()
    assert told.startswith(begins)
    assert told.endswith(ends)
    reference = told.removeprefix(begins).removesuffix(ends)
    assert re.fullmatch("[0-9a-f]{8}", reference)
    assert f"reference {reference}" in server.log.read_text("utf-8")


def test_an_empty_library_says_how_it_is_filled(tmp_path, visit, empty_server):
    chat = visit(empty_server.url)
    answer = chat.ask("How many wells were dug in Kaya?")
    assert "galaxy ingest --starter" in answer.inner_text()


def test_a_misspelt_question_is_offered_and_answered_in_another_language(
    starter_server, visit
):
    say = wording("pt")
    chat = visit(starter_server.url, locale="pt-BR")

    refused = chat.ask("alimentacao escollar no Brasill")
    expect(refused).to_contain_text(say.say("refusal.meant"))
    meant = refused.locator(".galaxy-choice")
    expect(meant).to_have_text("alimentacao escolar no Brasil")
    chat.picture("meant")
    meant.click()
    expect(chat.page.locator(".galaxy-answer")).to_have_count(2)
    answered = chat.page.locator(".galaxy-answer").last
    expect(answered.locator(".galaxy-marker").first).to_be_visible()

    chat.ask("in English please")
    expect(chat.page.locator(".galaxy-answer")).to_have_count(3)
    again = chat.page.locator(".galaxy-answer").last
    expect(again.locator(".galaxy-marker").first).to_be_visible()
    expect(again).to_have_attribute("lang", "en")
    chat.picture("in-english")


def test_a_vague_question_is_asked_back_and_a_choice_is_answered(starter_server, visit):
    say = wording("es")
    chat = visit(starter_server.url, locale="es-ES")

    asked_back = chat.ask("cooperación")
    choices = asked_back.locator(".galaxy-choice")
    expect(choices).to_have_count(3)
    expect(asked_back).to_contain_text(say.say("refusal.choices"))
    chat.picture("choices")
    chosen = choices.first.inner_text()
    choices.first.click()

    expect(chat.page.get_by_text(chosen, exact=True).last).to_be_visible()
    expect(chat.page.locator(".galaxy-answer")).to_have_count(2)
    answered = chat.page.locator(".galaxy-answer").last
    expect(answered.locator(".galaxy-marker").first).to_be_visible()
