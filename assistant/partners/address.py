"""Where an organization's own page is."""

from urllib.parse import quote

PATH = "/organizations"


def organization_address(identifier: str) -> str:
    """Return the path, on this server, of an organization's page."""
    return f"{PATH}/{quote(identifier, safe='')}"
