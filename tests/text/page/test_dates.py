"""Times on pages: for machines, for people, and where both differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.packs import available, load
from risalah.text.header import HeaderReader
from risalah.text.page.dates import best, line, local, machine, same

READERS = [HeaderReader(load(x), {}) for x in ("id", *(x for x in available() if x != "id"))]


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("2022-01-10T14:05:33+07:00", "2022-01-10T14:05+07:00"),
        ("2022-01-10T14:05:33.123+0700", "2022-01-10T14:05+07:00"),
        ("2022-01-10T14:05Z", "2022-01-10T14:05+00:00"),
        ("2022-01-10 14:05:33 +07:00", "2022-01-10T14:05+07:00"),
        ("2022-01-10 T14:05:33Z", "2022-01-10T14:05+00:00"),
        ("2022/01/10 14:05", "2022-01-10T14:05"),
        ("2022-1-5", "2022-01-05"),
        ("2022-01", "2022-01"),
        ("20220110T140500Z", "2022-01-10T14:05+00:00"),
        ("20220110", "2022-01-10"),
        ("1641798300", "2022-01-10T07:05+00:00"),
        ("1641798300000", "2022-01-10T07:05+00:00"),
        ("Mon, 10 Jan 2022 14:05:33 +0700", "2022-01-10T14:05+07:00"),
        ("Senin, 10 Januari 2022 14:05 WIB", "2022-01-10T14:05+07:00"),
        ("January 10, 2022", "2022-01-10"),
    ],
)
def test_times_for_machines(said: str, time: str) -> None:
    assert machine(said, READERS) == time


@pytest.mark.parametrize(
    "said",
    [
        "",
        "kemarin",
        "2022-13-01",
        "2022-02-31",
        "0000-01-01",
        "9999999999",
        "x" * 500,
        "2022-01-10T25:00",
        "99/99/2022",
    ],
)
def test_what_is_no_time(said: str) -> None:
    assert machine(said, READERS) is None


def test_date_lines() -> None:
    assert line("Senin, 10 Januari 2022 | 14:05 WIB", READERS) == "2022-01-10T14:05+07:00"
    assert line("Jum'at, 11 Februari 2022 - 08:30 WITA", READERS) == "2022-02-11T08:30+08:00"
    assert line("Diperbarui 18 Jun 2023, 07:18 WIB", READERS) == "2023-06-18T07:18+07:00"
    assert line("Diperbarui 18 Jun 2023, 07:18 WIB", READERS, changed=False) is None
    assert line("Panen raya dimulai pada tahun 2022", READERS) is None


def test_the_time_shown_mends_the_time_said() -> None:
    assert best("2022-01-10T14:05+00:00", "2022-01-10T14:05+07:00") == "2022-01-10T14:05+07:00"
    assert best("2022-01-10T14:05", "2022-01-10T14:05+07:00") == "2022-01-10T14:05+07:00"
    assert best("2022-01-10", "2022-01-10T14:05+07:00") == "2022-01-10T14:05+07:00"
    assert best("2022-01-10T14:03", "2022-01-10T14:05+07:00") == "2022-01-10T14:03+07:00"
    # The same moment: the clock of the place counts, since the day may be another.
    assert best("2022-01-10T18:05+00:00", "2022-01-11T01:05+07:00") == "2022-01-11T01:05+07:00"
    assert best("2022-01-10T18:05+00:00", "2022-01-11T01:05") == "2022-01-11T01:05+07:00"
    # Another day is another thing.
    assert best("2022-01-10T14:05+00:00", "2019-05-01T10:00+07:00") == "2022-01-10T14:05+00:00"
    assert best("2022-01-10", "2022-01-11T14:05+07:00") == "2022-01-10"
    assert best(None, "2022-01-10") == "2022-01-10"
    assert best("2022-01-10", None) == "2022-01-10"
    assert best(None, None) is None


def test_another_time_of_the_page_tells_the_zone() -> None:
    assert local([]) is None
    assert local(["2022-01-10T14:05+00:00", "2022-01-10T21:05+07:00"]) == "2022-01-10T21:05+07:00"
    assert local(["2022-01-10T14:05+00:00", "2022-01-10T21:05"]) == "2022-01-10T21:05+07:00"
    assert local(["2022-01-10T14:05+00:00", "2022-01-10T09:05"]) == "2022-01-10T09:05-05:00"
    assert local(["2022-01-10T14:05+00:00", "2022-01-10T21:11"]) == "2022-01-10T14:05+00:00"
    assert local(["2022-01-10T14:05+00:00", "2022-01-12T21:05"]) == "2022-01-10T14:05+00:00"
    assert local(["2022-01-10T14:05+09:00", "2022-01-10T21:05"]) == "2022-01-10T14:05+09:00"


@given(st.text(alphabet="0123456789-/:.TZ+ WIBJan,", max_size=40), st.text(alphabet="0123456789-:T+Z ", max_size=30))
def test_any_text(one: str, other: str) -> None:
    first, second = machine(one, READERS), machine(other, READERS)
    found = best(first, second)
    assert (found is None) == (first is None and second is None)
    if found:
        assert same(found, found) or len(found) <= 16
        assert machine(found, READERS) == found
