"""What holds whatever a model says: of the scripted one, and of any that is named.

MODEL_URL and MODEL_NAME (and OPENAI_API_KEY, where it wants one) name an
OpenAI-compatible endpoint; each of these is then asked of it too.
"""

import asyncio

import pytest

from assistant.replies import Released, Reply, Request
from evals.endpoint.scripts import slowly, writing
from evals.endpoint.writers import honest

QUESTION = "How many wells were dug in Burkina Faso?"

QUESTIONS = {
    "en": QUESTION,
    "fr": "Combien de barrages le Burkina Faso a-t-il construits ?",
    "es": "¿Cuántos pozos se perforaron en Burkina Faso?",
    "pt": "Quantos poços foram abertos em Burkina Faso?",
    "ru": "Сколько колодцев вырыли в Буркина-Фасо?",
    "ar": "كم بئرا حفرت في بوركينا فاسو؟",
    "zh": "布基纳法索挖了多少口井？",
}


@pytest.fixture(params=["scripted", "named"])
def open_any(request, open_desk):
    """Open an assistant with the scripted model, and with the one that is named."""
    if request.param == "scripted":
        return open_desk
    named = request.getfixturevalue("named")

    def opened(**settings):
        return open_desk(
            openai_base_url=named.url,
            chat_model=named.model,
            openai_api_key=named.api_key,
            chat_silence_s=120,
            **settings,
        )

    return opened


@pytest.fixture
def any_desk(open_any):
    with open_any() as desk:
        yield desk


def ask(desk, question, **more):
    return desk.ask(writing(honest()), question, **more)


@pytest.mark.parametrize("language", QUESTIONS)
def test_an_answer_is_in_the_askers_language_and_held_to_the_sources(
    any_desk, language
):
    reply = ask(any_desk, QUESTIONS[language])

    assert reply.language == language
    assert reply.kind in {"answer", "refusal"}
    assert reply.kind == "refusal" or reply.citations
    any_desk.hold_to_the_sources(reply)


def test_a_follow_up_is_held_to_the_sources(any_desk):
    reply = ask(any_desk, "And how many people?", context=[QUESTION])

    assert reply.kind in {"answer", "refusal"}
    any_desk.hold_to_the_sources(reply)


def test_what_no_source_says_is_refused_and_no_model_is_asked(any_desk):
    reply = ask(any_desk, "Which trombone suits a beginner in a brass band?")

    assert reply.kind == "refusal"
    assert (reply.mode, reply.model) == ("quoting", None)
    assert any_desk.events.count("writing") == 0


def test_tokens_and_prompts_are_in_the_audit_record(any_desk):
    reply = ask(any_desk, QUESTION)

    body = any_desk.frozen(reply)
    assert {one["name"] for one in body["prompts"]} >= {"answer_question"}
    assert all(count > 0 for count in body["tokens"].values())
    assert body["tokens"]


def test_an_answer_that_is_cut_short_ends_in_what_was_checked(open_any):
    with open_any(chat_answer_tokens=64) as desk:
        reply = ask(desk, "Tell all that was done with wells in Burkina Faso.")

        assert reply.kind in {"answer", "refusal"}
        desk.hold_to_the_sources(reply)


def test_when_the_days_tokens_are_used_up_the_sources_answer(open_any):
    with open_any(chat_daily_tokens=1) as desk:
        ask(desk, QUESTION)
        reply = ask(desk, QUESTION)

        assert reply.mode == "quoting"
        assert "Forty-two village wells" in reply.text
        desk.hold_to_the_sources(reply)


def test_stopping_keeps_no_more_than_was_released(any_desk):
    released: list[Released] = []
    replies: list[Reply] = []

    async def stop_at_the_first_claim():
        def hear(event: str | Released | Reply):
            if isinstance(event, Released):
                released.append(event)
                task.cancel()
            elif isinstance(event, Reply):
                replies.append(event)

        any_desk.endpoint.script = slowly(writing(honest()), delay_s=0.02)
        task = asyncio.create_task(
            any_desk.services.assistant.ask(
                Request(question=QUESTION), channel="test", on_event=hear
            )
        )
        done, _ = await asyncio.wait([task])
        if not task.cancelled():  # it had ended, or released nothing at all
            replies.append(done.pop().result())

    any_desk.runner.run(stop_at_the_first_claim())

    [reply] = replies
    assert reply.mode == "quoting" or [r.claim for r in released] == list(reply.claims)
    for citation in reply.citations:
        document = any_desk.services.library.document(citation.document_id)
        assert document is not None
        assert document.text[slice(*citation.span)] == citation.quote
