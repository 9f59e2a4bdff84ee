"""Events: clauses written for this test, and properties on any text."""

from __future__ import annotations

import json
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risalah.errors import PackError
from risalah.model import Event, Raw, Reading
from risalah.packs import load
from risalah.packs.loader import HOME, read_toml
from risalah.reading.events.rules import EventTypes, Rules
from risalah.reading.pipeline import LanguageReader

READER = LanguageReader(load("id"), None)
RULES = Rules(load("id"))
PUBLISHED = "2025-02-05"


def read(text: str, published: str | None = PUBLISHED) -> Reading:
    raw = Raw("d", text, published=published)
    reading = Reading(raw, READER.layout(raw))
    for _, stage in READER.stages:
        reading = stage(reading)
    return reading


def events(text: str) -> tuple[Event, ...]:
    return read(text).events


def only(text: str) -> Event:
    found = events(text)
    assert len(found) == 1, found
    return found[0]


def test_rule_ids_are_unique_and_name_their_type() -> None:
    ids = [r.id for r in RULES.rules]
    assert len(set(ids)) == len(ids)
    assert all(r.id.split(".")[1:3] == ["event", r.type] for r in RULES.rules)


def test_every_type_has_a_definition_a_code_and_a_rule() -> None:
    types = read_toml(HOME / "world" / "events.toml", EventTypes).event
    assert len({t.type for t in types}) == len(types) == 20
    assert all(t.definition for t in types)
    assert {t.type for t in types} == {r.type for r in RULES.rules}


def test_a_meeting_has_both_sides_a_place_and_a_day() -> None:
    text = (
        "Presiden Rusia Vladimir Putin bertemu Presiden Prancis Emmanuel Macron di Wina, Austria, "
        "pada Senin (3/2/2025) malam."
    )
    e = only(text)
    assert (e.type, e.participants, e.date, e.place) == (
        "talks",
        ("Vladimir Putin", "Emmanuel Macron"),
        "2025-02-03",
        "Wina",
    )
    assert e.span.slice(text) == text[:-1]


def test_a_noun_with_a_clitic_takes_the_speaker() -> None:
    text = (
        "Vladimir Putin berbicara kepada wartawan setelah pertemuannya dengan Emmanuel Macron pada Senin (3/2). "
        '"Kami puas," kata Putin.'
    )
    e = only(text)
    assert set(e.participants) == {"Vladimir Putin", "Emmanuel Macron"}
    assert e.span.slice(text) == "pertemuannya dengan Emmanuel Macron pada Senin (3/2)"
    assert e.date == "2025-02-03"


def test_a_subject_left_out_is_that_of_the_clause_before() -> None:
    found = events("Emmanuel Macron mengunjungi Roma, lalu bertolak ke Wina pada Senin (3/2/2025).")
    assert [e.participants for e in found] == [("Emmanuel Macron",), ("Emmanuel Macron",)]
    assert [e.place for e in found] == ["Roma", "Wina"]


def test_the_two_are_those_who_met() -> None:
    text = (
        "Vladimir Putin bertemu Emmanuel Macron di Wina, Senin (3/2/2025). "
        "Kedua pemimpin itu menandatangani perjanjian pada Selasa (4/2/2025)."
    )
    assert [(e.type, e.participants, e.date) for e in events(text)] == [
        ("talks", ("Vladimir Putin", "Emmanuel Macron"), "2025-02-03"),
        ("sign", ("Vladimir Putin", "Emmanuel Macron"), "2025-02-04"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Rusia tidak menyerang Ukraina.",
        "Rusia dapat bertemu Ukraina di Wina pada Senin (3/2/2025).",
        "Jika Rusia menyerang Ukraina, semua pihak rugi.",
        "Indonesia mendesak Rusia menghentikan serangan terhadap Ukraina.",
        "Dunia menyerukan gencatan senjata.",
        "Rusia berharap serangan terhadap Ukraina berakhir.",
        "Pemerintah Indonesia menargetkan pertumbuhan ekonomi lima persen pada 2026.",
        "Rusia menolak untuk berkomentar.",
        "Budi bertemu Sari di pasar.",
        "Pertemuan itu penting.",
        "Perang dagang merugikan semua.",
        "",
    ],
)
def test_what_did_not_happen_or_is_nobodys_is_no_event(text: str) -> None:
    assert events(text) == ()


