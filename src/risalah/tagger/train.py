"""Training a tagger from annotated attributions, and measuring it on those held out."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from risalah.errors import UsageError
from risalah.evaluation import polnear, polnear_score
from risalah.evaluation.polnear_score import Attributed
from risalah.model import Raw, Record, Reject
from risalah.packs import load
from risalah.reading.pipeline import LanguageReader
from risalah.tagger import labels
from risalah.tagger.features import base, cue_features, role_features
from risalah.tagger.folder import CUES, ROLES, SETTINGS, Figure, Models, Settings, crfsuite, digest_of, tagger
from risalah.tagger.join import Thresholds
from risalah.tagger.stage import TOKENS_AT_MOST, TaggedLanguageReader, sentences
from risalah.tagger.view import Classes, View

HELD = 10
"""Every so-manieth document is held out: the thresholds are chosen and the figures measured on those."""
ITERATIONS = 80
PARAMETERS = {"c1": 0.2, "c2": 0.05, "feature.minfreq": 2}
GRID = tuple(Thresholds(ruled, new) for new in (0.5, 0.4, 0.3) for ruled in (0.2, 0.1))

Say = Callable[[str], None]


class Seen(NamedTuple):
    """How much a model was trained on."""

    documents: int
    rejected: int
    attributions: int


def data_file(path: Path) -> Path:
    """The file of a folder to train on: `train.jsonl`, or the only one in JSON Lines."""
    if not path.is_dir():
        return path
    found = [path / "train.jsonl"] if (path / "train.jsonl").is_file() else sorted(path.glob("*.jsonl"))
    if len(found) != 1:
        raise UsageError(f"{path}: no train.jsonl in it")
    return found[0]


def train(
    language: str, data: Path, out: Path, *, made: str, iterations: int = ITERATIONS, say: Say = lambda _: None
) -> Settings:
    """Trains a tagger and writes its folder, which appears only when it is complete; returns its settings.

    `made` is the day that is written down. Raises `UsageError` for data that cannot be used, and where `out` holds
    something that is no tagger.
    """
    crfsuite()
    pack = load(language)
    data = data_file(data)
    documents = polnear_score.load(data)
    held = documents[HELD - 1 :: HELD]
    if not held:
        raise UsageError(f"{data}: {len(documents)} documents are too few to train on (at least {HELD})")
    if out.exists() and any(out.iterdir() if out.is_dir() else [out]) and not (out / SETTINGS).is_file():
        raise UsageError(f"{out}: exists and is no tagger; it is not written over")
    out.parent.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".training-") as place:
        folder = Path(place) / "tagger"
        folder.mkdir()
        say(f"training on {len(documents) - len(held)} documents, {len(held)} held out")
        seen = _both(language, data, folder, iterations)
        if not seen.attributions:
            raise UsageError(f"{data}: no attribution in it to learn from")
        settings = Settings(
            language=language,
            pack=pack.label,
            made=made,
            data=data.name,
            data_digest=hashlib.sha256(data.read_bytes()).hexdigest(),
            documents=seen.documents,
            rejected=seen.rejected,
            attributions=seen.attributions,
            held_out=len(held),
            iterations=iterations,
            thresholds=Thresholds(),
            seconds=0.0,
            bytes=sum((folder / name).stat().st_size for name in (CUES, ROLES)),
            digest=digest_of(folder),
        )
        say("choosing thresholds on the documents held out")
        settings = _measured(folder, settings, held)
        settings = msgspec.structs.replace(settings, seconds=round(time.perf_counter() - began, 1))
        (folder / SETTINGS).write_bytes(msgspec.json.format(msgspec.json.encode(settings), indent=1) + b"\n")
        if out.exists():
            shutil.rmtree(out)
        os.replace(folder, out)
    return settings


def _both(language: str, data: Path, folder: Path, iterations: int) -> Seen:
    """Trains the two models, each in a process of its own: they have nothing in common but the rules' reading."""
    work = partial(_one, language, str(data), str(folder), iterations)
    with ProcessPoolExecutor(2) as pool:
        seen = list(pool.map(work, (CUES, ROLES)))
    return seen[0]


