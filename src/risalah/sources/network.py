"""Connections to hosts on the web: their addresses are looked at before anything is sent, and their time is limited.

A name is resolved once and the connection goes to the very address that was looked at, so that a name which changes
its address in between (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore2

Resolve = Callable[[str, int], Sequence[str]]
"""From a host's name and a port to its addresses. Raises `OSError` or `UnicodeError` where there are none."""
CONNECTS = 4
"""Of a host with many addresses no more are tried."""
_EMBEDDED = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv6 addresses that stand for the IPv4 address in their last 32 bits (NAT64)."""


class HostError(Exception):
    """A host that cannot or may not be asked; the message is a reason for people."""

    def __init__(self, reason: str, passing: bool) -> None:
        super().__init__(reason)
        self.passing = passing
        """Whether it may be otherwise later."""


def resolved(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, as the system resolves its name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def is_private(address: str) -> bool:
    """Whether an address lies in a network of one's own, is this machine's, or is none of a single host on the net.

    An IPv6 address that carries an IPv4 one counts as that one too.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return True
    if found in _EMBEDDED:
        return is_private(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    if "%" in address or not found.is_global or found.is_multicast or found.is_reserved or found.is_unspecified:
        return True
    if isinstance(found, ipaddress.IPv4Address):
        return False
    inner = (found.ipv4_mapped, found.sixtofour, *(found.teredo or ()))
    return any(is_private(str(a)) for a in inner if a is not None)


def is_link_local(address: str) -> bool:
    """Whether an address is one of the link alone, where clouds keep what a machine is told of itself."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return True
    inner = getattr(found, "ipv4_mapped", None)
    return found.is_link_local or (inner is not None and inner.is_link_local)


class Deadline:
    """When a request must be done. Its time is real time: it limits what a slow server can take."""

    def __init__(self) -> None:
        self._end = float("inf")

    def start(self, seconds: float) -> None:
        """Allow so many seconds from now."""
        self._end = time.monotonic() + seconds

    @property
    def over(self) -> bool:
        """Whether no time is left."""
        return time.monotonic() >= self._end

    def cut(self, timeout: float | None) -> float:
        """A timeout, shortened to the time that is left. Raises `httpcore2.ReadTimeout` when none is."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("out of time")
        return left if timeout is None else min(timeout, left)


class Timed(httpcore2.NetworkStream):
    """A connection all of whose waiting together ends at a deadline: slow drops of data do not prolong it."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.cut(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.cut(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.cut(timeout))
        return Timed(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class Guarded(httpcore2.NetworkBackend):
    """Opens connections, to addresses that may be asked only."""

    def __init__(self, resolve: Resolve, allow_private: bool, deadline: Deadline) -> None:
        self._resolve = resolve
        self._allow_private = allow_private
        self._deadline = deadline
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """A connection to the first of the host's addresses that takes one. Raises `HostError` where none may be."""
        error: Exception = HostError(f"the host {host} has no address", passing=True)
        for address in self._checked(host, port)[:CONNECTS]:
            try:
                stream = self._inner.connect_tcp(
                    address, port, self._deadline.cut(timeout), local_address, socket_options or ()
                )
                return Timed(stream, self._deadline)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as e:
                error = e
        raise error

    def _checked(self, host: str, port: int) -> Sequence[str]:
        try:
            found = self._resolve(host, port)
        except (OSError, UnicodeError) as e:
            raise HostError(f"the host {host} is not found", passing=True) from e
        if self._allow_private:
            allowed = [address for address in found if not is_link_local(address)]
            if found and not allowed:
                raise HostError(
                    f"the host {host} has the link-local address {found[0]}, which is never asked", passing=False
                )
            return allowed
        allowed = [address for address in found if not is_private(address)]
        if found and not allowed:
            raise HostError(
                f"the host {host} has the private address {found[0]} (--allow-private allows it)", passing=False
            )
        return allowed
