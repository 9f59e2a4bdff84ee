"""Which names are of one actor: spellings that are the same, names that stay apart, and the rules over them."""

from __future__ import annotations

import msgspec
import pytest

from risalah.ledger import Ledger
from risalah.ledger.actors import Node, judged, nodes
from risalah.ledger.offices import office_of
from risalah.ledger.questions import actors
from risalah.ledger.spelling import plain_name
from risalah.model import Span
from tests.ledger.made import Say, article, kept

SAME = """
Sergei Ryabkov|Sergey Ryabkov
Zelensky|Zelenskyy
Zelensky|Zelenskiy
Volodymyr Zelenskyi|Volodymyr Zelensky
Benjamin Netanyahu|Benjamin Natanyahu
Kim Jong-un|Kim Jong Un
Esmail Baghaei|Esmaeil Baqaei
Recep Tayyip Erdogan|Recep Tayyip Erdoğan
Ismail Haniyeh|Ismail Haniya
Ismail Haniyah|Ismail Haniyeh
Moammar Gaddafi|Moammar Qaddafi
Mohammad Mustafa|Mohammed Mustafa
Muhammad Javad Zarif|Mohammad Javad Zarif
Sergei Lavrov|Sergey Lavrov
Dmitry Medvedev|Dmitri Medvedev
Alexander Lukashenko|Aleksandr Lukashenko
Andrei Yermak|Andriy Yermak
Dmitry Peskov|Dmitriy Peskov
Yevgeny Prigozhin|Evgeny Prigozhin
Mahmoud Abbas|Mahmud Abbas
Khaled Meshaal|Khalid Meshaal
Riyad al-Maliki|Riyad Al Maliki
Hossein Amir-Abdollahian|Hussein Amir Abdollahian
Hassan Nasrallah|Hasan Nasrullah
Yahya Sinwar|Yahya Al-Sinwar
Lee Jae-myung|Lee Jae Myung
Yoon Suk-yeol|Yoon Suk Yeol
Ban Ki-moon|Ban Ki Moon
Soeharto|Suharto
Soekarno|Sukarno
Aung San Suu Kyi|Aung San Su Kyi
Ma’ruf Amin|Ma'ruf Amin
Ma'ruf Amin|Maruf Amin
Radosław Sikorski|Radoslaw Sikorski
Lars Løkke Rasmussen|Lars Lokke Rasmussen
Nicușor Dan|Nicusor Dan
Aleksandar Vučić|Aleksandar Vucic
Binali Yıldırım|Binali Yildirim
Omar al-Bashir|Umar al-Bashir
Osama Hamdan|Usama Hamdan
Qassem Soleimani|Ghassem Soleimani
Ebrahim Raisi|Ebrahim Raeisi
Masoud Pezeshkian|Massoud Pezeshkian
Abdul Fattah al-Burhan|Abdul Fattah Burhan
José Manuel Romualdez|Jose Manuel Romualdez
Mykhailo Podolyak|Mykhaylo Podolyak
Vyacheslav Volodin|Viacheslav Volodin
Oleksii Reznikov|Oleksiy Reznikov
Djoko Widodo|Joko Widodo
"""
APART = """
Budi Santoso|Budi Santosa
Kim Yong Nam|Kim Jong Nam
Li Wei|Lee Wai
Kim Jong Un|Kim Jong Il
Sergey Lavrov|Sergey Ryabkov
Wang Yi|Wang Yang
Li Qiang|Li Keqiang
Anwar Ibrahim|Ibrahim Anwar
Abdullah II|Abdullah III
Sri Mulyani|Sri Mulyono
Joko Widodo|Joko Widada
Muhammad Ali|Muhammad Aziz
Mohammad Reza|Mohammad Rezaei
Hasan Nasbi|Hasan Nasri
Nguyen Phu Trong|Nguyen Xuan Phuc
Park Chung Hee|Park Geun Hye
Xi Jinping|Xi Jianping
Viktor Orban|Viktor Urban
Andrei Kotov|Andrei Kozlov
Ali Khamenei|Hassan Khamenei
Ruhollah Khomeini|Ali Khamenei
Maria Zakharova|Maria Zakharov
Anwar Raja|Anwar Rajab
Wang Xiaohong|Wang Xiaolong
Zhang Xiaogang|Zhang Xiaoguang
Lee Jae Young|Lee Jae Myung
Agus Suparmanto|Agus Suparman
Joko Susilo|Joko Susila
Bambang Sutrisno|Bambang Sutisna
Rini Soemarno|Rina Soemarno
Dewi Lestari|Dewa Lestari
Peter Mackay|Peter Mackey Jr
John Kerry|John Kelly
Mike Johnson|Mike Johnston
Prabowo Subianto|Prabowo Subroto
Hun Sen|Hun Manet
Khaled Meshaal|Khaled Mashal Amin
Antonio Guterres|Antonio Gutierrez
Ahmad Yani|Ahmad Yunus
Wu Dawei|Wu Daiwei
Chen Wang|Chen Wen
Pham Minh Chinh|Pham Minh Chin
Tony Burke|Tony Burks
Dani Ramdani|Dono Ramdani
Nur Hidayat|Nur Hidayati
Ratna Sari|Ratno Sari
"""


def pairs(text: str) -> list[tuple[str, str]]:
    """The pairs of a list, one a line."""
    return [(one, other) for one, _, other in (line.partition("|") for line in text.split("\n") if line)]