def _one(language: str, data: str, folder: str, iterations: int, name: str) -> Seen:
    """Trains one model on all documents but those held out."""
    documents = [d for n, d in enumerate(polnear_score.load(Path(data)), 1) if n % HELD]
    trainer = crfsuite().Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({**PARAMETERS, "max_iterations": iterations})
    append = _cues if name == CUES else _roles
    rejected = attributions = 0
    for view, document in _views(language, documents):
        if view is None:
            rejected += 1
            continue
        found = labels.cases(view, document.attributions)
        attributions += len(found)
        append(trainer, view, found)
    if attributions:
        trainer.train(str(Path(folder) / name))
    return Seen(len(documents) - rejected, rejected, attributions)


def _views(language: str, documents: Sequence[Attributed]) -> Iterator[tuple[View | None, Attributed]]:
    """What the rules make of each document; None for one that cannot be read or is too long to learn from."""
    pack = load(language)
    classes = Classes(pack)
    reader = LanguageReader(pack, None, attitudes=True)
    reader.stages = reader.stages[: 1 + [name for name, _ in reader.stages].index("statements")]
    for document in documents:
        found = reader.reading(Raw(doc_id=document.doc_id, text=document.text, language=language))
        unfit = isinstance(found, Reject) or not 0 < len(found.tokens) <= TOKENS_AT_MOST
        yield (None if unfit or isinstance(found, Reject) else View(found, classes)), document


def _cues(trainer: Any, view: View, found: list[labels.Case]) -> None:
    items = crfsuite().ItemSequence
    rows, marks = base(view), labels.cue_labels(view, found)
    for first, last in sentences(view):
        trainer.append(items(cue_features(view, rows, first, last)), marks[first:last])


def _roles(trainer: Any, view: View, found: list[labels.Case]) -> None:
    items = crfsuite().ItemSequence
    rows = base(view)
    marked = [label != labels.NONE for label in labels.cue_labels(view, found)]
    for case in found:
        at, marks = labels.role_labels(view, case)
        trainer.append(items(role_features(view, rows, at, marked)), marks)


def _measured(folder: Path, settings: Settings, held: Sequence[Attributed]) -> Settings:
    """The settings with the thresholds that do best on the held-out documents, and the figures reached there."""
    pack = load(settings.language)
    models = Models(settings, tagger(folder / CUES), tagger(folder / ROLES))
    rules = {s.kind: s for s in _scores(LanguageReader(pack, None, attitudes=True), held)}
    reader = TaggedLanguageReader(pack, None, models, attitudes=True)
    best: tuple[float, Thresholds, list[polnear_score.KindScore]] | None = None
    for limits in GRID:
        reader.tagger.limits = limits
        scores = _scores(reader, held)
        reached = sum(s.joint[2] for s in scores if s.kind in ("all", "quoted", "speech"))
        if best is None or reached > best[0]:
            best = (reached, limits, scores)
    assert best is not None
    figures = tuple(
        Figure(s.kind, s.gold, *(tuple(round(v, 4) for v in x.joint) for x in (rules[s.kind], s)))  # type: ignore[arg-type]
        for s in best[2]
    )
    return msgspec.structs.replace(settings, thresholds=best[1], figures=figures)


def _scores(reader: LanguageReader, held: Sequence[Attributed]) -> list[polnear_score.KindScore]:
    """The scores of a reader on documents, attributions with the same cue joined."""
    records: dict[str, Record] = {}
    for document in held:
        record = reader.read(Raw(doc_id=document.doc_id, text=document.text))
        if isinstance(record, Record):
            records[document.doc_id] = record
    texts = {d.doc_id: d.text for d in held}
    predicted = {key: polnear.attributions(record, texts[key]) for key, record in records.items()}
    speech = polnear.speech(records.values())
    return polnear_score.score(held, predicted, merge_cue=True, speech=speech).scores
