"""What `risalah eval` does once its options are understood."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

import click
import msgspec

from risalah import api, workers
from risalah.errors import UsageError
from risalah.evaluation import Score, Tally, consolidation, load_gold, score
from risalah.evaluation import pfsa as labelling
from risalah.evaluation import pfsa_score as labelled
from risalah.evaluation import polnear as attributing
from risalah.evaluation import polnear_score as attributed
from risalah.evaluation.gold import Annotated, GoldFile, annotated
from risalah.evaluation.rules import RuleTally
from risalah.exports import visible
from risalah.model import Raw, Record, Reject
from risalah.sources import documents

_SHOWN = 100


def gold(
    paths: Sequence[str],
    root: str | None,
    records: str | None,
    *,
    misses: bool,
    rules: bool,
    as_json: bool,
    options: api.Options,
    jobs: int | None,
) -> int:
    """Score gold files and print the measures; 0."""
    files = load_gold(map(Path, paths), Path(root) if root else None)
    if records and rules:
        raise UsageError("--rules reads the articles itself; it does not go with --records")
    made = {} if records else _read((f.raw for f in files), options, jobs)
    predicted = _recorded(Path(records)) if records else {k: annotated(v) for k, v in made.items()}
    tally, by_rule = Tally(), RuleTally()
    for file in files:
        prediction = predicted.get(file.gold.doc_id)
        if prediction is None:
            click.echo(f"no record for {visible(file.gold.doc_id)}", err=True)
        result = score(file.raw.text, file.gold, prediction, tally)
        if misses:
            _print_misses(file, prediction, result)
        if file.gold.doc_id in made:
            by_rule.add(file.raw.text, file.gold, made[file.gold.doc_id], result)
    if as_json:
        values = {m.name: round(m.value, 4) for m in tally.measures()}
        counted = {"measures": values, "rules": by_rule.scores()} if rules else values
        click.echo(msgspec.json.format(msgspec.json.encode(counted), indent=1).decode())
    else:
        for measure in tally.measures():
            click.echo(f"{measure.name:28} {measure.value:.3f}  {measure.counts}")
    if rules and not as_json:
        click.echo(f"\n{'slot':12} {'misses':>6} {'hits':>6}  rule")
        for rule in by_rule.scores():
            click.echo(f"{rule.slot:12} {rule.misses:6d} {rule.hits:6d}  {rule.rule}")
    return 0


def _read(raws: Iterable[Raw], options: api.Options, jobs: int | None) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for record in api.process(raws, api.kept, options=options, jobs=jobs):
        if isinstance(record, Reject):
            click.echo(visible(f"rejected {record.doc_id}: {record.reason}"), err=True)
        else:
            found[record.doc_id] = record
    return found


def _recorded(path: Path) -> dict[str, Annotated]:
    """Records in JSON Lines, by document."""
    found: dict[str, Annotated] = {}
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    record = msgspec.json.decode(line, type=Annotated)
                except (msgspec.DecodeError, UnicodeDecodeError) as e:
                    raise UsageError(f"{path}: line {number} is not a record ({e})") from e
                found[record.doc_id] = record
    return found


def _print_misses(file: GoldFile, prediction: Annotated | None, result: Score) -> None:
    for label, statements, numbers in (
        ("missed", file.gold.statements, result.missed),
        ("extra", prediction.statements if prediction else (), result.extra),
    ):
        for n in numbers:
            words = " ".join(span.slice(file.raw.text) for span in statements[n].content)
            click.echo(visible(f"{label:7} {file.gold.doc_id} {statements[n].id}: {words[:_SHOWN]}"))


def _spans(options: api.Options, public: bool, raw: Raw) -> tuple[str, list[labelled.LabelledSpan] | Reject]:
    """A document's id and its labelled spans; made in the worker processes."""
    found = api.reader(options).reading(raw)
    return raw.doc_id, found if isinstance(found, Reject) else labelling.spans(found, public=public)


def pfsa(
    path: str,
    part: str | None,
    labels: Sequence[str] | None,
    *,
    merge_coref: bool,
    public: bool,
    errors: str | None,
    as_json: bool,
    options: api.Options,
    jobs: int | None,
) -> int:
    """Score labelled spans of PFSA-ID and print a table; 0."""
    for label in [*(labels or ()), *([errors] if errors else ())]:
        if label not in labelled.LABELS:
            raise UsageError(f"no label {label!r} (there are: {', '.join(labelled.LABELS)})")
    documents = labelled.load(Path(path), part)
    raws = (Raw(doc_id=d.doc_id, text=d.text) for d in documents)
    predicted: dict[str, list[labelled.LabelledSpan]] = {}
    for raw_id, found in workers.mapped(partial(_spans, options, public), raws, jobs=jobs):
        if isinstance(found, Reject):
            click.echo(visible(f"rejected {raw_id}: {found.reason}"), err=True)
        else:
            predicted[raw_id] = found
    scores = labelled.score(documents, predicted, labels=labels or labelled.LABELS, merge_coref=merge_coref)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(scores), indent=1).decode())
    else:
        click.echo("\n".join(labelled.table(scores)))
    if errors:
        for kind, document, span in labelled.errors(documents, predicted, errors):
            text = document.text
            around = f"…{text[max(0, span.start - 60) : span.start]}[[{text[span.start : span.end]}]]"
            around += f"{text[span.end : span.end + 60]}…"
            click.echo(visible(f"{kind:7} {document.doc_id} {span.start}-{span.end} {around}"))
    return 0


def polnear(path: str, *, merge_cue: bool, errors: bool, as_json: bool, options: api.Options, jobs: int | None) -> int:
    """Score attributions of PolNeAR and print a table; 0."""
    documents = attributed.load(Path(path))
    texts = {d.doc_id: d.text for d in documents}
    made = _read((Raw(doc_id=d.doc_id, text=d.text) for d in documents), options, jobs)
    predicted = {key: attributing.attributions(made[key], texts[key]) for key in made}
    result = attributed.score(documents, predicted, merge_cue=merge_cue, speech=attributing.speech(made.values()))
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(result.scores), indent=1).decode())
    else:
        click.echo("\n".join(attributed.table(result.scores)))
    if errors:
        for kind, doc_id, words in result.errors:
            click.echo(visible(f"{kind:7} {doc_id} {words[:_SHOWN]}"))
    return 0


def pairs(
    folder: str, articles: Sequence[str], *, misses: bool, as_json: bool, options: api.Options, jobs: int | None
) -> int:
    """Make a ledger of articles, score it against labelled pairs and print the measures; 0."""
    raws = [d for d in documents(map(Path, articles)) if isinstance(d, Raw)]
    found = api.process(raws, api.kept, options=options, jobs=jobs)
    read = ((raw, record) for raw, record in zip(raws, found, strict=True) if isinstance(record, Record))
    with tempfile.TemporaryDirectory() as name, consolidation.built(Path(name, "ledger.db"), read) as ledger:
        result = consolidation.scores(ledger, Path(folder))
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(result), indent=1).decode())
        return 0
    click.echo("\n".join(consolidation.table(result)))
    for line in consolidation.mistakes(result) if misses else ():
        click.echo(visible(line))
    return 0
