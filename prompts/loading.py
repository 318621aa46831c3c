"""Loads prompts: one Markdown file each, with declared inputs, known by their hash.

PromptError                    raised when a prompt is loaded, never at a question
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, cast

import yaml
from jinja2 import Environment, FunctionLoader, StrictUndefined, Template, meta
from jinja2.exceptions import TemplateError
from pydantic import BaseModel, ConfigDict, ValidationError

SUFFIX = ".md"
ROLES = ("system", "user")

_FRONT = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
_OPENS = re.compile(r"<(?=[/|!?]?\w|\|)")
_TURN = re.compile(r"\[(?=/?INST\]|/?SYS\])|<<(?=/?SYS>>)", re.IGNORECASE)


class PromptError(Exception):
    """A prompt's file that cannot be used; the message names it and what is wrong."""


class Front(BaseModel):
    """What a prompt says of itself before its words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    purpose: str
    inputs: tuple[str, ...]
    output: str  # "text" or "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A prompt ready to be filled in.

    `sha256` is of all its words, those of included files too: the version of a prompt.
    """

    front: Front
    sha256: str
    _template: Template

    @property
    def id(self) -> str:
        """The name that audit records know it by."""
        return self.front.id

    def render(self, **inputs: object) -> list[tuple[str, str]]:
        """Return the messages as (role, text), in order.

        Raises:
            PromptError: the inputs are not those that the prompt declares.
        """
        if set(inputs) != set(self.front.inputs):
            wanted, given = sorted(self.front.inputs), sorted(inputs)
            raise PromptError(f"prompt {self.id!r} takes {wanted}, not {given}")
        context = self._template.new_context(inputs)
        messages: list[tuple[str, str]] = []
        for role in ROLES:
            text = "".join(self._template.blocks[role](context)).strip()
            if text:
                messages.append((role, text))
        return messages


@cache
def prompt(name: str) -> Prompt:
    """Return the prompt of a file in this folder, by its name without the ending.

    Raises:
        PromptError: there is no such file, or its front matter, its blocks or its
            inputs are not as they should be.
    """
    front, body = _read(name)
    try:
        template = _environment().get_template(name + SUFFIX)
        used = set(_variables(name))
    except TemplateError as error:
        raise PromptError(f"prompt {name!r}: {error}") from error
    if front.id != name:
        raise PromptError(f"prompt {name!r} calls itself {front.id!r}")
    missing = set(ROLES) - set(template.blocks)
    if missing:
        raise PromptError(f"prompt {name!r} has no block {sorted(missing)}")
    if used != set(front.inputs):
        raise PromptError(
            f"prompt {name!r} declares {sorted(front.inputs)} and uses {sorted(used)}"
        )
    words = "\n".join([body, *(_read_partial(part) for part in _partials(name))])
    return Prompt(
        front=front, sha256=sha256(words.encode()).hexdigest(), _template=template
    )


def names() -> tuple[str, ...]:
    """Return the names of all prompts, in order."""
    found = (entry.name for entry in files("prompts").iterdir())
    return tuple(sorted(n.removesuffix(SUFFIX) for n in found if n.endswith(SUFFIX)))


def fenced(text: object) -> str:
    """Return text of others so that it cannot close its fence or open a turn.

    What looks like a tag, or like a mark by which models tell whose turn it is, loses
    the sign that makes it one; to a reader it says the same.
    """
    return _TURN.sub("(", _OPENS.sub("‹", str(text)))


def _variables(name: str) -> Iterator[str]:
    environment = _environment()
    for source in (_read(name)[1], *(_read_partial(part) for part in _partials(name))):
        yield from meta.find_undeclared_variables(environment.parse(source))


def _partials(name: str) -> list[str]:
    """Return the files that a prompt includes, and those that they include."""
    environment = _environment()
    found: list[str] = []
    waiting = [_read(name)[1]]
    while waiting:
        for part in meta.find_referenced_templates(environment.parse(waiting.pop())):
            if part is None:
                raise PromptError(f"prompt {name!r} includes a file by a variable")
            if part not in found:
                found.append(part)
                waiting.append(_read_partial(part))
    return sorted(found)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_source),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - words for a model, not HTML; see `fenced`
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["fenced"] = fenced
    return environment


def _source(path: str) -> str:
    if path.endswith(SUFFIX) and "/" not in path:
        return _read(path.removesuffix(SUFFIX))[1]
    return _read_partial(path)


@cache
def _read(name: str) -> tuple[Front, str]:
    source = files("prompts").joinpath(name + SUFFIX)
    if not source.is_file():
        raise PromptError(f"there is no prompt {name!r}")
    matched = _FRONT.match(source.read_text("utf-8"))
    if matched is None:
        raise PromptError(f"prompt {name!r} does not begin with its front matter")
    try:
        stated = cast("dict[str, Any]", yaml.safe_load(matched[1]))
        return Front.model_validate(stated), matched[2]
    except (yaml.YAMLError, ValidationError) as error:
        raise PromptError(f"front matter of prompt {name!r}: {error}") from error


def _read_partial(path: str) -> str:
    source = files("prompts").joinpath(path)
    if not source.is_file():
        raise PromptError(f"there is no file {path!r} to include")
    return source.read_text("utf-8")
