"""Which addresses may be reached: public ones, of hosts that were named.

A name is resolved once and the connection goes to the address that was checked, so that
a name which answers differently the second time leads nowhere else.
"""

import ipaddress
import socket
from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

import httpx

from ingestion.errors import FetchFailed, FetchRefused

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PORTS = {"http": 80, "https": 443}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def split_address(url: str) -> SplitResult:
    """Return the parts of an http or https address.

    Raises:
        FetchRefused: it is another kind of address, or holds a name and password.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise FetchRefused(
            f"{url!r} is no address", remedy="Check it for a slip."
        ) from error
    if parts.scheme not in _PORTS or not parts.hostname:
        raise FetchRefused(
            f"{url!r} is no http or https address", remedy="Begin it with https://."
        )
    if parts.username is not None or parts.password is not None:
        raise FetchRefused(
            f"the address of {parts.hostname!r} holds a name or password",
            remedy="Give an address that is open to everyone.",
        )
    return parts


def named(parts: SplitResult) -> str:
    """Return an address's host with its port, as "example.org:443"."""
    return f"{parts.hostname}:{parts.port or _PORTS[parts.scheme]}"


def host_of(parts: SplitResult) -> str:
    """Return the host that an address names, with its port only where that is named.

    So an address may lead from http to https on its own host.
    """
    return named(parts) if parts.port is not None else parts.hostname or ""


def is_among(parts: SplitResult, hosts: Collection[str]) -> bool:
    """Tell whether an address is of one of these hosts, with or without their port."""
    host = (parts.hostname or "").casefold()
    return host in hosts or named(parts).casefold() in hosts


def is_public(address: Address) -> bool:
    """Tell whether anybody's machine may be behind an address, and not one inside.

    Addresses of IPv6 that stand for one of IPv4 are as public as that.
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast


class PublicTransport(httpx.BaseTransport):
    """Connects to public addresses only, and to private hosts that were named."""

    def __init__(self, *, private: Collection[str] = ()) -> None:
        self._private = frozenset(host.casefold() for host in private)
        self._by_host: dict[str, httpx.HTTPTransport] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the checked address of its host.

        Raises:
            FetchRefused: an address of the host is private.
            FetchFailed: the name is not known; worth retrying.
        """
        parts = split_address(str(request.url))
        address = self._checked(parts)
        sent = httpx.Request(
            request.method,
            request.url.copy_with(host=address),
            headers=request.headers,  # the host's name stands there already
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": parts.hostname},
        )
        # Each host has its own connections: two of them may share an address.
        transport = self._by_host.setdefault(named(parts), httpx.HTTPTransport())
        return transport.handle_request(sent)

    def close(self) -> None:
        """Close all connections."""
        for transport in self._by_host.values():
            transport.close()

    def _checked(self, parts: SplitResult) -> str:
        host = parts.hostname or ""
        try:
            found = socket.getaddrinfo(
                host, parts.port or _PORTS[parts.scheme], type=socket.SOCK_STREAM
            )
        except OSError as error:
            raise FetchFailed(
                f"the host {host!r} is not known",
                remedy="Check the address, or try again later.",
                retryable=True,
            ) from error
        addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
        if not is_among(parts, self._private):
            for address in addresses:
                if not is_public(ipaddress.ip_address(address)):
                    raise FetchRefused(
                        f"the host {host!r} has a private address ({address})",
                        remedy="Give a public one; for a server of your own, name it "
                        "in GALAXY_FETCH_PRIVATE_HOSTS.",
                    )
        return addresses[0]
