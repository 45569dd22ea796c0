"""Guard: what stands before every page. Who may read, who may write, and what a page may load.

Reading needs no token on a loopback address and one elsewhere; writing needs one everywhere. The token is
given once in an address and then kept in a signed cookie. A request must name a host that we serve, so that
no other site's name can lead here, and one that changes something must come from our own pages.
"""

import hmac
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{inline}; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
TABLES = "/data"  # Datasette's own pages, which style elements in place
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 the address to listen at on all of the machine's networks
LARGEST = 262_144  # bytes of what is posted
DIGITS = 12  # of a length that is looked at


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Guard:
    """An ASGI application around another."""

    def __init__(self, app: App, *, host: str, token: str, signed: Callable[[Scope], bool]) -> None:
        """`signed` tells whether a request carries our cookie."""
        self._app = app
        self._host = host
        self._token = token
        self._signed = signed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self.refusal(scope)
        if refusal:
            await _refused(send, *refusal)
        else:
            await self._app(scope, receive, _with_headers(scope, send))

    def refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Status and words of a refusal; None: the request is served."""
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        named = _host(headers.get("host", ""))
        if not (is_loopback(named) or named == self._host or self._host in EVERYWHERE):
            return 421, "This address is not served here."
        if not is_loopback(self._host) and scope["path"] != "/enter" and not self._signed(scope):
            return 403, "Open the address with the token that `onrecord serve` printed."
        if not _open(scope["path"]):
            return 404, "There is no such page."
        return _unread(headers) if scope["method"] in ("GET", "HEAD") else _unwritten(scope, headers)

    def is_token(self, given: str) -> bool:
        """Whether this is the token, in a time that tells nothing of it."""
        return hmac.compare_digest(given.encode(), self._token.encode())


def _host(named: str) -> str:
    """The name in a Host header; "" where it is none."""
    try:
        return urlsplit(f"//{named}").hostname or ""
    except ValueError:
        return ""


def _open(path: str) -> bool:
    """Whether there is anything for readers there; Datasette's own pages on itself are not."""
    return not path.startswith(("/-/", "/_memory")) or path.startswith(("/-/desk/", "/-/static/"))


def _unread(headers: Mapping[str, str]) -> tuple[int, str] | None:
    """Why a page is not shown: another site asks for it in the background, not somebody who was led here."""
    elsewhere = headers.get("sec-fetch-site") not in (None, "same-origin", "none")
    if elsewhere and headers.get("sec-fetch-mode") != "navigate":
        return 403, "Asked for by another site."
    return None


def _unwritten(scope: Scope, headers: Mapping[str, str]) -> tuple[int, str] | None:
    """Why nothing is changed."""
    if scope["method"] != "POST":
        return 405, "There is nothing to be done so here."
    if not _from_here(headers):
        return 403, "Sent from another site: nothing was changed."
    length = headers.get("content-length", "")
    known = length.isascii() and length.isdigit() and len(length) < DIGITS
    if "transfer-encoding" in headers or not known or int(length) > LARGEST:
        return 413, "Too much was sent: nothing was changed."
    return None


def _from_here(headers: Mapping[str, str]) -> bool:
    """Whether a request comes from our own pages, as far as the browser says."""
    site, host = headers.get("sec-fetch-site"), headers.get("host")
    return site in (None, "same-origin") and headers.get("origin") in (
        None,
        f"http://{host}",
        f"https://{host}",
    )


def _with_headers(scope: Scope, send: Send) -> Send:
    tables = scope["path"] == TABLES or scope["path"].startswith((f"{TABLES}/", f"{TABLES}."))
    ours = {
        b"content-security-policy": POLICY.format(inline=" 'unsafe-inline'" if tables else "").encode(),
        b"x-content-type-options": b"nosniff",
        b"referrer-policy": b"same-origin",
        b"cross-origin-opener-policy": b"same-origin",
        b"cross-origin-resource-policy": b"same-origin",
    }

    async def sent(message: Any) -> None:
        if message["type"] == "http.response.start":
            kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in ours]
            message = {**message, "headers": [*kept, *ours.items()]}
        await send(message)

    return sent


async def _refused(send: Send, status: int, words: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{words}\n".encode()})
