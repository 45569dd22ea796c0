"""Fetch: one address → what it gives, politely and within bounds.

robots.txt is kept (RFC 9309), hosts are given time between requests and left alone as long as they ask
(Retry-After), what has not changed is not sent again (ETag, Last-Modified). Redirects are followed a few
times, each checked like the first address.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from math import ceil
from threading import Lock
from time import monotonic, sleep, time

import httpcore
import httpx
from protego import Protego

from onrecord.collect.inflated import inflated
from onrecord.collect.page import MAX_BYTES
from onrecord.collect.web.addresses import Checked, address
from onrecord.errors import CollectError, LaterError

REDIRECTS = frozenset({301, 302, 303, 307, 308})
BUSY = frozenset({429, 503})
MAX_VALIDATOR = 500  # characters
MAX_ROBOTS = 500_000  # bytes, as RFC 9309 asks for at least
ROBOTS_KEPT = 24 * 3600.0  # seconds
RETRIED = 600.0  # seconds until a host is asked again that fails, or asks for a pause and not for how long
FAILURES = 3  # in a row, after which a host is left alone so long
MAX_PAUSE = 7 * 24 * 3600.0  # seconds that a host may ask for
MAX_GAP = 120.0  # seconds between two requests that one waits
NAME = "OnRecord"
TRANSIENT = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long and how much, at most; times in seconds."""

    connect: float = 10.0
    silence: float = 20.0  # without a byte
    whole: float = 60.0  # one answer
    patience: float = 30.0  # waited for a host that asks for it; longer, and it is left for a later pass
    size: int = MAX_BYTES  # packed and unpacked
    redirects: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave to ask later whether something has changed."""

    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How one source wants to be, or may be, fetched."""

    gap: float = 2.0  # seconds between the requests to one host
    allow_private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """How long a host is left alone."""

    until: float  # seconds since 1970
    reason: str  # what the host did, after its name

    @property
    def left(self) -> float:
        """Seconds from now; none where it is longer than any, for then the clock was set back."""
        left = self.until - time()
        return left if left <= MAX_PAUSE + 1 else 0.0

    @property
    def end(self) -> datetime:
        """The first whole second after it, UTC."""
        return datetime.fromtimestamp(ceil(self.until), UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an address gave."""

    url: str  # after redirects
    at: str  # UTC, ISO 8601
    changed: bool  # False: as it was when the validators were given; there is no data
    media: str = ""
    charset: str | None = None
    data: bytes = b""
    validators: Validators = Validators()


@dataclass(frozen=True, slots=True)
class _Raw:
    status: int
    head: Mapping[str, str]
    data: bytes


class Fetcher:
    """Fetches, and remembers how each host wants to be treated; for several threads at a time."""

    def __init__(self, agent: str | None = None, limits: Limits = Limits()) -> None:
        """`agent`: how it names itself to servers, with whom to write to."""
        self.agent = agent or f"{NAME}/{version('onrecord')}"
        self._name = self.agent.partition("/")[0].split()[0]  # which robots.txt may speak of
        self._limits = limits
        self._robots: dict[tuple[str, bool], tuple[float, Protego | str]] = {}  # or why there are none
        self.pauses: dict[str, Pause] = {}  # host → how long it asked to be left alone
        self._failing: dict[str, Pause] = {}  # host → how long it is left alone because it fails
        self._failed: dict[str, int] = {}  # host → failures since its last answer
        self._last: dict[str, float] = {}  # host → when its last answer ended
        self._locks: dict[str, Lock] = {}  # host being asked, or origin whose robots.txt is being read
        self._tls = httpcore.default_ssl_context()

    def get(self, url: str, manners: Manners, known: Validators = Validators()) -> Answer:
        """What an address gives now.

        Raises:
            CollectError: it is refused, cannot be reached, or gives nothing usable.
            LaterError: the host is to be left alone longer than one waits.
        """
        conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
        head = {name: value for name, value in conditions.items() if value}
        found, raw = self._followed(address(url), manners, head)
        at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        if raw.status == 304 and head:
            return Answer(url=found, at=at, changed=False, validators=known)
        if raw.status != 200:
            raise CollectError(f"answers with status {raw.status}; is the address right, and open to all?")
        media, charset = _media(raw.head.get("content-type", ""))
        return Answer(
            url=found,
            at=at,
            changed=True,
            media=media,
            charset=charset,
            data=raw.data,
            validators=Validators(etag=_short(raw, "etag"), modified=_short(raw, "last-modified")),
        )

    def _followed(self, url: str, manners: Manners, head: Mapping[str, str]) -> tuple[str, _Raw]:
        """The answer at the end of the redirects, and its address."""
        seen = [url]
        while True:
            self._permit(url, manners)
            raw = self._patient(url, manners, head)
            if raw.status not in REDIRECTS or "location" not in raw.head:
                return url, raw
            url = address(raw.head["location"], url)
            if url in seen:
                raise CollectError("redirects in a circle; correct the address")
            if len(seen) > self._limits.redirects:
                raise CollectError(f"redirects more than {self._limits.redirects} times; correct the address")
            seen.append(url)

    def _patient(self, url: str, manners: Manners, head: Mapping[str, str], size: int | None = None) -> _Raw:
        """An answer, asked for a second time where the host asks to wait a little."""
        for _ in range(2):
            raw = self._paced(url, manners, head, size or self._limits.size)
            if raw.status not in BUSY:
                return raw
        raise _later(host_of(url), self.pauses[host_of(url)])

    def _paced(self, url: str, manners: Manners, head: Mapping[str, str], size: int) -> _Raw:
        """One request, after the time that the host is given; one at a time to a host."""
        host = host_of(url)
        with self._lock(host):
            self._await(host, max(manners.gap, self._delay(url, manners)))
            raw = self._counted(host, url, manners, head, size)
            if raw.status in BUSY:
                self.pauses[host] = _pause(raw)
        return raw

    def _lock(self, name: str) -> Lock:
        return self._locks.setdefault(name, Lock())

    def _await(self, host: str, gap: float) -> None:
        """Wait until a host may be asked, if that is soon."""
        for pause in (self.pauses.get(host), self._failing.get(host)):
            if pause and pause.left > self._limits.patience:
                raise _later(host, pause)
            sleep(max(0.0, pause.left if pause else 0.0))
        sleep(max(0.0, self._last.get(host, -gap) + gap - monotonic()))

    def _counted(self, host: str, url: str, manners: Manners, head: Mapping[str, str], size: int) -> _Raw:
        """One request; a host that fails again and again is left alone for a while."""
        try:
            raw = self._asked(url, manners, head, size)
        except TRANSIENT as error:
            self._failed[host] = self._failed.get(host, 0) + 1
            if self._failed[host] >= FAILURES:
                reason = f"failed {self._failed[host]} times in a row"
                self._failing[host] = Pause(until=time() + RETRIED, reason=reason)
            raise CollectError(f"{_reason(error)}; it is tried again in the next pass") from error
        finally:
            self._last[host] = monotonic()
        self._failed[host] = 0
        return raw

    def _delay(self, url: str, manners: Manners) -> float:
        _, rules = self._robots.get((_origin(url), manners.allow_private), (0.0, ""))
        return (rules.crawl_delay(self._name) or 0.0) if isinstance(rules, Protego) else 0.0

    def _asked(self, url: str, manners: Manners, head: Mapping[str, str], size: int) -> _Raw:
        """One request on a connection of its own."""
        backend = Checked(allow_private=manners.allow_private)
        backend.until = monotonic() + self._limits.whole
        sent = {"User-Agent": self.agent, "Accept-Encoding": "gzip", "Accept": "*/*", "Connection": "close"}
        headers = [
            (name.encode(), value.encode("latin-1", "replace")) for name, value in (sent | dict(head)).items()
        ]
        waits = {"connect": self._limits.connect, "read": self._limits.silence, "write": self._limits.silence}
        with (
            httpcore.ConnectionPool(ssl_context=self._tls, network_backend=backend) as pool,
            pool.stream("GET", url, headers=headers, extensions={"timeout": waits}) as response,
        ):
            told = _head(response)
            if response.status != 200:
                return _Raw(response.status, told, b"")
            chunks = _declared(response.iter_stream(), told, size)
            data = inflated(chunks, told.get("content-encoding", ""), size)
        _refuse_half(told, data)
        return _Raw(response.status, told, data)

    def _permit(self, url: str, manners: Manners) -> None:
        """Pass over an address in silence if robots.txt allows it."""
        place = _origin(url), manners.allow_private
        with self._lock(place[0]):
            until, rules = self._robots.get(place, (0.0, ""))
            if until < monotonic():
                rules = self._rules(place[0], manners)
                kept = RETRIED if isinstance(rules, str) else ROBOTS_KEPT
                self._robots[place] = (monotonic() + kept, rules)
        if isinstance(rules, str):
            raise CollectError(rules)
        gap = self._delay(url, manners)
        if gap > MAX_GAP:
            raise CollectError(
                f"its robots.txt asks for {gap:,.0f} s between two requests, more than the {MAX_GAP:.0f} s "
                "that are waited; leave the address out"
            )
        if not rules.can_fetch(url, self._name):
            raise CollectError(
                "its robots.txt does not allow it; ask the publisher, or leave the address out"
            )

    def _rules(self, origin: str, manners: Manners) -> Protego | str:
        """What robots.txt says, or why nothing may be fetched; none at all allows everything (RFC 9309)."""
        url = f"{origin}/robots.txt"
        for _ in range(self._limits.redirects + 1):
            try:
                raw = self._patient(url, manners, {}, MAX_ROBOTS)
                if raw.status in REDIRECTS and "location" in raw.head:
                    url = address(raw.head["location"], url)
                    continue
            except LaterError:
                raise
            except CollectError as error:
                return f"robots.txt: {error}"
            if raw.status >= 500:
                return f"robots.txt: status {raw.status}, so nothing is fetched; it is tried again later"
            return Protego.parse(raw.data.decode("utf-8", "replace") if raw.status == 200 else "")
        return Protego.parse("")


def host_of(url: str) -> str:
    """The host of an address, with its port where it is not the usual one."""
    return httpx.URL(url).netloc.decode()


def _pause(raw: _Raw) -> Pause:
    """How long a host asks to be left alone."""
    asked = _seconds(raw.head.get("retry-after", ""))
    until = time() + min(RETRIED if asked is None else asked, MAX_PAUSE)
    more = "" if asked is None else " and asked for a pause"
    return Pause(until=until, reason=f"answered with status {raw.status}{more}")


def _later(host: str, pause: Pause) -> LaterError:
    return LaterError(
        f"{host} {pause.reason}; it is left alone until {pause.end:%Y-%m-%d %H:%M:%S} UTC, "
        "and asked again in the first pass after that"
    )


def _origin(url: str) -> str:
    parsed = httpx.URL(url)
    return f"{parsed.scheme}://{parsed.netloc.decode()}"


def _short(raw: _Raw, name: str) -> str | None:
    """A field of an answer's head, if it is one to send back."""
    value = raw.head.get(name, "")
    return value if 0 < len(value) <= MAX_VALIDATOR else None


def _head(response: httpcore.Response) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}


