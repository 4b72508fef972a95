"""`make demo`: crawl the simulated council Musterstadt over real HTTP and show what a database of papers can tell.

The second run finds the same council and has nothing to write; `--revision 1` is the same council some days later.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT / "tests"))

from musterstadt.council import Council  # noqa: E402  # after the path is set
from musterstadt.server import Server, Switches  # noqa: E402

DATABASE = PROJECT / "data" / "ratsinfo.db"
STARTED = PROJECT / "data" / "musterstadt.date"
# A fixed port: addresses are part of what is stored, and a second run should find nothing new.
PORT = 8790

SHOWN = {
    "Who signs, and how (view unterzeichner)": """
        SELECT funktion_norm, zeichnung, count(*) AS papers FROM unterzeichner
        GROUP BY 1, 2 ORDER BY 3 DESC, 1 LIMIT 5""",
    "The longest ways through the committees (view beratungen)": """
        SELECT nummer, group_concat(gremium || coalesce(' (' || ergebnis || ')', ''), ' → ') AS weg
        FROM (SELECT * FROM beratungen ORDER BY vorlage_id, schritt)
        GROUP BY vorlage_id ORDER BY count(*) DESC, nummer LIMIT 3""",
    "The closest votes (view abstimmungen)": """
        SELECT date(datum) AS tag, top, ja, nein, enthaltung FROM abstimmungen WHERE ja IS NOT NULL AND nein IS NOT NULL AND top IS NOT NULL
        ORDER BY abs(ja - nein), datum LIMIT 3""",
}


def _council(papers: int, seed: int, revision: int) -> Council:
    """The same council as last time; its calendar is laid out around the day of the first demo."""
    if not STARTED.exists():
        STARTED.write_text(dt.date.today().isoformat(), encoding="ascii")  # noqa: DTZ011  # a council lives in local time
    return Council(seed, papers, today=dt.date.fromisoformat(STARTED.read_text(encoding="ascii"))).at(revision)


def _crawl(server: Server) -> int:
    with tempfile.NamedTemporaryFile("w", suffix=".toml", encoding="utf-8") as sources:
        sources.write(
            f'[musterstadt]\nname = "Musterstadt"\nsystem = "allris-classic"\nbase_url = "{server.url}"\n'
            "local = true\ndelay = 0\n"
        )
        sources.flush()
        command = [sys.executable, "-m", "pipelines.cli", "crawl", "musterstadt", "--sources", sources.name]
        return subprocess.run([*command, "--db", str(DATABASE)], cwd=PROJECT, check=False).returncode


def _show(console: Console) -> None:
    with sqlite3.connect(f"file:{DATABASE}?mode=ro", uri=True) as db:
        for title, query in SHOWN.items():
            found = db.execute(query)
            table = Table(*(column[0] for column in found.description), title=title, title_justify="left")
            for row in found:
                table.add_row(*("" if value is None else str(value)[:90] for value in row))
            console.print(table)
    db.close()


def main() -> int:
    """Run the demo."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--revision", type=int, default=0, help="the same council some days later")
    given = parser.parse_args()
    console = Console(soft_wrap=not sys.stdout.isatty())
    council = _council(given.papers, given.seed, given.revision)
    try:
        server = Server(council, switches=Switches(etag=True), port=PORT)
        with server:
            console.print(f"Musterstadt, a simulated council with {given.papers} papers, is at {server.url}")
            status = _crawl(server)
    except OSError as error:
        console.print(f"port {PORT} is taken ({error}): end the other demo and try again", style="red")
        return 1
    if status:
        return status
    _show(console)
    console.print(
        "The papers are in data/ratsinfo.db, every page that was read in data/archive. Next:\n"
        "  make serve                                       look around in a browser (Datasette)\n"
        "  .venv/bin/ratsinfo search Radweg                 find papers by their words\n"
        "  make demo                                        crawl again: nothing new, nothing rewritten\n"
        "  .venv/bin/python tests/demo.py --revision 1      some days later: papers have changed\n"
        "  .venv/bin/ratsinfo sources list --state NW       378 real councils; then: ratsinfo crawl SOURCE",
        highlight=False,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
