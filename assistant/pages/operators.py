"""Who is the operator: whoever has read the secret that lies in the home.

There are no accounts yet. As Jupyter does, the server prints an address with a secret;
visiting it leaves a cookie, which is not the secret itself. Decision 0011.
"""

import hmac
import os
import secrets
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

KEY_FILE = "operator.key"
COOKIE = "galaxy_operator"
PATH = "/operator"
KEPT_S = 12 * 3600
_SHORTEST = 32
_PURPOSE = b"galaxy operator's cookie, version 1"


class Operators:
    """Tells operators from others. Comparisons take the same time whatever is given."""

    def __init__(self, home: Path) -> None:
        """Read the secret of a home, and make it where there is none."""
        self._key = _key_of(home)

    @property
    def path(self) -> str:
        """The path, with the secret, that makes a browser an operator's."""
        return f"{PATH}?key={self._key}"

    @property
    def cookie(self) -> str:
        """What an operator's browser sends back; it does not tell the secret."""
        return hmac.new(self._key.encode(), _PURPOSE, sha256).hexdigest()

    def knows(self, key: str) -> bool:
        """Tell whether this is the secret."""
        return hmac.compare_digest(key.encode("utf-8", "replace"), self._key.encode())

    def is_one(self, cookies: Mapping[str, str]) -> bool:
        """Tell whether these are an operator's cookies."""
        given = cookies.get(COOKIE, "").encode("utf-8", "replace")
        return hmac.compare_digest(given, self.cookie.encode())


def _key_of(home: Path) -> str:
    place = home / KEY_FILE
    try:
        place.chmod(0o600)
        key = place.read_text("ascii").strip()
        if len(key) >= _SHORTEST:
            return key
        place.unlink()
    except FileNotFoundError:
        home.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(32)
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{key}\n")
    return key
