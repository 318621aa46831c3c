"""What a visitor is told before asking: who writes, what is stored, what is sent where.

Where a language model writes, `endpoint` is the host that questions are sent to; None
means that answers are the sources' own words and that nothing is sent anywhere.
"""

from assistant.wording import Wording


def welcome(say: Wording, *, endpoint: str | None) -> str:
    """Return what one can ask here, and what an answer is made of."""
    return say.say("chat.welcome_model" if endpoint else "chat.welcome")


def disclaimer(say: Wording, *, endpoint: str | None) -> str:
    """Return what answers are not, what is stored, and what is sent to whom."""
    if endpoint is None:
        return say.say("chat.disclaimer")
    notice = say.say("chat.model_notice", endpoint=endpoint)
    return f"{notice}\n\n{say.say('chat.disclaimer_model')}"


def footer(say: Wording, *, endpoint: str | None) -> str:
    """Return the line that stands below every conversation."""
    return say.say("chat.footer_model" if endpoint else "chat.footer")