def _declared(chunks: Iterator[bytes], head: Mapping[str, str], size: int) -> Iterator[bytes]:
    told = head.get("content-length", "")
    if told.isdigit() and int(told[:20]) > size:
        raise CollectError(f"over {size:,} bytes; no article's page is so large, leave it out")
    yield from chunks


def _refuse_half(head: Mapping[str, str], data: bytes) -> None:
    """A page that nothing says is whole, and that does not end as it began, is half a page."""
    whole = "transfer-encoding" in head or head.get("content-encoding", "identity").lower() != "identity"
    low = data[:4096].lower()
    if whole or "html" not in head.get("content-type", "") or b"<body" not in low:
        return
    end = data[-20_000:].lower()
    if b"</body" not in end and b"</html" not in end:
        raise CollectError("cut off: half a page came; it is tried again in the next pass")


def _media(value: str) -> tuple[str, str | None]:
    """Media type and charset of a Content-Type."""
    media, _, rest = value.partition(";")
    told = [part.partition("=") for part in rest.split(";")]
    found = (text.strip(" \"'") for name, _, text in told if name.strip().lower() == "charset")
    return media.strip().lower(), next(found, None) or None


def _seconds(value: str) -> float | None:
    """How long a Retry-After asks to wait; None: it does not say."""
    if value.strip().isdigit():
        return float(value.strip()[:9])
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return max(0.0, ((when if when.tzinfo else when.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds())


def _reason(error: Exception) -> str:
    if isinstance(error, httpcore.TimeoutException):
        return "takes too long to answer"
    if isinstance(error, httpcore.ProtocolError):
        return f"its answer breaks off or is no HTTP ({error})"
    return f"cannot be reached ({error})"
