"""Occasion: when, where, to whom and through whom, each with the words it stands on."""

from __future__ import annotations

import pytest

from risalah.model import Statement, Why
from risalah.reading.days import day_of
from tests.reading.reading import read

SAYS = '"Kapal itu berangkat," kata Henrik Solvang'


def statements(text: str, published: str | None = "2024-03-14") -> tuple[Statement, ...]:
    return read(text, published, until="slots").statements


def why(s: Statement, slot: str) -> Why:
    (found,) = [w for w in s.why if w.slot == slot]
    return found


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2022-12-07", "2022-12-07"),
        ("2022-12-07T21:24+07:00", "2022-12-07"),
        ("2022-01-09TNI", "2022-01-09"),
        ("2022-12", "2022-12"),
        ("2022", "2022"),
        ("2022-W51", "2022-W51"),
        ("2022-Q3", "2022-Q3"),
        ("198X", None),
        ("PT7H", None),
        ("P2W", None),
        ("2023-08-07/2023-08-11", None),
        ("", None),
        (None, None),
    ],
)
def test_which_times_can_be_a_day_of_saying(value: str | None, day: str | None) -> None:
    assert day_of(value) == day


@pytest.mark.parametrize(
    ("end", "slot", "value", "words"),
    [
        (", Rabu (13/3/2024).", "said_on", "2024-03-13", "Rabu (13/3/2024)"),
        (" kepada wartawan.", "audience", "journalists", "wartawan"),
        (" kepada Reuters.", "audience", "Reuters", "Reuters"),
        (" di Oslo.", "place", "Oslo", "Oslo"),
        (" di Balai Karang.", "place", "Balai Karang", "Balai Karang"),
        (" seperti dikutip dari Reuters.", "via", "Reuters", "Reuters"),
        (" dilansir AFP.", "via", "AFP", "AFP"),
    ],
)
def test_a_slot_and_the_words_it_stands_on(end: str, slot: str, value: str, words: str) -> None:
    text = SAYS + end
    (s,) = statements(text)
    assert getattr(s, slot) == value
    assert [x.slice(text) for x in why(s, slot).spans] == [words]


def test_what_is_not_told_stays_empty() -> None:
    (s,) = statements(SAYS + ".")
    assert (s.said_on, s.audience, s.place, s.via) == (None, None, None, None)
    assert {w.slot for w in s.why} >= {"content", "acts"}
    assert not {w.slot for w in s.why} & {"said_on", "audience", "place", "via"}


def test_a_day_that_is_lent_names_another_rule_than_one_that_is_told() -> None:
    told, lent = statements(SAYS + ', Rabu (13/3/2024). "Kapal lain menyusul besok," tambahnya.')
    assert (told.said_on, lent.said_on) == ("2024-03-13", "2024-03-13")
    assert why(told, "said_on").rule != why(lent, "said_on").rule
    assert why(told, "said_on").spans == why(lent, "said_on").spans


def test_a_day_is_not_lent_to_another_party() -> None:
    text = f"{SAYS}, Rabu (13/3/2024). Menteri Luar Negeri Peru Ines Quispe mengatakan pelabuhan itu ditutup."
    assert [s.said_on for s in statements(text)] == ["2024-03-13", None]


def test_a_cue_that_points_back_lends_its_circumstances() -> None:
    text = (
        "Menteri Luar Negeri Peru Ines Quispe mengatakan pelabuhan itu ditutup. "
        "Hal itu ia sampaikan di Lima, Rabu (13/3/2024)."
    )
    (s,) = statements(text)
    assert (s.said_on, s.place) == ("2024-03-13", "Lima")


def test_a_time_inside_the_content_is_no_day_of_saying() -> None:
    (s,) = statements("Henrik Solvang mengatakan kapal itu berangkat pada Rabu (13/3/2024).")
    assert s.said_on is None


@pytest.mark.parametrize("relation", ["sebelum", "sejak", "hingga"])
def test_a_day_before_or_after_which_something_is_said_is_not_the_day(relation: str) -> None:
    (s,) = statements(f"{SAYS} {relation} Rabu (13/3/2024).")
    assert s.said_on is None
