"""Calendar arithmetic."""

from datetime import date

import pytest

from risalah.reading.times import values as v
from risalah.reading.times.values import Point


def test_point_reads_what_is_there() -> None:
    assert v.point("2022-12-07T21:24+07:00") == Point(2022, 12, 7)
    assert v.point("2022-01") == Point(2022, 1)
    assert v.point("2022") == Point(2022)
    assert v.point("2025-18-06") == Point(2025, 6, 18)
    assert v.point("2025-02-31") is None
    assert v.point(None) is None


@pytest.mark.parametrize(
    ("unit", "count", "value"),
    [
        ("D", -1, "2022-12-31"),
        ("W", 0, "2022-W52"),
        ("M", -1, "2022-12"),
        ("Y", 1, "2024"),
        ("Q", -1, "2022-Q4"),
        ("H", 0, "2023-H1"),
        ("10Y", -1, "201X"),
        ("100Y", -1, "19XX"),
        ("Y", -5000, None),
    ],
)
def test_shift(unit: str, count: int, value: str | None) -> None:
    assert v.shift(Point(2023, 1, 1), unit, count) == value


@pytest.mark.parametrize(
    ("count", "unit", "value"),
    [(7, "TH", "PT7H"), (2, "W", "P2W"), (0.5, "Y", "P6M"), (0.5, "TH", "PT30M"), (1, "10Y", "P10Y"), (0, "Y", None)],
)
def test_duration(count: float, unit: str, value: str | None) -> None:
    assert v.duration(count, unit) == value


def test_weekdays() -> None:
    wednesday = date(2022, 12, 7)
    assert v.latest(wednesday, 3) == wednesday
    assert v.latest(wednesday, 3, strictly=True) == date(2022, 11, 30)
    assert v.earliest(wednesday, 3, strictly=True) == date(2022, 12, 14)
    assert v.week_day(wednesday, 1, -1) == date(2022, 11, 28)


@pytest.mark.parametrize(
    "value",
    ["2022-12-03", "2022-11", "2021", "2023-W34", "2022-Q3", "198X", "18XX", "2022-01-09TNI", "PT2H30M",
     "2022-12-07T21:24+07:00", "2023-08-07/2023-08-11", "[2025-05-28,2025-05-29]", "XXXX-WXX-1"],
)  # fmt: skip
def test_valid(value: str) -> None:
    assert v.valid(value)


@pytest.mark.parametrize("value", ["", "P", "2022-", "gestern", "2022-01-01/", "[2022"])
def test_not_valid(value: str) -> None:
    assert not v.valid(value)


def test_dates_agree_with_the_edtf_package() -> None:
    edtf = pytest.importorskip("edtf")
    for value in ("2022-12-03", "2022-11", "198X", "2022-22", "[2025-05-28,2025-05-29]"):
        assert edtf.parse_edtf(value)
