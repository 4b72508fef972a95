"""PDF to text against others, on the same files in one run: CPU per page, words found, words in sequence.

    python tests/bench_files.py [--rounds N] [--files N]

Ours against a bare pypdfium2 loop (goal ≤ 1.25), the program `pdftotext` (≤ 1.0), pypdf and pdfplumber where they are installed.
The files are made here: prose with hyphens, two columns, a table, running heads and feet. Times are CPU, children included,
of each file the least of interleaved rounds; the machine may be busy, so no time stands alone. The first ratio and the time
a page are of a council's mix: eight pages of prose to one of columns and one of tables.
"""

from __future__ import annotations

import argparse
import difflib
import importlib.util
import io
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests")]

import pypdfium2  # noqa: E402  # after the path is set
from musterstadt import german  # noqa: E402
from reportlab.lib.pagesizes import A4  # noqa: E402
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth  # noqa: E402
from reportlab.pdfbase.ttfonts import TTFont  # noqa: E402
from reportlab.pdfgen import canvas  # noqa: E402

from parsers.documents import pdf  # noqa: E402

FONT, SIZE = "Vera", 9
"""A font that reportlab brings along, embedded as a subset as office programs do."""
_WORDS = re.compile(r"[^\W_]+(?:[-/.][^\W_]+)*")
registerFont(TTFont(FONT, "Vera.ttf"))
BASE = "pypdfium2 loop"
KINDS = ("prose", "columns", "table")
MIX = {"prose": 8, "columns": 1, "table": 1}
"""Pages of each kind in what councils print."""
SLOW = {"pypdf", "pdfplumber"}


@dataclass
class Made:
    """A file, and the words of each of its pages in reading order (running heads and feet are none)."""

    kind: str
    body: bytes
    pages: list[list[str]]


def vocabulary() -> list[str]:
    """Words of the simulated council's texts."""
    texts = [value for value in vars(german).values() if isinstance(value, str | tuple)]
    found = {word for text in texts for word in re.findall(r"\b[A-Za-zÄÖÜäöüß]{3,}\b", str(text))}
    return sorted(found)


def _broken(words: list[str], width: float, dice: random.Random) -> list[str]:
    """Lines of that width; one in three line ends breaks a word with a hyphen."""
    lines, current = [], ""
    for word in words:
        trial = f"{current} {word}".strip()
        if stringWidth(trial, FONT, SIZE) <= width:
            current = trial
            continue
        cut = len(word) // 2
        head = f"{current} {word[:cut]}-"
        if len(word) > 7 and dice.random() < 0.33 and stringWidth(head, FONT, SIZE) <= width:
            lines.append(head)
            current = word[cut:]
        else:
            lines.append(current)
            current = word
    return [*lines, current]


def _page(sheet: canvas.Canvas, kind: str, words: list[str], dice: random.Random) -> list[str]:
    """Print some words; returns those that had room, in reading order."""
    if kind == "table":
        rows = [[words.pop() for _ in range(4)] for _ in range(40)]
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.drawString(60 + 125 * place, 740 - 16 * number, cell)
        return [cell for row in rows for cell in row]
    columns = [(60, 225), (310, 225)] if kind == "columns" else [(60, 475)]
    printed: list[str] = []
    for left, width in columns:
        taken = [words.pop() for _ in range(190 if kind == "columns" else 380)]
        lines = _broken(taken, width, dice)[:48]
        for number, line in enumerate(lines):
            sheet.drawString(left, 740 - 14 * number, line)
        printed += re.sub(r"-\n", "", "\n".join(lines)).split()
    return printed


def make(kind: str, seed: int, pages: int = 6) -> Made:
    """One file of one kind of page."""
    dice = random.Random(f"{kind}{seed}")
    target = io.BytesIO()
    sheet = canvas.Canvas(target, pagesize=A4, invariant=1)
    told = []
    known = vocabulary()
    for number in range(1, pages + 1):
        sheet.setFont(FONT, SIZE)
        sheet.drawString(60, 800, "Stadt Musterstadt Sitzungsvorlage")
        sheet.drawString(270, 30, f"Seite {number} von {pages}")
        told.append(_page(sheet, kind, dice.choices(known, k=500), dice))
        sheet.showPage()
    sheet.save()
    return Made(kind, target.getvalue(), told)


def samples() -> list[bytes]:
    """Files as councils have them, for other benchmarks: eight of prose to one of columns and one of tables."""
    kinds = [kind for kind, pages in MIX.items() for _ in range(pages)]
    return [make(kind, seed).body for seed, kind in enumerate(kinds)]


