"""Renew what the documents show of the program: terminal output, and the picture of it.

    python docs/update.py            run every marked command again and write its output into the document
    python docs/update.py --check    write nothing; exit 1 when a document is out of date

A marked command is an HTML comment `<!-- output: COMMAND -->`; the fenced block behind it is replaced. Commands run
in the root of the repository. The picture is docs/picture.svg.
"""

from __future__ import annotations

import html
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
MARKED = re.compile(r"(<!-- output: (.+?) -->\n+```\w+\n)(.*?)(^```)", re.DOTALL | re.MULTILINE)
PICTURE = "risalah read examples/01-keamanan.txt --color always"
PICTURE_LINES = 22
CODES = re.compile(r"\x1b\[([\d;]*)m")
CLASSES = {"1": "b", "2": "d", "3": "i", "4": "u", "1;36": "n", "33": "a", "35": "s"}
STYLE = """
text{font:13px/1 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#24292f}
.bg{fill:#f6f8fa;stroke:#d0d7de}.b{font-weight:700}.d{fill:#6e7781}.i{font-style:italic}.u{text-decoration:underline}
.n{fill:#0550ae;font-weight:700}.a{fill:#953800}.s{fill:#8250df}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.bg{fill:#161b22;stroke:#30363d}.d{fill:#8b949e}
.n{fill:#79c0ff}.a{fill:#ffa657}.s{fill:#d2a8ff}}
"""


def output(command: str) -> str:
    """What a command prints, without blank lines at the edges."""
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    environment = {"PATH": path, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, env=environment, capture_output=True, text=True)
    # A reader that is told to stop early (head) is no failure.
    if done.returncode not in (0, 141) or done.stderr.strip():
        raise SystemExit(f"{command}: {done.stderr.strip() or done.returncode}")
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").split("\n"))


def renewed(text: str) -> str:
    """A document with the output of its marked commands."""
    return MARKED.sub(lambda m: m[1] + output(m[2]) + "\n" + m[4], text)


def picture() -> str:
    """The terminal as SVG, readable on light and on dark ground."""
    lines = output(PICTURE).split("\n")[:PICTURE_LINES]
    while lines and not lines[-1].strip():
        lines.pop()
    width = 40 + 8 * max(len(CODES.sub("", line)) for line in lines)
    height = 36 + 18 * len(lines)
    rows = "".join(f'<text x="20" y="{34 + 18 * n}">{spans(line)}</text>\n' for n, line in enumerate(lines) if line)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" role="img">\n'
        f"<title>{html.escape(PICTURE.partition(' --color')[0])}</title>\n<style>{STYLE}</style>\n"
        f'<rect class="bg" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="6"/>\n{rows}</svg>\n'
    )


def spans(line: str) -> str:
    """A line with its colour codes as `tspan` elements."""
    made, style = [], ""
    for n, piece in enumerate(CODES.split(line)):
        if n % 2:
            style = CLASSES.get(piece, "")
        elif piece:
            shown = html.escape(piece).replace(" ", "\u00a0")  # a space more or less would shift the columns
            made.append(f'<tspan class="{style}">{shown}</tspan>' if style else f"<tspan>{shown}</tspan>")
    return "".join(made)


def main(check: bool) -> int:
    """Write, or say what would be written; the exit code."""
    wanted = {path: renewed(path.read_text(encoding="utf-8")) for path in DOCUMENTS}
    wanted[ROOT / "docs" / "picture.svg"] = picture()
    old = [p for p, text in wanted.items() if not p.exists() or p.read_text(encoding="utf-8") != text]
    for path in old:
        print(f"{'out of date' if check else 'renewed'}: {path.relative_to(ROOT)}")
        if not check:
            path.write_text(wanted[path], encoding="utf-8")
    return int(check and bool(old))


if __name__ == "__main__":
    raise SystemExit(main("--check" in sys.argv[1:]))
