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


def test_a_near_relative_is_read_with_the_pack_that_is_there() -> None:
    assert RECOGNISE(MALAY).language == "id"


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


def test_what_the_source_says_goes_first() -> None:
    record = Reader().read(Raw(doc_id="x", text=TEXTS["en"], language="id"))
    assert isinstance(record, Record)
    assert record.language == "id"
