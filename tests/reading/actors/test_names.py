"""Where an office's description ends and the personal name begins."""

from __future__ import annotations

import pytest

from risalah.model import Mention
from tests.reading.reading import read, tokens

NAMED = [
    # words of bodies before the name
    ("Kepala Dinas Kesehatan Kota Contoh Rina Wulandari mengatakan, stok cukup.", "Rina Wulandari"),
    ("Direktur Yayasan Cahaya Timur Indonesia Vinsen Dala Bhara menilai hal itu wajar.", "Vinsen Dala Bhara"),
    ("Ketua Perhimpunan Petani Kopi (PPK) Flores Yosef Laga meminta bantuan.", "Yosef Laga"),
    ("Wakil Ketua Badan Arsip dan Perpustakaan Daerah Sumarni Dewi menambahkan hal itu.", "Sumarni Dewi"),
    # an owner wants the name of its place or body
    ("Kepala Puskesmas Sukamulur Wartini menegaskan, obat sudah datang.", "Wartini"),
    ("Manajer Humas PT Roda Daop 9 Surabaya Kuncoro menyatakan, kereta terlambat.", "Kuncoro"),
    ("Rektor Universitas Sam Pranoto, Lodewijk Tumbel, menyatakan setuju.", "Lodewijk Tumbel"),
    # the comma
    ("Peneliti Pusat Kajian Laut Universitas Contoh, Hasna Tuasikal, menilai itu baik.", "Hasna Tuasikal"),
    ("Pengajar Fakultas Hukum Universitas Melati, Samarinda, Hamdi Rustam menilai itu baik.", "Hamdi Rustam"),
    ("Kepala Dinas Perumahan, Permukiman, dan Pertanahan Kota Bogor Rudi Asmara mengatakan, baik.", "Rudi Asmara"),
    # fields in lower case
    ("Pakar tata ruang Universitas Contoh Ningsih Prabandari menilai itu baik.", "Ningsih Prabandari"),
    ("Pengamat kebijakan publik, Agus Wirawan, menilai itu baik.", "Agus Wirawan"),
    # ranks and titles
    ("Kepala Bidang Humas Polda Contoh Komisaris Besar Guntur Saragi menuturkan, aman.", "Guntur Saragi"),
    ("Rektor Unicon Prof Nurhadi Basri menyambut baik hal itu.", "Nurhadi Basri"),
    # clients
    ("Kuasa hukum Dodi Sarman, Ratih Pitaloka, menyatakan, kliennya hadir.", "Ratih Pitaloka"),
    # links of English names
    ("Direktur Eksekutif Institute for Green Reform Fabian Tuwo menyatakan, itu baik.", "Fabian Tuwo"),
    # states before a foreign name
    ("Duta Besar Ukraina untuk RI Olena Zelenko menyatakan, perang berlanjut.", "Olena Zelenko"),
    ("Menteri Luar Negeri Selandia Baru Hollis Grant menyatakan, hal itu baik.", "Hollis Grant"),
]


def person(text: str) -> tuple[Mention, str]:
    """The mention of a person with an office, and the name in it."""
    reading = read(text, until="actors")
    found = [m for m in reading.mentions if m.form == "name" and m.offices]
    assert len(found) == 1, [(m.form, m.span.slice(text)) for m in reading.mentions]
    return found[0], tokens(reading, found[0].name_first, found[0].name_last)


@pytest.mark.parametrize(("text", "name"), NAMED, ids=[name for _, name in NAMED])
def test_the_name_is_cut_from_the_office(text: str, name: str) -> None:
    mention, found = person(text)
    assert found == name
    assert mention.span.slice(text).endswith(name)


def test_a_name_that_stands_alone_elsewhere_shows_where_it_begins() -> None:
    text = (
        "Direktur Utama Sinar Bahtera Panji Laksana memaparkan rencana itu. "
        "“Semua berjalan baik,” kata Panji. Sinar Bahtera berdiri lama."
    )
    reading = read(text, until="actors")
    first = reading.mentions[0]
    assert tokens(reading, first.name_first, first.name_last) == "Panji Laksana"
    assert [p.name for p in reading.persons] == ["Panji Laksana"]


def test_a_surname_alone_elsewhere_does_not_cut_a_full_name() -> None:
    text = "Menteri Luar Negeri Rusia Oleg Karpin menyatakan hal itu. “Kami siap,” kata Karpin."
    reading = read(text, until="actors")
    first = reading.mentions[0]
    assert tokens(reading, first.name_first, first.name_last) == "Oleg Karpin"


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("Edo Sembara selaku Kepala Divisi Ritel PD Pasar menjelaskan hal itu.", "Kepala Divisi Ritel PD Pasar"),
        ("Cici Kurnia, Kepala Dinas Pariwisata Contoh, menjelaskan hal itu.", "Kepala Dinas Pariwisata Contoh"),
        ("Dadan Sutisna (41), ketua kelompok tani, menjelaskan hal itu.", "ketua kelompok tani"),
        ("Irma Hidayat, salah satu pendiri Laporan.org, menjelaskan hal itu.", "pendiri Laporan.org"),
        ("Retno Asih dari Yayasan Rumah of Hope menjelaskan hal itu.", "Yayasan Rumah of Hope"),
    ],
)
def test_an_office_told_behind_the_name(text: str, office: str) -> None:
    reading = read(text, until="actors")
    first = reading.mentions[0]
    assert first.form == "name"
    assert first.span.slice(text).endswith(office)


def test_a_second_actor_is_no_apposition() -> None:
    text = "Menurut Budi Santosa, komisioner dari Uni Eropa maupun menteri lain, hal itu baik."
    reading = read(text, until="actors")
    assert reading.mentions[0].span.slice(text) == "Budi Santosa"


@pytest.mark.parametrize("text", ["Menurut UU Cipta Kerja, hal itu boleh.", "Perayaan Tahun Baru ditiadakan."])
def test_laws_and_days_are_nobody(text: str) -> None:
    assert not read(text, until="actors").persons


def test_of_two_persons_of_one_name_the_nearer_is_meant() -> None:
    text = (
        "Menteri Kesehatan Budi Gunadi menegaskan hal itu. “Ya,” kata Budi. "
        "Kepala Dinas Perhubungan Budi Setiyanto menambahkan hal lain. “Tidak,” ujar Budi."
    )
    reading = read(text, until="actors")
    short = [m.name for m in reading.mentions if m.span.slice(text) == "Budi"]
    assert short == ["Budi Gunadi", "Budi Setiyanto"]


@pytest.mark.parametrize(
    ("text", "name", "party"),
    [
        ("Presiden Xi menjelaskan rencana itu.", "Xi Jinping", "China"),
        ("Sekretaris Dewan Keamanan Rusia Ivan Petrenko menjelaskan rencana itu.", "Ivan Petrenko", "Russia"),
        ("Sekretaris Dewan Keamanan Nasional Ukraina Taras Petrenko menjelaskannya.", "Taras Petrenko", "Ukraine"),
    ],
)
def test_short_names_and_councils_of_states(text: str, name: str, party: str) -> None:
    (found,) = read(text, until="actors").persons
    assert (found.name, found.party) == (name, party)
