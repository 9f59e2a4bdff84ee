"""`risalah pack`: the language packs, and taggers trained on top of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

_EPILOG = """\b
Examples:
  risalah pack list                          the packs, and the taggers you have trained
  risalah pack check                         whether every pack is sound
  risalah pack train en --data corpus/       train a tagger on annotated attributions
"""


@click.group(epilog=_EPILOG, short_help="List and check language packs, train taggers.")
def pack() -> None:
    """Look after language packs: list them, check them, train a tagger on top of one."""


@pack.command("list")
def list_() -> int:
    """Show the language packs, and the taggers in your own pack folder."""
    from risalah.packs import available, load
    from risalah.tagger.folder import home, settings_of

    for language in available():
        about = load(language).about
        click.echo(f"{language:4} {about.name} {about.version}, {about.licence}")
        folder = home() / language / "tagger"
        if folder.is_dir():
            s = settings_of(folder)
            click.echo(f"     tagger of {s.made} from {s.documents} documents: {folder}")
    return 0


@pack.command()
@click.argument("language", metavar="[LANG]", required=False)
def check(language: str | None) -> int:
    """Check packs: their files load, each rule has examples and counterexamples and keeps to them.

    The exit code is 1 when something is wrong.
    """
    from risalah.cli import packcheck
    from risalah.packs import available

    wrong = 0
    for code in [language] if language else available():
        rules, faults = packcheck.check(code)
        for fault in faults:
            click.echo(f"{code}: {fault}")
        click.echo(f"{code}: {rules} rules, {len(faults) or 'no'} fault{'' if len(faults) == 1 else 's'}")
        wrong += len(faults)
    return 1 if wrong else 0


@pack.command()
@click.argument("language", metavar="LANG")
@click.option(
    "--data", required=True, type=click.Path(exists=True), help="Attributions in JSON Lines, or their folder."
)
@click.option("--out", type=click.Path(), help="The tagger's folder; by default in your own pack folder.")
@click.option("--iterations", type=click.IntRange(min=1), default=80, show_default=True, help="Rounds of training.")
def train(language: str, data: str, out: str | None, iterations: int) -> int:
    """Train a tagger from data you have, on top of the rules of a pack.

    --data is a file with one annotated article a line, as PolNeAR has them (doc_id, text, attributions with source,
    cue and content), or a folder with `train.jsonl` in it. A tenth of the articles is held out to measure on. Use the
    tagger with `risalah read --tagger FOLDER`; without that option no tagger is ever used.
    """
    from risalah.tagger.folder import home
    from risalah.tagger.train import train as run

    folder = Path(out) if out else home() / language / "tagger"
    made = date.today().isoformat()
    say = lambda words: click.echo(words, err=True)  # noqa: E731
    settings = run(language, Path(data), folder, made=made, iterations=iterations, say=say)
    click.echo(f"{folder}")
    click.echo(
        f"{settings.documents} documents, {settings.attributions} attributions, {settings.seconds:.0f} s, "
        f"{settings.bytes / 1e6:.1f} MB"
    )
    click.echo(f"\njoint F1 on {settings.held_out} documents held out\n{'kind':9} {'gold':>5}  rules  tagger")
    for figure in settings.figures:
        click.echo(f"{figure.kind:9} {figure.gold:5d}  {figure.rules[2]:.3f}   {figure.tagger[2]:.3f}")
    return 0
