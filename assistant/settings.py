"""Settings from the environment: `GALAXY_*`, read once and passed down.

A misspelt name is refused: pydantic-settings itself ignores names it does not know.
"""

import os
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from assistant.errors import BadSettings

PREFIX = "GALAXY_"


class Settings(BaseSettings):
    """Everything that can be set; sizes and times carry their unit and bounds."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", populate_by_name=True
    )

    home: Path = Path("data")
    """Where everything that is stored lives."""
    chroma_url: str | None = None
    """A Chroma server to keep vectors in, instead of the embedded index."""
    embeddings_url: str | None = None
    """An OpenAI-compatible endpoint for embeddings, instead of the bundled model."""
    embeddings_model: str | None = None
    embeddings_key: SecretStr | None = None
    openai_api_key: SecretStr | None = Field(
        default=None, validation_alias="OPENAI_API_KEY"
    )
    """The key of the chat model's endpoint; a local one may need none."""
    openai_base_url: str | None = Field(
        default=None, validation_alias="OPENAI_BASE_URL"
    )
    """The address of the chat model's endpoint, up to `/v1`, instead of OpenAI's."""
    chat_model: str | None = None
    """A chat model that writes answers; unset, they are the sources' own words."""
    judge_model: str | None = None
    """A model of the same endpoint, other than the writer, that judges support too."""
    chat_prompt_tokens: int = Field(default=2_000, ge=500, le=100_000)
    """Tokens of a request to the model at most; passages fill what is left."""
    chat_answer_tokens: int = Field(default=600, ge=50, le=8_000)
    """Tokens of an answer at most; more is cut off on our side."""
    chat_silence_s: float = Field(default=60.0, gt=0)
    """Without a word from the model for so long, it counts as stalled."""
    chat_total_s: float = Field(default=300.0, gt=0)
    """One request to the model takes no longer."""
    chat_at_once: int = Field(default=4, ge=1, le=256)
    """Answers that the model writes at the same time; the others wait in a queue."""
    chat_daily_tokens: int | None = Field(default=None, ge=1)
    """Tokens a day (UTC); when they are used up, answers are the sources' own words."""
    chat_understands: bool = True
    """Have the model make follow-up questions whole; off, words of ours do it."""
    chat_sees_staff: bool = False
    """Send passages of staff documents to the model's endpoint too."""
    workers: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1, le=64)
    """Processes that read and embed during an ingest, and threads of the engine."""
    max_file_bytes: int = Field(default=200_000_000, ge=1_000)
    """Larger files are reported and not read."""
    file_timeout_s: float = Field(default=900.0, gt=0)
    """A file that takes longer to read is reported and given up."""
    fetch_max_bytes: int = Field(default=200_000_000, ge=1_000)
    """A page of a live source that is larger is reported and not taken."""
    fetch_timeout_s: float = Field(default=300.0, gt=0)
    """A page of a live source that takes longer is given up."""
    fetch_delay_s: float = Field(default=1.0, ge=0)
    """Between two requests to a host; a robots.txt may ask for more."""
    fetch_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    """Hosts that live sources may be of, parted by commas; empty: any public one."""
    fetch_private_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    """Hosts with private addresses that live sources may be of, parted by commas."""
    questions_a_minute: int = Field(default=30, ge=1, le=100_000)
    """Questions of one chat, or of one address over the REST API; more are refused."""
    guests_anywhere: bool = False
    """Let people who are not signed in use an address other than loopback."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    corpus: Path | None = None
    """The folder of real data that tests, suites and benchmarks measure on."""

    @field_validator("fetch_hosts", "fetch_private_hosts", mode="before")
    @classmethod
    def _parted_by_commas(cls, given: object) -> object:
        if isinstance(given, str):
            return tuple(host.strip().casefold() for host in given.split(",") if host)
        return given

    @field_validator("chat_model", "judge_model", "openai_base_url", mode="before")
    @classmethod
    def _empty_is_unset(cls, given: object) -> object:
        return None if isinstance(given, str) and not given.strip() else given

    @model_validator(mode="after")
    def _name_an_endpoint(self) -> Self:
        if self.chat_model and not (self.openai_api_key or self.openai_base_url):
            raise ValueError(
                "GALAXY_CHAT_MODEL names a model, but no endpoint is known: set "
                "OPENAI_API_KEY, or OPENAI_BASE_URL of a server of your own"
            )
        if self.judge_model and self.judge_model == self.chat_model:
            raise ValueError("GALAXY_JUDGE_MODEL must be another than the writer")
        return self

    @model_validator(mode="after")
    def _refuse_misspelt_names(self) -> Self:
        known = {
            PREFIX + name.upper()
            for name, field in type(self).model_fields.items()
            if field.validation_alias is None
        }
        for name in sorted(os.environ):
            if name.upper().startswith(PREFIX) and name.upper() not in known:
                near = get_close_matches(name.upper(), known, n=1)
                hint = f"; did you mean {near[0]}?" if near else ""
                raise ValueError(f"there is no setting {name!r}{hint}")
        return self


def load_settings() -> Settings:
    """Read the environment.

    Raises:
        BadSettings: a name is unknown or a value does not fit; says which.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        where = "_".join(str(part) for part in first["loc"])
        what = first["msg"].removeprefix("Value error, ")
        message = f"{PREFIX}{where.upper()}: {what}" if where else what
        raise BadSettings(
            message, remedy="Correct the environment variable, or unset it."
        ) from error