def test_naming_an_event_again_is_no_second_event() -> None:
    text = "Presiden Emmanuel Macron mengunjungi Roma pada Senin (3/2/2025). Kunjungan Macron ke Roma disambut hangat."
    assert [e.date for e in events(text)] == ["2025-02-03"]


def test_a_telling_without_a_day_takes_it_from_the_other() -> None:
    text = (
        "Vladimir Putin bertemu Emmanuel Macron pada Senin (3/2/2025). "
        "Vladimir Putin dan Emmanuel Macron melakukan pembicaraan di Wina."
    )
    found = events(text)
    assert [e.date for e in found] == ["2025-02-03", "2025-02-03"]
    assert [w.rule for w in found[1].why if w.slot == "date"] == ["event.date.telling"]


def test_that_attack_is_by_whom_it_was_told_before() -> None:
    text = "Rusia menyerang Ukraina pada Senin (3/2/2025). Akibatnya, serangan itu menewaskan tiga orang."
    assert [(e.type, e.participants) for e in events(text)] == [("fight", ("Russia", "Ukraine"))] * 2


def test_both_states_are_the_last_two_named() -> None:
    text = (
        "Hubungan Indonesia dan Malaysia membaik. Kedua negara akan menandatangani perjanjian pada Senin (10/2/2025)."
    )
    e = only(text)
    assert (e.type, set(e.participants), e.date) == ("sign", {"Indonesia", "Malaysia"}, "2025-02-10")


@pytest.mark.parametrize("mark", ["-", " - ", "–", " – ", " dan "])
def test_a_war_of_two_sides_joined_by_a_mark_names_both(mark: str) -> None:
    assert only(f"Dunia cemas karena perang Iran{mark}Israel.").participants == ("Iran", "Israel")


def test_a_doubled_noun_is_its_single_form() -> None:
    e = only("Emmanuel Macron mengadakan pertemuan-pertemuan dengan Vladimir Putin di Wina.")
    assert (e.type, e.place) == ("talks", "Wina")


def test_a_number_stands_between_a_light_verb_and_its_noun() -> None:
    assert only("Rusia melancarkan lebih dari 10 serangan ke Suriah.").participants == ("Russia", "Syria")


def test_since_a_day_dates_a_noun_and_is_lent_to_no_other_deed() -> None:
    text = "Invasi Rusia ke Ukraina sejak 24 Februari 2022 disorot. Rusia menembaki Ukraina."
    assert [e.date for e in events(text)] == ["2022-02-24", None]


def test_the_finer_of_two_times_is_the_day() -> None:
    assert only("KTT ASEAN 2025 di Jakarta pada 12 Maret 2025 dibuka.").date == "2025-03-12"


def test_a_day_right_before_during_a_visit_is_its_day() -> None:
    text = "Hal itu disampaikan pada Senin (3/2/2025), saat kunjungan Emmanuel Macron ke Roma."
    assert only(text).date == "2025-02-03"


def test_a_day_not_told_is_not_invented() -> None:
    assert only("Rusia menyerang Ukraina. Harga naik pada Senin (3/2/2025).").date is None


def test_a_rule_of_an_unknown_type_or_need_is_refused(tmp_path: Path) -> None:
    source = (HOME / "id" / "rules" / "events.toml").read_text(encoding="utf-8")
    pack = load("id")
    for old, new in (('type = "vote"', 'type = "dance"'), ('needs = ["subject"]', 'needs = ["moon"]')):
        (tmp_path / "rules").mkdir(exist_ok=True)
        (tmp_path / "rules" / "events.toml").write_text(source.replace(old, new), encoding="utf-8")
        for name in ("pack.toml", "lexicon"):
            if not (tmp_path / name).exists():
                (tmp_path / name).symlink_to(pack.folder / name)
        with pytest.raises(PackError, match=r"dance|moon"):
            Rules(type(pack)(tmp_path))


def check(text: str) -> None:
    reading = read(text)
    for n, e in enumerate(reading.events, 1):
        assert e.id == f"e{n}"
        assert 0 <= e.span.start < e.span.end <= len(text)
        for w in e.why:
            assert all(s.end <= len(text) and s.slice(text).strip() for s in w.spans)
        assert len(set(e.participants)) == len(e.participants)
    assert read(text).events == reading.events
    if not any(0xD800 <= ord(c) < 0xE000 for c in text):
        msgspec.json.encode(reading.events)


