"""Languages told by function words: the packs' own, their relatives, others, and texts too short to tell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.model import Raw, Record, Reject
from risalah.packs import available, load
from risalah.reading.pipeline import Reader
from risalah.text.language import Languages

RECOGNISE = Languages([load(language) for language in available()])

TEXTS = {
    "en": "The harbour was full on Monday, and the ferries that had waited for the storm to pass did not sail until "
    "the evening. Nobody on the quay could say when they would be back, or whether the bridge had been closed.",
    "id": "Pelabuhan itu penuh pada hari Senin, dan kapal yang menunggu badai reda tidak berlayar sampai malam. "
    "Tidak seorang pun di dermaga yang tahu kapan mereka akan kembali, atau apakah jembatan sudah ditutup.",
}
OTHERS = {
    "es": "El puerto estaba lleno el lunes y los barcos que esperaban el fin de la tormenta salieron de noche. "
    "Nadie en el muelle sabía cuándo volverían ni si el puente estaba cerrado para los camiones.",
    "fr": "Le port était plein lundi et les bateaux qui attendaient la fin de la tempête ne sont partis que le soir. "
    "Personne sur le quai ne savait quand ils reviendraient ni si le pont avait été fermé aux camions.",
    "de": "Der Hafen war am Montag voll, und die Schiffe, die auf das Ende des Sturms warteten, fuhren erst am Abend. "
    "Niemand am Kai wusste, wann sie zurückkommen würden und ob die Brücke für Lastwagen gesperrt war.",
    "tr": "Liman pazartesi günü doluydu ve fırtınanın dinmesini bekleyen gemiler akşama kadar kalkmadı. Rıhtımda "
    "kimse ne zaman döneceklerini ya da köprünün kapatılıp kapatılmadığını bilmiyordu.",
    "ru": "В понедельник порт был полон, и корабли, ждавшие конца бури, вышли только вечером. Никто на причале не "
    "знал, когда они вернутся и закрыт ли мост для грузовиков.",
}
MALAY = (
    "Pelabuhan itu penuh pada hari Isnin dan kapal yang menunggu ribut reda tidak belayar sehingga malam. Tiada "
    "sesiapa di jeti yang tahu bila mereka akan kembali atau sama ada jambatan itu sudah ditutup kepada lori."
)


@pytest.mark.parametrize("language", TEXTS)
def test_a_language_with_a_pack_is_recognised(language: str) -> None:
    assert RECOGNISE(TEXTS[language]).language == language


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_without_a_pack_is_none(language: str) -> None:
    assert RECOGNISE(OTHERS[language]).language is None


MALAY_SHORT = (
    "Menteri berkata bahawa rundingan itu akan diteruskan minggu depan",
    "Syarikat itu mahu membina jeti baharu di Johor",
    "Polis memberitahu pemandu lori supaya berhati-hati kerana ribut",
    "Persidangan antarabangsa itu bermula pada hari Khamis",
)
INDONESIAN_SHORT = (
    "Menteri mengatakan bahwa perundingan itu akan dilanjutkan pekan depan",
    "Perusahaan itu mau membangun dermaga baru di Riau",
    "Polisi meminta sopir truk berhati-hati karena badai",
    "Kelompok itu bersiap menghadapi musim hujan dengan tenang",
)


def test_a_near_relative_is_told_apart() -> None:
    assert RECOGNISE(MALAY)[::3] == (None, "Malay")


@pytest.mark.parametrize("text", MALAY_SHORT)
def test_short_malay_is_told_apart(text: str) -> None:
    assert RECOGNISE(text)[::3] == (None, "Malay")


@pytest.mark.parametrize("text", INDONESIAN_SHORT)
def test_short_indonesian_is_indonesian(text: str) -> None:
    assert RECOGNISE(text)[::3] == ("id", "")


@pytest.mark.parametrize(
    "text",
    [
        "El presidente dijo que no firmaría el acuerdo",
        "Le port a été fermé mardi. « Nous ne partirons pas », a-t-il dit lors d'une réunion à Brest.",
        "外交部长表示,谈判已经失败。",
        "Порт был закрыт",
        "Menteri ngendika yen rembugan kang wis arep rampung iku bakal diterusake",
        "Ang mga barko ay hindi umalis dahil sa bagyo",
    ],
)
def test_short_texts_in_other_languages_are_none(text: str) -> None:
    assert RECOGNISE(text).language is None


def test_one_borrowed_word_changes_nothing() -> None:
    assert RECOGNISE(TEXTS["id"] * 3 + ' Film "Kerana Dermaga" tayang lagi.').language == "id"


def test_malay_is_a_reject_that_says_so() -> None:
    found = Reader().read(Raw("x", MALAY))
    assert isinstance(found, Reject)
    assert (found.stage, found.reason) == ("language", "in Malay, which has no language pack")


def test_the_words_win_over_what_a_site_says_of_its_language() -> None:
    found = Reader().read(Raw("x", TEXTS["id"], language="en-US"))
    assert isinstance(found, Record)
    assert found.language == "id"
    found = Reader().read(Raw("x", "Gencatan senjata", language="id_ID"))
    assert isinstance(found, Record)
    assert found.language == "id"


def test_names_do_not_count() -> None:
    names = "Norway Estonia Peru Bolivia Oslo Tallinn Lima Bergen Solvang Tamm Quispe Luik " * 3
    assert RECOGNISE(names + TEXTS["en"]).language == "en"


@pytest.mark.parametrize("text", ["", "x", "1234", "!!!", "OSLO"])
def test_too_few_words_take_one_of_the_languages(text: str) -> None:
    assert RECOGNISE(text).language in TEXTS


@given(st.text())
def test_any_text_gives_the_same_guess_twice(text: str) -> None:
    assert RECOGNISE(text) == RECOGNISE(text)


def test_each_document_is_read_with_its_own_pack() -> None:
    reader = Reader()
    for language, text in TEXTS.items():
        record = reader.read(Raw(doc_id=language, text=text))
        assert isinstance(record, Record)
        assert record.language == language


def test_a_language_without_a_pack_is_the_reason_of_the_reject() -> None:
    found = Reader().read(Raw(doc_id="x", text=OTHERS["ru"]))
    assert isinstance(found, Reject)
    assert found.stage == "language"
    assert "en, id" in found.reason


def test_a_reader_of_one_language_does_not_ask() -> None:
    record = Reader(("id",)).read(Raw(doc_id="x", text=TEXTS["en"]))
    assert isinstance(record, Record)
    assert record.language == "id"


def test_names_tell_no_language_of_a_short_article() -> None:
    text = (
        "VILNIUS - Turkish Minister Hakan Tayyip Yilmazoglu said on Monday that Turkey supports Sweden's plan.\n\n"
        '"Turkey will support Sweden\'s plan in Vilnius," Yilmazoglu said.'
    )
    assert Languages(load(language) for language in available())(text).language == "en"
