"""Addresses of hosts: which are private, and that the address which was looked at is the one that is asked."""

from __future__ import annotations

import socket

import httpcore2
import pytest

from risalah.sources.network import Deadline, Guarded, HostError, is_private


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1",
        "169.254.169.254", "100.64.0.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "192.0.2.1", "198.18.0.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1",
        "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b::a00:1", "2002:7f00:1::", "2002:c0a8:1::1", "no address", "",
    ],
)  # fmt: skip
def test_private(address: str) -> None:
    assert is_private(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "103.10.20.30", "2606:4700::1111", "64:ff9b::808:808"])
def test_public(address: str) -> None:
    assert not is_private(address)


def connect(*addresses: str, allow_private: bool = False) -> httpcore2.NetworkStream:
    deadline = Deadline()
    deadline.start(5)
    guarded = Guarded(lambda _host, _port: addresses, allow_private, deadline)
    return guarded.connect_tcp("berita.example", 9, timeout=2)


def test_a_name_that_leads_to_private_addresses_is_refused() -> None:
    with pytest.raises(HostError, match=r"the host berita.example has the private address 127.0.0.1 \(--allow-private"):
        connect("127.0.0.1", "::1")
    with pytest.raises(HostError, match="has no address"):
        connect()


def test_the_connection_goes_to_the_address_that_was_looked_at() -> None:
    """A resolver that answers otherwise the second time is not asked a second time."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        answers = [["127.0.0.1"], ["203.0.113.1"]]
        deadline = Deadline()
        deadline.start(5)
        guarded = Guarded(lambda _host, _port: answers.pop(0), True, deadline)
        stream = guarded.connect_tcp("berita.example", port, timeout=2)
        assert stream.get_extra_info("server_addr") == ("127.0.0.1", port)
        assert len(answers) == 1
        stream.close()


def test_of_several_addresses_one_that_answers_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        deadline = Deadline()
        deadline.start(5)
        guarded = Guarded(lambda _host, _port: ["127.0.0.2", "127.0.0.1"], True, deadline)
        stream = guarded.connect_tcp("berita.example", port, timeout=2)
        assert stream.get_extra_info("server_addr")[0] == "127.0.0.1"
        stream.close()


def test_no_time_left_is_a_timeout() -> None:
    deadline = Deadline()
    deadline.start(0)
    with pytest.raises(httpcore2.ReadTimeout):
        deadline.cut(5)
