"""Fetching addresses, politely and within limits: robots.txt is obeyed, hosts are not hurried, private networks are
left alone, and whatever goes wrong is one plain reason."""

from __future__ import annotations

import io
import re
import ssl
import zlib
from collections.abc import Mapping
from typing import NamedTuple, Self

import httpcore2
import httpx2

from risalah import __version__
from risalah.errors import DecodeError, LimitError, UsageError
from risalah.model import Reject
from risalah.sources import response
from risalah.sources.items import Item
from risalah.sources.limits import DEFAULT_LIMIT, too_large
from risalah.sources.network import Deadline, Guarded, HostError, Resolve, resolved
from risalah.sources.response import Clock
from risalah.sources.robots import SIZE, Robots, parsed

AGENT = f"risalah/{__version__} (reads news articles and feeds; obeys robots.txt)"
"""What servers are told of who asks, unless the user says it."""
REDIRECTS = 5
TRIES = 3
"""Requests for an address that the server asks to come back for."""
BACK_OFF = 2.0
"""Seconds before the second try where the server names none; doubled for each further one."""
PATIENCE = 60.0
"""The longest wait, in seconds, that is sat out; a longer one makes a failure."""
DELAY = 1.0
"""Seconds between two requests to a host that asks for no others."""
KEPT = 24 * 3600.0
"""Seconds that a robots.txt counts."""
LONGEST = 8_000
"""Characters of an address."""
_HOST = re.compile(rb"[A-Za-z0-9._-]+|[0-9a-fA-F:.]+")
_CLEAN = re.compile(r"[\x20-\x7e]{1,200}")


class Waits(NamedTuple):
    """How long is waited for a server, in seconds."""

    connect: float = 10.0
    read: float = 20.0
    """Without any data."""
    total: float = 60.0
    """For one request, from the connection to the last byte."""


WAITS = Waits()


class Answer(NamedTuple):
    """What a server answered: a body, or that it is unchanged (status 304)."""

    url: str
    status: int
    body: bytes = b""
    kind: str = "text"
    charset: str | None = None
    etag: str | None = None
    modified: str | None = None
    fresh: float = 0.0
    """Seconds for which the server expects no change."""


class Failed(NamedTuple):
    """Why there is no answer, in words for people."""

    reason: str
    passing: bool = False
    """Whether it may be otherwise later."""
    after: float | None = None
    """Seconds that the server asks to wait."""
    status: int = 0


class _Moved(NamedTuple):
    to: str


