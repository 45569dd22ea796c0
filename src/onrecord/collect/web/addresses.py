"""Addresses: which may be fetched, and connections to exactly the address that was checked.

A name is resolved once, each answer is checked, and the connection goes to a checked one, so that a name
that resolves otherwise the second time leads nowhere else. All of an answer must come before a deadline.
"""

import socket
import ssl
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from time import monotonic

import httpcore
import httpx

from onrecord.errors import CollectError

MAX_ADDRESS = 2_000  # characters
EMBEDDING = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))  # an IPv4 address in the last 32 bits
Address = IPv4Address | IPv6Address


def address(url: str, base: str | None = None) -> str:
    """An address in its normal form, without fragment.

    Raises:
        CollectError: not http or https, without host, with a password, or too long.
    """
    try:
        found = httpx.URL(base).join(url.strip()) if base else httpx.URL(url.strip())
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise CollectError(f"{url[:200]!r} is no address ({error}); correct it") from error
    if found.scheme not in ("http", "https") or not found.host or (found.port or 80) > 65535:
        raise CollectError(f"{url[:200]!r} is no http or https address; correct it")
    if found.userinfo:
        raise CollectError("an address with a name or password in it; leave them out")
    if len(str(found)) > MAX_ADDRESS:
        raise CollectError(f"an address of over {MAX_ADDRESS:,} characters; leave it out")
    return str(found.copy_with(fragment=None))


def is_public(one: Address) -> bool:
    """Whether an IP address, and any that it stands for, is one of the public internet."""
    return all(each.is_global and not each.is_multicast for each in _meant(one))


def _meant(one: Address) -> Iterator[Address]:
    yield one
    if isinstance(one, IPv6Address):
        held = (one.ipv4_mapped, one.sixtofour, *(one.teredo or ()))
        yield from (each for each in held if each is not None)
        if any(one in network for network in EMBEDDING):
            yield IPv4Address(int(one) & 0xFFFFFFFF)


def _allowed(one: Address, allow_private: bool) -> bool:
    if not allow_private:
        return is_public(one)
    return not any(each.is_link_local or each.is_multicast or each.is_unspecified for each in _meant(one))


class Checked(httpcore.NetworkBackend):
    """Connections to allowed addresses only, that end at `until`."""

    def __init__(self, *, allow_private: bool) -> None:
        """`allow_private`: loopback and private networks too, never link-local addresses."""
        self._allow_private = allow_private
        self._sockets = httpcore.SyncBackend()
        self.until = 0.0  # on the monotonic clock

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve, check, connect to the first allowed address that answers."""
        refused: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for one in self._addresses(host, port):
            try:
                stream = self._sockets.connect_tcp(
                    str(one), port, _left(self.until, timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                refused = error
            else:
                return _Ending(stream, self.until)
        raise refused or httpcore.ConnectError("no address")

    def _addresses(self, host: str, port: int) -> list[Address]:
        try:
            listed = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} cannot be resolved ({error})") from error
        found = dict.fromkeys(ip_address(str(entry[4][0]).partition("%")[0]) for entry in listed)
        allowed = [one for one in found if _allowed(one, self._allow_private)]
        if not allowed:
            told = ", ".join(str(one) for one in found if str(one) != host)
            raise CollectError(
                f"{host} {f'is {told}, ' if told else 'is '}not on the public internet; "
                "if it is on a network of yours, set allow_private = true for this source"
            )
        return allowed


class _Ending(httpcore.NetworkStream):
    """A connection on which every wait ends at a deadline, however slowly the other side drips."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream, self._until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Some bytes, or none at the end."""
        return self._stream.read(max_bytes, _left(self._until, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        self._stream.write(buffer, _left(self._until, timeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection, encrypted."""
        left = _left(self._until, timeout)
        return _Ending(self._stream.start_tls(ssl_context, server_hostname, left), self._until)

    def get_extra_info(self, info: str) -> object:
        """What the connection tells of itself."""
        return self._stream.get_extra_info(info)


def _left(until: float, timeout: float | None) -> float:
    left = until - monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("it took too long as a whole")
    return left if timeout is None else min(left, timeout)