# -- the readers: bytes to the text of each page ----------------------------------------------------------------------


def ours(body: bytes) -> list[str]:
    return pdf.extract(body).pages


def bare(body: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(body)
    texts = []
    for page in document:
        textpage = page.get_textpage()
        texts.append(textpage.get_text_range())
        textpage.close()
        page.close()
    document.close()
    return texts


def pdftotext(body: bytes) -> list[str]:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(body)
        file.flush()
        done = subprocess.run(["pdftotext", "-enc", "UTF-8", file.name, "-"], capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


def with_pypdf(body: bytes) -> list[str]:
    import pypdf

    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages]


def with_pdfplumber(body: bytes) -> list[str]:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(body)) as document:
        return [page.extract_text() for page in document.pages]


def readers() -> dict[str, Callable[[bytes], list[str]]]:
    """Those that can be run here."""
    found: dict[str, Callable[[bytes], list[str]]] = {"ratsinfo": ours, BASE: bare}
    if shutil.which("pdftotext"):
        found["pdftotext"] = pdftotext
    if importlib.util.find_spec("pypdf"):
        found["pypdf"] = with_pypdf
    if importlib.util.find_spec("pdfplumber"):
        found["pdfplumber"] = with_pdfplumber
    return found


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def score(told: list[list[str]], read: list[str]) -> tuple[float, float, int]:
    """Share of words found, share found in sequence, and leftovers of PDFium's hyphen marks."""
    found = in_order = total = 0
    for words, text in zip(told, read, strict=False):
        wanted, seen = [w for word in words for w in _WORDS.findall(word)], _WORDS.findall(text)
        total += len(wanted)
        found += sum((Counter(wanted) & Counter(seen)).values())
        matcher = difflib.SequenceMatcher(None, wanted, seen, autojunk=False)
        in_order += sum(block.size for block in matcher.get_matching_blocks())
    left = sum(text.count("\ufffe") + text.count("\u0002") for text in read)
    return found / total, in_order / total, left


def least_times(made: list[Made], rounds: int) -> dict[str, dict[str, float]]:
    """CPU seconds of each reader by kind of page: of each file the least of the rounds, since others only add to it.

    Readers take turns file by file; the slow ones have the last round only, since what they leave in memory slows the others.
    """
    all_readers = readers()
    least: dict[tuple[str, int], float] = {}
    for turn in range(rounds):
        names = [name for name in all_readers if turn == rounds - 1 or name not in SLOW]
        for number, one in enumerate(made):
            for name in names if turn % 2 else reversed(names):
                begin = _cpu()
                all_readers[name](one.body)
                least[name, number] = min(_cpu() - begin, least.get((name, number), float("inf")))
    return {
        name: {kind: sum(least[name, n] for n, one in enumerate(made) if one.kind == kind) for kind in KINDS}
        for name in all_readers
    }


def main() -> None:
    """Print one line a reader."""
    asked = argparse.ArgumentParser(description="PDF to text against others")
    asked.add_argument("--rounds", type=int, default=7)
    asked.add_argument("--files", type=int, default=8, help="files of each kind, six pages each")
    given = asked.parse_args()
    made = [make(kind, seed) for kind in KINDS for seed in range(given.files)]
    pages = sum(len(one.pages) for one in made)
    times = least_times(made, given.rounds)
    print(f"{len(made)} files, {pages} pages, {given.rounds} rounds; found / in sequence by kind of page")
    print(f"{'CPU ratio, found / in sequence':32}ms/page  " + "".join(f"{kind:>24}" for kind in KINDS) + "  leftovers")
    for name, read in readers().items():
        cells, left = [], 0
        for kind in KINDS:
            scores = [score(one.pages, read(one.body)) for one in made if one.kind == kind]
            found, order = (statistics.mean(s[i] for s in scores) for i in (0, 1))
            left += sum(s[2] for s in scores)
            cells.append(f"{times[name][kind] / times[BASE][kind]:.2f}  {found:.4f} / {order:.4f}")
        mixed, base = (sum(MIX[kind] * times[of][kind] for kind in KINDS) for of in (name, BASE))
        each = 1000 * mixed / (pages / len(KINDS) * sum(MIX.values()))
        print(f"{name:16}{mixed / base:14.2f}{each:9.2f}  " + "".join(f"{c:>24}" for c in cells) + f"  {left:9}")


if __name__ == "__main__":
    main()