class Fetcher:
    """Fetches addresses one after the other. Keeps no cookies and sends no credentials."""

    def __init__(
        self,
        *,
        limit: int = DEFAULT_LIMIT,
        allow_private: bool = False,
        user_agent: str | None = None,
        patience: float = PATIENCE,
        delay: float = DELAY,
        waits: Waits = WAITS,
        clock: Clock | None = None,
        resolve: Resolve = resolved,
    ) -> None:
        self.limit = limit
        self.agent = AGENT if user_agent is None else user_agent
        if not _CLEAN.fullmatch(self.agent) or not re.match(r"[A-Za-z_-]+", self.agent):
            raise UsageError("a user agent is a line of ASCII that starts with a name, as in 'newsroom/1.0 (+mail)'")
        self._product = re.split(r"[^A-Za-z_-]", self.agent, maxsplit=1)[0]
        self._patience = patience
        self._delay = delay
        self._waits = waits
        self._clock = clock or Clock()
        self._deadline = Deadline()
        self._backend = Guarded(resolve, allow_private, self._deadline)
        self._pool: httpcore2.ConnectionPool | None = None
        self._robots: dict[str, tuple[float, Robots]] = {}
        self._asked: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close what connections there are."""
        if self._pool is not None:
            self._pool.close()

    def item(self, url: str) -> Item | Reject:
        """What lies at an address, to be read; a `Reject` where it cannot be had."""
        found = self.get(url)
        if isinstance(found, Failed):
            return Reject(doc_id=named(url), stage="source", reason=found.reason, file=named(url))
        return item_of(found, url)

    def get(
        self, url: str, *, etag: str | None = None, modified: str | None = None, paused: bool = True
    ) -> Answer | Failed:
        """The answer for an address; status 304 where it is as `etag` or `modified` (of an earlier answer) say.

        Not `paused`: the host's pause is neither kept nor begun, as for a feed, which has pauses of its own.
        A server that asks to come back is asked again, up to `TRIES` times, where it wants no longer than the patience.
        """
        headers = {"If-None-Match": etag, "If-Modified-Since": modified}
        conditions = {k: v for k, v in headers.items() if v and _CLEAN.fullmatch(v)}
        for attempt in range(TRIES):
            found = self._followed(url, conditions, paused=paused)
            if isinstance(found, Answer) or found.status not in (429, 503) or attempt == TRIES - 1:
                return found
            wait = BACK_OFF * 2**attempt if found.after is None else found.after
            if wait > self._patience:
                return found
            self._clock.sleep(wait)
        raise AssertionError("the last try returns")

    def wait(self, url: str) -> float:
        """Seconds until the host of an address may be asked again, as far as its wishes are known."""
        try:
            address = checked(url)
        except DecodeError:
            return 0.0
        _, robots = self._robots.get(_origin(address), (0.0, Robots()))
        delay = max(self._delay, robots.delay)
        last = self._asked.get(_origin(address))
        return 0.0 if last is None else min(delay, max(0.0, last + delay - self._clock.now()))

    def _followed(
        self, url: str, conditions: Mapping[str, str], robots: bool = True, paused: bool = False
    ) -> Answer | Failed:
        """The answer where an address leads. Each step is checked as the first."""
        seen: set[str] = set()
        for _ in range(REDIRECTS + 1):
            try:
                address = checked(url)
            except DecodeError as e:
                return Failed(f"it leads to another address: {e}" if seen else str(e))
            if str(address) in seen:
                return Failed("the server redirects in a circle")
            seen.add(str(address))
            found = (self._refused(address, paused) if robots else None) or self._asked_for(address, conditions, robots)
            if paused:
                self._asked[_origin(address)] = self._clock.now()
            if not isinstance(found, _Moved):
                return found
            try:
                url = str(address.join(found.to))
            except (httpx2.InvalidURL, ValueError):
                return Failed("the server redirects to what is no address")
        return Failed(f"the server redirects more than {REDIRECTS} times")

    def _refused(self, address: httpx2.URL, paused: bool) -> Failed | None:
        """Why an address may not be asked for now, or None, once its host has had its pause."""
        origin = _origin(address)
        until, robots = self._robots.get(origin, (0.0, Robots()))
        if until <= self._clock.now():
            found = self._robots_of(origin)
            if isinstance(found, Failed):
                return found
            robots = found
            self._robots[origin] = (self._clock.now() + KEPT, robots)
        if not robots.allows(address.raw_path.decode("ascii")):
            return Failed(f"the robots.txt of {address.host} refuses it")
        wait = self.wait(str(address)) if paused else 0.0
        if wait > self._patience:
            return Failed(f"{address.host} wants {wait:.0f} seconds between two requests", passing=True, after=wait)
        if wait > 0:
            self._clock.sleep(wait)
        return None

    def _robots_of(self, origin: str) -> Robots | Failed:
        """What a host's robots.txt says. One that is not there allows all, one that fails allows nothing (RFC 9309)."""
        found = self._followed(f"{origin}/robots.txt", {}, robots=False)
        if isinstance(found, Answer):
            return parsed(found.body.decode("utf-8", "replace"), self._product)
        if found.status == 0 or found.status == 429 or found.status >= 500:
            if found.status:
                reason = f"the robots.txt of {httpx2.URL(origin).host} cannot be had: {found.reason}"
                return found._replace(reason=reason, passing=True)
            return found
        return Robots()

    def _asked_for(self, address: httpx2.URL, conditions: Mapping[str, str], page: bool) -> Answer | Failed | _Moved:
        """One request. Not `page`: what comes is a robots.txt, of any content type, and cut where it is too long."""
        try:
            self._deadline.start(self._waits.total)
            with self._sent(address, conditions) as stream:
                return self._read(stream, address, page)
        except HostError as e:
            return Failed(str(e), e.passing)
        except (LimitError, DecodeError) as e:
            return Failed(str(e))
        except (EOFError, zlib.error) as e:
            return Failed(f"the answer {'ends too early' if isinstance(e, EOFError) else 'is damaged'}", passing=True)
        except Exception as e:
            reason = failure(e, address.host, self._waits, self._deadline.over)
            if reason is None:
                raise
            return Failed(reason, passing=True)

    def _sent(self, address: httpx2.URL, conditions: Mapping[str, str]) -> _Opened:
        waits = self._waits
        if self._pool is None:
            # No connection is kept: pauses between two requests are longer than servers keep them.
            self._pool = httpcore2.ConnectionPool(
                ssl_context=httpx2.create_ssl_context(), network_backend=self._backend, max_keepalive_connections=0
            )
        headers = {
            "Host": address.netloc.decode("ascii"), "User-Agent": self.agent, "Accept": response.ACCEPTED,
            "Accept-Encoding": "gzip, deflate", "Connection": "close", **conditions,
        }  # fmt: skip
        request = httpcore2.Request(
            "GET",
            httpcore2.URL(scheme=address.raw_scheme, host=address.raw_host, port=address.port, target=address.raw_path),
            headers=[(k.encode("ascii"), v.encode("ascii")) for k, v in headers.items()],
            extensions={"timeout": {"connect": waits.connect, "read": waits.read, "write": waits.read}},
        )
        return _Opened(self._pool.handle_request(request))

    def _read(self, opened: httpcore2.Response, address: httpx2.URL, page: bool) -> Answer | Failed | _Moved:
        """The answer, its body read to the end and not beyond the limit."""
        status, headers = opened.status, httpx2.Headers(opened.headers)
        kept = Answer(str(address), status, etag=headers.get("etag"), modified=headers.get("last-modified"))
        kept = kept._replace(fresh=response.fresh_for(headers))
        if status == 304:
            return kept
        if status in (301, 302, 303, 307, 308):
            to = headers.get("location")
            return _Moved(to) if to else Failed("the server redirects to nowhere", status=status)
        if status not in (200, 203):
            after = response.retry_after(headers, self._clock.now())
            return Failed(response.refusal(status), response.is_passing(status), after, status)
        limit = self.limit if page else SIZE
        length = headers.get("content-length", "")
        if page and length.isdecimal() and len(length) < 19 and int(length) > limit:
            return Failed(too_large(limit))
        data = response.body(opened.iter_stream(), headers.get("content-encoding", ""), limit, cut=not page)
        told, charset = response.content_type(headers)
        if not page:
            return kept._replace(body=data)
        if not data.strip():
            return Failed("the answer is empty")
        return kept._replace(body=data, kind=response.kind_of(data, told, address.path), charset=charset)


