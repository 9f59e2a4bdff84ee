"""How fast the documents of each format are found, and with how much memory.

    bench/formats.py [--rows N] [--only jsonl,json,csv,parquet,xlsx]

Makes N rows of 2.4 KB (20,000), writes them in each format and reads them back, each in a process of its own; nothing
is read from the articles. The last column is the peak of a quarter of the rows: memory must not grow with them.
Prints a Markdown table for `bench/README.md`.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

Row = dict[str, str]


def rows(count: int) -> Iterator[Row]:
    """Rows of an article's size, no two alike, with what is awkward in them: quotation marks, lines, letters."""
    chance = random.Random(4)
    words = ["".join(chance.choices("abdegiklmnoprstu", k=chance.randint(2, 10))) for _ in range(4000)]
    for n in range(count):
        body = "\n\n".join(f'"{" ".join(chance.choices(words, k=52))}," kata Budi – é.' for _ in range(6))
        yield {
            "id": f"r{n}",
            "judul": " ".join(chance.choices(words, k=8)),
            "tanggal": "2022-01-10 14:05:00",
            "isi": body,
        }


def jsonl(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows(count))


def json_array(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as out:
        for n, row in enumerate(rows(count)):
            out.write(("," if n else "[") + json.dumps(row))
        out.write("]")


def delimited(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, ["id", "judul", "tanggal", "isi"])
        table.writeheader()
        table.writerows(rows(count))


def parquet(path: Path, count: int) -> None:
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    pq.write_table(pa.Table.from_pylist(list(rows(count))), path)


def excel(path: Path, count: int) -> None:
    import openpyxl  # type: ignore[import-untyped]

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Berita")
    for n, row in enumerate(rows(count)):
        if n == 0:
            sheet.append(list(row))
        sheet.append(list(row.values()))
    book.save(path)


FORMATS: dict[str, Callable[[Path, int], None]] = {
    "jsonl": jsonl,
    "json": json_array,
    "csv": delimited,
    "parquet": parquet,
    "xlsx": excel,
}
"""How a file of each ending is made."""


def measure(path: str) -> None:
    """Find the documents of a file; prints how many there are, the seconds and the peak memory in MB."""
    from risalah.model import Raw
    from risalah.sources import documents

    start = time.perf_counter()
    count = sum(isinstance(found, Raw) for found in documents([path]))
    seconds = time.perf_counter() - start
    print(json.dumps([count, seconds, peak()]))


def peak() -> float:
    """The most memory that this process took, in MB. Where there is a /proc it is asked: the other figure begins with
    that of the process which started this one."""
    status = Path("/proc/self/status")
    if status.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", status.read_text())):
        return int(found[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_a_process(path: Path) -> tuple[int, float, float]:
    """`measure` in a new process."""
    code = f"import formats; formats.measure({str(path)!r})"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=Path(__file__).parent, check=True, capture_output=True, text=True)
    count, seconds, memory = json.loads(done.stdout)
    return count, seconds, memory


def main() -> None:
    """Measure the formats that are asked for and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=20_000, help="how many rows (20000)")
    parser.add_argument("--only", default=",".join(FORMATS), help="formats, separated by commas")
    args = parser.parse_args()
    print("| format | documents/s | MB/s of the file | peak memory | of a quarter |\n| --- | --- | --- | --- | --- |")
    for name in args.only.split(","):
        if name not in FORMATS:
            parser.error(f"no format {name!r} (there are: {', '.join(FORMATS)})")
        with tempfile.TemporaryDirectory() as folder:
            path, less = Path(folder, f"rows.{name}"), Path(folder, f"less.{name}")
            FORMATS[name](path, args.rows)
            FORMATS[name](less, args.rows // 4)
            count, seconds, memory = in_a_process(path)
            if count != args.rows:
                raise SystemExit(f"{name}: {count} documents of {args.rows}")
            speed = path.stat().st_size / 1e6 / seconds
            small = in_a_process(less)[2]
            print(f"| {name} | {count / seconds:,.0f} | {speed:.0f} | {memory:.0f} MB | {small:.0f} MB |", flush=True)


if __name__ == "__main__":
    main()
