"""Which passages a request to the model has room for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.writing.checking import inert_passage
from assistant.writing.tokens import A_MESSAGE
from prompts.loading import Prompt
from vectorstore.records import Passage, Visibility
from vectorstore.text.instructions import instructs


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A request that keeps to its budget, and the passages that it shows, in order."""

    messages: list[tuple[str, str]]
    passages: tuple[Passage, ...]
    tokens: int


def fit(
    prompt: Prompt,
    passages: Sequence[Passage],
    *,
    budget: int,
    count: Callable[[str], int],
    **inputs: object,
) -> Fitted:
    """Fill a prompt with as many passages as fit, best first; one at least.

    A passage that does not fit is left out whole, and shorter ones behind it are tried:
    every claim is checked against whole passages, so that none is shown in part.
    """
    fitted = _filled(prompt, (), count, inputs)
    for passage in passages:
        tried = _filled(prompt, (*fitted.passages, passage), count, inputs)
        if tried.tokens <= budget or not fitted.passages:
            fitted = tried
    return fitted


def public_only(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Leave out passages of staff documents, which a model's endpoint may not see."""
    return tuple(p for p in passages if p.provenance.visibility is not Visibility.STAFF)


def as_shown(passage: Passage, number: int) -> dict[str, object]:
    """Return what a prompt tells of a passage: its title once, nothing that instructs.

    A title that instructs is left out too.
    """
    title, text = passage.title, inert_passage(passage)
    return {
        "number": number,
        "title": "" if text.startswith(title) or instructs(title) else title,
        "text": text,
    }


def _filled(
    prompt: Prompt,
    passages: tuple[Passage, ...],
    count: Callable[[str], int],
    inputs: dict[str, object],
) -> Fitted:
    shown = [as_shown(passage, number) for number, passage in enumerate(passages, 1)]
    messages = prompt.render(passages=shown, **inputs)
    tokens = sum(count(text) + A_MESSAGE for _, text in messages)
    return Fitted(messages=messages, passages=passages, tokens=tokens)