class _Opened:
    """An answer whose connection is closed in the end."""

    def __init__(self, opened: httpcore2.Response) -> None:
        self._opened = opened

    def __enter__(self) -> httpcore2.Response:
        return self._opened

    def __exit__(self, *_: object) -> None:
        self._opened.close()


def item_of(answer: Answer, url: str) -> Item:
    """An answer as a thing to be read; `url` is the address that was asked for."""
    return Item(named(url), named(url), io.BytesIO(answer.body), answer.url, answer.charset, kind=answer.kind)


def checked(url: str) -> httpx2.URL:
    """An address that may be asked for. Raises `DecodeError`, with the reason, for any other."""
    if len(url) > LONGEST:
        raise DecodeError(f"an address of more than {LONGEST} characters")
    try:
        address = httpx2.URL(url.strip())
        port = address.port
    except (httpx2.InvalidURL, ValueError, TypeError) as e:
        raise DecodeError("not an address") from e
    if address.scheme not in ("http", "https"):
        scheme = f"{address.scheme:.20}: is not fetched" if address.scheme else "no http:// or https:// in front"
        raise DecodeError(f"not an address on the web ({scheme})")
    if not address.host or (port is not None and not 0 < port < 65536):
        raise DecodeError("not an address: no host in it" if not address.host else "not an address: no such port")
    if not _HOST.fullmatch(address.raw_host):
        raise DecodeError("not an address: its host is no name")
    if address.userinfo:
        raise DecodeError("a name or password stands in the address; such addresses are not fetched")
    return address.copy_with(fragment=None)


def named(url: str) -> str:
    """An address as it may be written down, and names what lies there: without a name and password in it."""
    return re.sub(r"^(\s*[A-Za-z][\w+.-]*://)[^/?#]*@", r"\1", url).strip().partition("#")[0]


def _origin(address: httpx2.URL) -> str:
    return f"{address.scheme}://{address.netloc.decode('ascii')}"


def failure(error: Exception, host: str, waits: Waits, late: bool) -> str | None:
    """The reason of an error of the connection, `late`: when its time was over; None for an error that is none."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"the certificate of {host} is not good ({cause.verify_message})"
        cause = cause.__cause__ or cause.__context__
    match error:
        case httpcore2.TimeoutException() if late:
            return f"{host} does not answer in full within {waits.total:g} seconds"
        case httpcore2.ConnectTimeout():
            return f"{host} does not take the connection in {waits.connect:g} seconds"
        case httpcore2.TimeoutException():
            return f"{host} sends nothing for {waits.read:g} seconds"
        case httpcore2.ConnectError():
            return f"{host} does not take the connection"
        case httpcore2.RemoteProtocolError() | httpcore2.NetworkError():
            return f"{host} breaks the connection off or does not speak HTTP"
        case httpcore2.LocalProtocolError():
            return "the address cannot be asked for"
    return None
