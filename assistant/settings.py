"""Settings from the environment: `GALAXY_*`, read once and passed down.

A misspelt name is refused: pydantic-settings itself ignores names it does not know.
"""

import os
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import BadSettings

PREFIX = "GALAXY_"


class Settings(BaseSettings):
    """Everything that can be set; sizes and times carry their unit and bounds."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    home: Path = Path("data")
    """Where everything that is stored lives."""
    chroma_url: str | None = None
    """A Chroma server to keep vectors in, instead of the embedded index."""
    embeddings_url: str | None = None
    """An OpenAI-compatible endpoint for embeddings, instead of the bundled model."""
    embeddings_model: str | None = None
    embeddings_key: SecretStr | None = None
    workers: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1, le=64)
    """Processes that read and embed during an ingest, and threads of the engine."""
    max_file_bytes: int = Field(default=200_000_000, ge=1_000)
    """Larger files are reported and not read."""
    file_timeout_s: float = Field(default=900.0, gt=0)
    """A file that takes longer to read is reported and given up."""
    guests_anywhere: bool = False
    """Let people who are not signed in use an address other than loopback."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    corpus: Path | None = None
    """The folder of real data that tests, suites and benchmarks measure on."""

    @model_validator(mode="after")
    def _refuse_misspelt_names(self) -> Self:
        known = {PREFIX + name.upper() for name in type(self).model_fields}
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
