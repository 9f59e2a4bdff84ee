"""A web server on loopback for tests, and a clock that nobody waits for."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

from risalah.sources.response import Clock

START = 1_700_000_000.0
"""When the clock of the tests begins: 2023-11-14T22:13:20Z."""


class Page(NamedTuple):
    """What a path answers."""

    body: bytes = b""
    kind: str = "text/plain; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    send: Callable[[BaseHTTPRequestHandler], None] | None = None
    """Writes the answer itself, for those that are no right HTTP."""


class Asked(NamedTuple):
    """A request that came."""

    path: str
    headers: dict[str, str]


class Site:
    """The pages of a server, which tests may change, and the requests that it got."""

    def __init__(self) -> None:
        self.pages: dict[str, Page | list[Page]] = {}
        self.asked: list[Asked] = []
        self.port = 0

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, without those of robots.txt."""
        return [a.path for a in self.asked if a.path != "/robots.txt"]

    def page(self, path: str) -> Page:
        """What a path answers now: of several answers the next one, the last for ever."""
        found = self.pages.get(path, Page(b"no such page", status=404))
        if isinstance(found, Page):
            return found
        return found.pop(0) if len(found) > 1 else found[0]


class FakeClock(Clock):
    """Sleeping moves it on at once."""

    def __init__(self) -> None:
        self.time = START
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


@contextmanager
def serving(site: Site, tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """The site, served on a free port of 127.0.0.1 for as long as this lasts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append(Asked(self.path, {k.lower(): v for k, v in self.headers.items()}))
            page = site.page(self.path)
            self.close_connection = True
            if page.send is not None:
                page.send(self)
                return
            self.send_response(page.status)
            given = {name.lower() for name, _ in page.headers}
            for name, value in page.headers:
                self.send_header(name, value)
            if page.kind:
                self.send_header("Content-Type", page.kind)
            if "content-length" not in given:
                self.send_header("Content-Length", str(len(page.body)))
            self.end_headers()
            self.wfile.write(page.body)

        def handle(self) -> None:
            with suppress(OSError):  # the client had enough
                super().handle()

        def finish(self) -> None:
            with suppress(OSError):
                super().finish()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