WORDS = st.sampled_from(
    [w for r in RULES.rules for w in (*r.words, *r.with_)]
    + ["Rusia", "Ukraina", "Emmanuel Macron", "Wina", "dan", "antara", "di", "pada", "Senin (3/2/2025)", ",", ".", '"']
    + ["yang", "tidak", "akan", "kedua", "mereka", "ia", "(", ")", "\n", "melakukan", "sedang berlangsung", "NATO"]
)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    check(text)


@settings(max_examples=120, deadline=None)
@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_any_order_of_its_words_is_read(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "unit",
    [
        "serangan ",
        "Rusia dan ",
        "bertemu Macron, ",
        '"',
        "di Wina, ",
        "pertemuan yang ",
        "Emmanuel Macron bertemu Vladimir Putin di Wina. ",
        "pertemuannya dengan Macron pada Senin (3/2/2025). ",
    ],
)
def test_time_grows_with_the_text(unit: str) -> None:
    stage = dict(READER.stages)["events"]
    spent = []
    for times in (1000, 8000):
        reading = read(unit * times)
        start = time.perf_counter()
        stage(reading)
        spent.append(time.perf_counter() - start)
    assert spent[1] < 40 * spent[0] + 0.2


@pytest.mark.shared
def test_real_articles_have_events_that_slice(shared: Path) -> None:
    rows = (shared / "corpora" / "id-news" / "articles.jsonl").read_text(encoding="utf-8").splitlines()[:40]
    total = 0
    for row in map(json.loads, rows):
        reading = read(row["text"], row.get("published"))
        total += len(reading.events)
        assert all(e.span.slice(row["text"]).strip() == e.span.slice(row["text"]) for e in reading.events)
    assert total > 40


@pytest.mark.parametrize(
    ("text", "types"),
    [
        # what an attack did is told even when it was named before; naming it again tells nothing
        ("Serangan Rusia ke Suriah terjadi pada Senin (3/2/2025). Serangan Rusia menghancurkan tiga desa.", 2),
        ("Serangan Rusia ke Suriah terjadi pada Senin (3/2/2025). Serangan itu terjadi tanpa alasan.", 1),
        # a verb that only goes on with an attack is no second one
        ("Rusia menyerang Suriah pada Senin (3/2/2025), menewaskan dua orang.", 1),
        # two nouns of one type in one phrase, each with sides of its own
        ("Serangan Rusia terhadap Suriah pada 2023 memicu perang antara Turki dan Suriah di perbatasan.", 2),
        # concessions before a clause do not make it unreal, but wishes do
        ("Perdamaian masih mungkin meskipun Rusia melancarkan serangan baru terhadap Suriah.", 1),
        ("Rusia mungkin melancarkan serangan baru terhadap Suriah.", 0),
        # a purpose is an event when it is resolved upon
        ("Emmanuel Macron memutuskan untuk mengunjungi Roma.", 1),
        ("Emmanuel Macron menabung untuk mengunjungi Roma.", 0),
        # a war exists; that someone takes part in it may be only a wish
        ("Warga tidak ingin Rusia terlibat konflik.", 0),
    ],
)
def test_what_counts_as_an_event_of_its_own(text: str, types: int) -> None:
    assert len(events(text)) == types, events(text)


def test_a_call_told_again_as_talks_is_one_event() -> None:
    text = (
        "Presiden Prancis Emmanuel Macron menelepon Presiden Rusia Vladimir Putin pada Senin (3/2/2025). "
        "Pembicaraan antara Emmanuel Macron dan Vladimir Putin singkat."
    )
    assert [e.type for e in events(text)] == ["call"]


def test_quoted_words_and_that_do_not_end_a_phrase() -> None:
    found = only('Militer Rusia mengumumkan serangan "kilat" di Suriah pada Senin (3/2/2025).')
    assert (found.date, found.place) == ("2025-02-03", "Suriah")
    assert only("Indonesia menyalurkan bantuan tersebut ke Palestina.").type == "aid"


def test_that_attack_has_its_day() -> None:
    text = "Serangan Rusia terhadap Suriah terjadi pada Senin (3/2/2025). Serangan itu menghancurkan tiga desa."
    assert [e.date for e in events(text)] == ["2025-02-03", "2025-02-03"]


def test_a_year_that_belongs_to_a_name_is_no_date() -> None:
    assert only("Rusia keluar dari kesepakatan nuklir Iran 2015.").date is None


def test_they_are_the_body_that_speaks() -> None:
    text = "Kementerian Luar Negeri Rusia membenarkan bahwa mereka telah menyerang pelabuhan di Suriah."
    assert only(text).participants[0] == "Russia"
