"""One question in a browser, on a server that already runs: GALAXY_URL names it."""

import os

import pytest
from playwright.sync_api import expect

from assistant.wording import wording


@pytest.mark.skipif("GALAXY_URL" not in os.environ, reason="GALAXY_URL names none")
def test_a_newcomer_asks_a_question_and_opens_its_source(visit):
    chat = visit(os.environ["GALAXY_URL"].rstrip("/"))
    chat.ask(wording("en").starters[3].question)
    card = chat.open_marker(1)
    expect(card.locator("mark")).to_be_visible()
    chat.picture("running")
