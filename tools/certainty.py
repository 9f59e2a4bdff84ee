"""Write a pack's certainty table: how often each rule was right on annotated articles.

    python tools/certainty.py LANGUAGE GOLD… [--root DIR]…

Reads the articles that the gold files name, counts each rule's hits and misses as `risalah eval --rules` does, and
writes `src/risalah/packs/LANGUAGE/lexicon/certainty.tsv`. Only rule ids and counts are written, no text.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
HEAD = "# Hits and misses of each rule by slot on {n} annotated articles, written by tools/certainty.py.\n"


def counts(gold: list[Path], root: Path | None) -> Counter[tuple[str, str, bool]]:
    """Hits (True) and misses (False) by slot and rule over the gold files of one root."""
    where = ["--root", str(root)] if root else []
    command = [sys.executable, "-m", "risalah.cli.main", "eval", *map(str, gold), *where, "--rules", "--json"]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found: Counter[tuple[str, str, bool]] = Counter()
    for rule in json.loads(out)["rules"]:
        found[rule["slot"], rule["rule"], True] += rule["hits"]
        found[rule["slot"], rule["rule"], False] += rule["misses"]
    return found


def main() -> None:
    """Counts and writes."""
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("language")
    ap.add_argument("gold", nargs="+", type=Path)
    ap.add_argument("--root", type=Path, action="append", default=[], help="where `file` starts; tried in turn")
    args = ap.parse_args()
    total: Counter[tuple[str, str, bool]] = Counter()
    by_root: dict[Path | None, list[Path]] = {}
    for path in args.gold:
        name = json.loads(path.read_text(encoding="utf-8"))["file"]
        by_root.setdefault(next((r for r in args.root if (r / name).exists()), None), []).append(path)
    for root, paths in by_root.items():
        total += counts(paths, root)
    keys = sorted({(slot, rule) for slot, rule, _ in total if rule != "(no rule)"})
    rows = [f"{slot}\t{rule}\t{total[slot, rule, True]}\t{total[slot, rule, False]}" for slot, rule in keys]
    target = HERE / "src/risalah/packs" / args.language / "lexicon/certainty.tsv"
    target.write_text(HEAD.format(n=len(args.gold)) + "slot\trule\thits\tmisses\n" + "\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    main()
