"""`risalah eval`: how right the records are, measured on annotated articles."""

from __future__ import annotations

from collections.abc import Sequence

import click

from risalah.errors import UsageError

_EPILOG = """\b
Examples:
  risalah eval gold/*.json                            read the articles that the gold files name, and score
  risalah eval gold/*.json --misses                   list what was missed and what was made up
  risalah eval gold/*.json --rules                    which rules are right how often
  risalah eval gold/*.json --records records.jsonl    score records that were written before
  risalah eval --pfsa dev.jsonl --part dev20          score labelled spans of PFSA-ID
  risalah eval --polnear dev.jsonl --merge-cue        score attributions of PolNeAR
  risalah eval --pairs labels articles.jsonl          score a ledger: same actor, same utterance or not

A gold file is a record as `risalah read --format jsonl` writes it, put right by hand: one JSON object whose
field `file` names the article, relative to --root.
"""


@click.command("eval", epilog=_EPILOG, short_help="Measure records against annotated articles.")
@click.argument("gold", metavar="GOLD…", nargs=-1, type=click.Path(exists=True, dir_okay=False))
@click.option("--root", type=click.Path(exists=True, file_okay=False), help="Where `file` of a gold file starts.")
@click.option("--records", type=click.Path(exists=True, dir_okay=False), help="Score these records; read nothing.")
@click.option("--misses", is_flag=True, help="List statements that were missed and those that match none.")
@click.option("--rules", is_flag=True, help="Count each rule's hits and misses, most misses first.")
@click.option("--json", "as_json", is_flag=True, help="Print the measures as JSON.")
@click.option("--pfsa", type=click.Path(exists=True, dir_okay=False), help="A file of PFSA-ID in JSON Lines.")
@click.option("--part", help="With --pfsa: only the documents of this part.")
@click.option("--labels", help="With --pfsa: only these labels, separated by commas.")
@click.option("--merge-coref", is_flag=True, help="With --pfsa: count PERSONCOREF as PERSON, CUECOREF as CUE.")
@click.option("--everyone", is_flag=True, help="With --pfsa: keep quotations of sources without an office.")
@click.option("--errors", "shown", metavar="LABEL", help="With --pfsa: list what of a label is missed or extra.")
@click.option("--polnear", type=click.Path(exists=True, dir_okay=False), help="A file of PolNeAR in JSON Lines.")
@click.option("--merge-cue", is_flag=True, help="With --polnear: join predictions that share their cue.")
@click.option("--pairs", type=click.Path(exists=True, file_okay=False), help="Labelled pairs; GOLD are the articles.")
@click.option("--attitudes", is_flag=True, help="With --polnear: read beliefs and intentions too.")
@click.option("--language", metavar="CODE", help="Read everything with this language pack.")
@click.option("--issues", type=click.Path(exists=True, dir_okay=False), help="Your own issue registry.")
@click.option("--tagger", type=click.Path(exists=True, file_okay=False), help="Read with this tagger too.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes.")
def evaluate(
    gold: Sequence[str],
    root: str | None,
    records: str | None,
    misses: bool,
    rules: bool,
    as_json: bool,
    pfsa: str | None,
    part: str | None,
    labels: str | None,
    merge_coref: bool,
    everyone: bool,
    shown: str | None,
    polnear: str | None,
    merge_cue: bool,
    pairs: str | None,
    attitudes: bool,
    language: str | None,
    issues: str | None,
    tagger: str | None,
    jobs: int | None,
) -> int:
    """Measure records against gold files: statements, their slots, events, times, header, furniture.

    A statement counts as found when it shares at least half of its characters with a gold one. Reading and
    scoring are the same here as everywhere else, so annotate articles of your own and measure.
    """
    from risalah import api
    from risalah.cli import measure

    options = api.Options((language,) if language else None, issues, attitudes, tagger)
    if pfsa:
        if gold:
            raise UsageError("either GOLD files or --pfsa, not both")
        chosen = tuple(x.strip() for x in labels.split(",")) if labels else None
        return measure.pfsa(
            pfsa, part, chosen, merge_coref=merge_coref, public=not everyone, errors=shown, as_json=as_json,
            options=options, jobs=jobs,
        )  # fmt: skip
    if polnear:
        if gold:
            raise UsageError("either GOLD files or --polnear, not both")
        return measure.polnear(polnear, merge_cue=merge_cue, errors=misses, as_json=as_json, options=options, jobs=jobs)
    if pairs:
        return measure.pairs(pairs, gold, misses=misses, as_json=as_json, options=options, jobs=jobs)
    if attitudes or merge_cue:
        raise UsageError("--attitudes and --merge-cue go with --polnear")
    if not gold:
        raise UsageError("nothing to measure against: give GOLD files, --pfsa FILE or --polnear FILE")
    return measure.gold(gold, root, records, misses=misses, rules=rules, as_json=as_json, options=options, jobs=jobs)