@pytest.mark.parametrize(("one", "other"), pairs(SAME))
def test_two_spellings_of_a_name_are_one(one: str, other: str) -> None:
    assert plain_name(one) == plain_name(other)


@pytest.mark.parametrize(("one", "other"), pairs(APART))
def test_two_names_stay_apart(one: str, other: str) -> None:
    assert plain_name(one) != plain_name(other)


@pytest.mark.parametrize("name", [name for pair in pairs(SAME + APART) for name in pair])
def test_case_and_hyphens_change_nothing(name: str) -> None:
    assert plain_name(name.upper()) == plain_name(name) == plain_name(name.replace("-", " "))


def joined(*names: tuple[str, str]) -> set[tuple[str, frozenset[str]]]:
    """The rules and pairs that are judged the same."""
    return {(j.rule, frozenset((j.one, j.other))) for j in judged([Node(*n) for n in names])}


def test_the_same_name_with_and_without_a_party_is_one() -> None:
    assert joined(("Budi Hartono", "Indonesia"), ("Budi Hartono", "")) == {
        ("same.name", frozenset({"Budi Hartono (Indonesia)", "Budi Hartono"}))
    }


def test_the_same_name_of_two_states_is_two_people() -> None:
    assert not joined(("Budi Hartono", "Indonesia"), ("Budi Hartono", "Malaysia"))


def test_one_word_is_the_only_full_name_of_its_party() -> None:
    assert ("same.short", frozenset({"Hartono (Indonesia)", "Budi Hartono (Indonesia)"})) in joined(
        ("Budi Hartono", "Indonesia"), ("Hartono", "Indonesia")
    )


def test_two_people_of_one_surname_stay_apart() -> None:
    assert not joined(("Budi Hartono", "Indonesia"), ("Wati Hartono", "Indonesia"), ("Hartono", "Indonesia"))


def test_one_word_without_a_party_is_joined_to_nobody() -> None:
    found = joined(("Hartono", ""), ("Hartono", "Indonesia"), ("Budi Hartono", "Indonesia"))
    assert not any("Hartono" in pair for _, pair in found)


def test_a_state_is_no_short_form_of_a_name() -> None:
    assert not joined(("Israel", "Israel"), ("Israel Katz", "Israel"))


def test_initials_in_the_middle_are_put_aside_within_a_party() -> None:
    assert [rule for rule, _ in joined(("Retno LP Hartini", "Indonesia"), ("Retno Hartini", "Indonesia"))] == [
        "same.initials"
    ]
    assert not joined(("Retno Wulan Hartini", "Indonesia"), ("Retno Hartini", "Indonesia"))


def test_two_people_told_apart_by_initials_stay_apart() -> None:
    assert not joined(("Karl W. Meier", "Germany"), ("Karl H.W. Meier", "Germany"), ("Karl Meier", "Germany"))


def test_a_rank_before_a_name_is_put_aside() -> None:
    found = joined(("Commodore Jay Hartono", ""), ("Jay Hartono", "Philippines"))
    assert [rule for rule, _ in found] == ["same.title"]
    assert not joined(("Umm Jay Hartono", ""), ("Jay Hartono", "Philippines"))


def test_initials_of_the_only_such_body() -> None:
    body = ("Philippine Coast Guard", "Philippines")
    assert [rule for rule, _ in joined(("PCG", "PCG"), body)] == ["same.letters"]
    assert not joined(("PCG", "PCG"), body, ("Philippine Crop Group", "Philippines"))


def test_several_speakers_have_their_own_parties() -> None:
    assert nodes("A B; C", "Iran; Iraq") == [Node("A B", "Iran"), Node("C", "Iraq")]
    assert nodes("A B; C", "Iran") == [Node("A B", ""), Node("C", "")]
    assert nodes(None, None) == []


@pytest.mark.parametrize(
    ("source", "speaker", "office"),
    [
        ("Wakil Menteri Luar Negeri Ivan Petrov", "Ivan Petrov", "Deputy Foreign Minister"),
        ("former Foreign  Minister Ivan Petrov", "Ivan Petrov", "Foreign Minister"),
        ("Ivan Petrov", "Ivan Petrov", None),
        ("seorang saksi", "witnesses", None),
        ("Menteri Luar Negeri Ivan Petrov", "Ivan Petrov; Olga Ivanova", None),
        ("Menteri Luar Negeri", None, None),
    ],
)
def test_offices_are_those_that_the_source_names(source: str, speaker: str | None, office: str | None) -> None:
    _, record = article("a", Say("x", speaker=speaker))
    said = msgspec.structs.replace(record.statements[0], source=(Span(0, len(source)),))
    assert office_of(source, said) == office


def test_offices_over_time(ledger: Ledger) -> None:
    for n, (title, day) in enumerate((("Menteri Luar Negeri", "2022-01-10"), ("Presiden", "2024-03-01"))):
        raw, record = article(f"a{n}", Say(f"kalimat nomor {n}", day=day), filler=f"{title} Ivan Petrov")
        said = msgspec.structs.replace(record.statements[0], source=(Span(0, len(title) + 12),))
        kept(ledger, (raw, msgspec.structs.replace(record, statements=(said,))))
    (actor,) = actors(ledger, "Petrov")
    assert [(o.name, o.first, o.last) for o in actor.offices] == [
        ("Foreign Minister", "2022-01-10", "2022-01-10"), ("President", "2024-03-01", "2024-03-01"),
    ]  # fmt: skip
    assert actors(ledger)[0].offices == ()
