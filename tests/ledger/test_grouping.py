"""The same utterance in several articles: what is put together, what not, and what a group counts."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from risalah.ledger import Ledger, actors, grouping, open_ledger
from risalah.ledger import questions as q
from risalah.ledger.judging import human, undo
from risalah.ledger.keeping import finish, keep
from risalah.model import Header, Raw, Record, Span, Statement

STEPS = (actors.consolidate, grouping.consolidate)
Told = tuple[str, str]
A = ("Budi Hartono", "pabrik baja di kota Sukamaju akan ditutup sebelum musim hujan jika warga tetap menolak")
B = ("Budi Hartono", "jembatan gantung menuju pasar lama perlu dana tambahan dari provinsi")


def document(
    name: str, told: list[Told], *, day: str = "2025-03-04", language: str = "id", party: str = "Indonesia"
) -> tuple[Raw, Record]:
    """An article with statements, each of a speaker's words."""
    text, statements = f"Warta {name}\n", []
    for n, (speaker, words) in enumerate(told, 1):
        span = Span(len(text), len(text) + len(words))
        text += words + "\n"
        statements.append(
            Statement(
                id=f"s{n}", content=(span,), cue=(), source=(), conditions=(), speaker=speaker or None,
                party=party if speaker else None, mode="direct", said_on=day, acts=("inform",), issues=("trade",),
                audience=None, via=None, place=None, text=words,
            )
        )  # fmt: skip
    digest = sha256(text.encode()).hexdigest()
    record = Record(
        doc_id=name, file=None, language=language, header=Header(published=day), furniture=(), repeats=(),
        statements=tuple(statements), events=(), times=(), digest=digest, pack="id 0",
    )  # fmt: skip
    return Raw(doc_id=name, text=text, url=f"https://example.org/{name}"), record


def put(ledger: Ledger, *documents: tuple[Raw, Record]) -> None:
    list(keep(ledger, documents))
    finish(ledger, STEPS)


def rules(ledger: Ledger) -> list[str]:
    return [r["rule"] for r in ledger.rows("SELECT rule FROM judgements WHERE kind = 'said.same' ORDER BY rule")]


def groups(ledger: Ledger) -> int:
    row = ledger.one("SELECT count(*) FROM groups")
    return int(row[0]) if row else 0


def test_the_same_words_in_two_articles_are_one_utterance(ledger: Ledger) -> None:
    put(ledger, document("a", [A]), document("b", [A]), document("c", [B]))
    said = q.statements(ledger, q.Filter())
    assert [s.carriers for s in said] == [2, 2, 1]
    assert len(q.statements(ledger, q.Filter(), distinct=True)) == 2


def test_another_speaker_day_or_article_of_its_own_is_another_utterance(ledger: Ledger) -> None:
    other = ("Wati Lestari", A[1])
    put(ledger, document("a", [A]), document("b", [other]), document("c", [A], day="2025-06-01"))
    assert groups(ledger) == 0


def test_words_without_a_speaker_need_a_long_literal_run(ledger: Ledger) -> None:
    put(ledger, document("a", [("", A[1])]), document("b", [("", A[1])]))
    assert rules(ledger) == ["same.quote"]
    put(ledger, document("c", [("", B[1])]), document("d", [("", "jembatan gantung menuju pasar lama perlu dana")]))
    assert groups(ledger) == 1


def test_articles_of_one_occasion_need_fewer_words_in_common(ledger: Ledger) -> None:
    paraphrase = ("Budi Hartono", "provinsi diminta membantu, jembatan di pasar kekurangan dana")
    put(ledger, document("a", [B]), document("b", [paraphrase]))
    assert groups(ledger) == 0
    put(ledger, document("c", [A, B]), document("d", [A, paraphrase]))
    assert "same.occasion" in rules(ledger)
    assert groups(ledger) == 2


def test_what_is_kept_later_joins_what_is_there(ledger: Ledger) -> None:
    put(ledger, document("a", [A]), document("b", [A]))
    (key,) = [r["key"] for r in ledger.rows("SELECT key FROM groups")]
    put(ledger, document("c", [A]))
    assert [(r["key"], r["carriers"]) for r in ledger.rows("SELECT key, carriers FROM groups")] == [(key, 3)]
    before = ledger.rows("SELECT * FROM groups")
    finish(ledger, STEPS, always=True)
    assert [tuple(r) for r in ledger.rows("SELECT * FROM groups")] == [tuple(r) for r in before]


def test_kept_at_once_or_one_after_the_other_is_the_same(tmp_path: Path) -> None:
    told = [document("a", [A, B]), document("b", [A]), document("c", [B]), document("d", [B, A])]
    found = []
    for name, batches in (("once", [told]), ("each", [[d] for d in told])):
        with open_ledger(tmp_path / name, create=True) as made:
            for batch in batches:
                put(made, *batch)
            found.append([tuple(r) for r in made.rows("SELECT key, carriers, sources FROM groups ORDER BY key")])
            found.append([tuple(r) for r in made.rows("SELECT name, statements, documents FROM actors")])
    assert found[:2] == found[2:]


def test_versions_of_one_article_are_one_carrier(ledger: Ledger) -> None:
    put(ledger, document("a", [A]), document("b", [A]))
    put(ledger, document("a", [A, B]))
    assert [s.carriers for s in q.statements(ledger, q.Filter())] == [2, 2, 1]


def test_an_old_version_is_asked_for_no_more(ledger: Ledger) -> None:
    put(ledger, document("a", [A, B]))
    put(ledger, document("a", [A]))
    assert [s.text for s in q.statements(ledger, q.Filter())] == [A[1]]
    put(ledger, document("a", [A, B]))
    assert len(q.statements(ledger, q.Filter())) == 1  # it is known, and stays what it was


def test_people_split_and_join_and_undo(ledger: Ledger) -> None:
    put(ledger, document("a", [A]), document("b", [A]), document("c", [B]))
    one, other, third = (s.id for s in q.statements(ledger, q.Filter()))
    with ledger.transaction():
        number = human(ledger, "said.other", one, other, "two speeches")
    finish(ledger, STEPS, always=True)
    assert groups(ledger) == 0
    with ledger.transaction():
        human(ledger, "said.same", one, third, "one speech")
        undo(ledger, number)
    finish(ledger, STEPS, always=True)
    assert [s.carriers for s in q.statements(ledger, q.Filter())] == [3, 3, 3]


def test_a_translation_is_found_by_act_issue_and_names(ledger: Ledger) -> None:
    english = ("Budi Hartono", "the steel mill of Sukamaju will be closed before the rains")
    put(ledger, document("a", [A]), document("b", [english], language="en"))
    assert rules(ledger) == ["same.sense"]
