"""One-off imports: saved text and HTML in any order, folders, an address with its files, somebody's WARC."""

from __future__ import annotations

import json

import pytest
from crawls import ID, crawl, digest_of, rows_of, toml_of
from musterstadt.council import Council
from musterstadt.server import Server

from models.errors import UsageError
from models.source import Source, System
from pipelines.imports import SAVED, source_for_url, source_of_url, split_targets

# Text as somebody copies it from a page; towns, people and papers are invented.
UNSERAC = """Teilen:

Ausbau der Lesepatenschaften; hier: Zwischenbericht


Letzte Beratung
Donnerstag, 14. März 2024 (öffentlich)
Federführend
Amt 42 Bücherei und Archiv
Originaldokument
http://ratsinfo.hoexmar.example/bi/vo020.asp?VOLFDNR=4711

gez. Ottilie Brandner . gez. Gero Lindhorst .

Bürgermeisterin Beigeordneter

gez. Kuno Feldhus . gez. Meta Siebold .

Amtsleiter Sachbearbeiterin

Darstellung des Vorgangs:

Die Verwaltung berichtet über das zweite Jahr der Lesepatenschaften an den drei Grundschulen.

Anlagen können jeweils im Originaldokument eingesehen werden.

Für eventuell vorhandene Übertragungsfehler haftet unserAC.de nicht.

Beratungsfolge

Donnerstag, 14. März 2024Sitzung des Jugendhilfeausschusses

Art
Anhörung
Ausschuß
Jugendhilfeausschuss
Details
Tagesordnung
"""
SESSIONNET = """Betreff
"Lesen verbindet - LEVE"
Referentin: Tilda Ammerbach, Leiterin der Bücherei
Vorlage
24/0117
Art
Mitteilungsvorlage

Sachverhalt:
Das Vorhaben wird im dritten Jahr fortgesetzt. Die Mittel sind im Haushalt eingestellt.

Der Bürgermeister
In Vertretung

Wolpers
Beigeordneter
"""
PLAIN = """Betreff
Lesepatenschaften - aktueller Stand
Vorlage
SV-7-0815
Art
Sitzungsvorlage

Beschlussvorschlag:
Der Bericht wird zur Kenntnis genommen.

Sachdarstellung:
An vier Schulen lesen derzeit dreißig Patinnen und Paten mit Kindern.
"""
TEXTS = {"a.txt": UNSERAC, "b.txt": SESSIONNET, "c.txt": PLAIN}


def in_order(ratsinfo, folder, names):
    """Import the files in this order, then all again."""
    ended = ratsinfo("import", *names, "--db", folder / "ratsinfo.db", "--quiet")
    assert (ended.code, ended.err) == (0, "")
    again = ratsinfo("import", *names, "--db", folder / "ratsinfo.db", "--quiet", "--exit-code-nothing-new", 10)
    assert again.code == 10
    return digest_of(folder)


def test_saved_pages_give_the_same_rows_in_any_order_and_twice(ratsinfo, tmp_path):
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    digests = set()
    for number, names in enumerate([("a.txt", "b.txt", "c.txt"), ("c.txt", "a.txt", "b.txt")]):
        folder = tmp_path / str(number)
        folder.mkdir()
        digests.add(in_order(ratsinfo, folder, names))

    assert len(digests) == 1
    found = json.loads(ratsinfo("search", "Lesepatenschaften", "--db", tmp_path / "0" / "ratsinfo.db", "--json").out)
    assert len(found) == 2


def test_what_saved_pages_say_is_kept(ratsinfo, tmp_path):
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert ratsinfo("import", *TEXTS, "--quiet").code == 0
    papers = [json.loads(line) for line in ratsinfo("export", "jsonl", "--kind", "paper").out.splitlines()]
    by_name = {paper["name"].split("\n")[0]: paper for paper in papers}

    first = by_name["Ausbau der Lesepatenschaften; hier: Zwischenbericht"]
    assert first["originalUrl"] == "http://ratsinfo.hoexmar.example/bi/vo020.asp?VOLFDNR=4711"
    assert "reference" not in first
    signed = [(one["name"], one.get("role")) for one in first["signatory"]]
    assert signed == [
        ("Ottilie Brandner", "Bürgermeisterin"),
        ("Gero Lindhorst", "Beigeordneter"),
        ("Kuno Feldhus", "Amtsleiter"),
        ("Meta Siebold", "Sachbearbeiterin"),
    ]
    assert by_name['"Lesen verbindet - LEVE"']["reference"] == "24/0117"
    last = by_name["Lesepatenschaften - aktueller Stand"]
    assert last["beschlussvorschlag"] == "Der Bericht wird zur Kenntnis genommen."
    assert last["sachdarstellung"].startswith("An vier Schulen")


def test_the_seed_documents_are_imported_whole(ratsinfo, shared, tmp_path):
    seeds = sorted((shared / "corpus" / "seeds").glob("*.txt"))
    orders = [seeds, [seeds[i] for i in (2, 0, 4, 1, 3)]]
    digests = set()
    for number, order in enumerate(orders):
        folder = tmp_path / str(number)
        folder.mkdir()
        digests.add(in_order(ratsinfo, folder, order))
    assert len(digests) == 1

    db = tmp_path / "0" / "ratsinfo.db"
    papers = [json.loads(line) for line in ratsinfo("export", "jsonl", "--kind", "paper", "--db", db).out.splitlines()]
    files = [json.loads(line) for line in ratsinfo("export", "jsonl", "--kind", "file", "--db", db).out.splitlines()]
    found = json.loads(ratsinfo("search", "Kind*", "--db", db, "--json").out)
    assert len(papers) == 4
    assert [file["body"] for file in files] == ["Hürtgenwald"]
    assert len(found) == 5
    signed = {paper.get("reference", paper.get("originalUrl")): paper.get("signatory", []) for paper in papers}
    assert sorted(len(names) for names in signed.values())[-2:] == [3, 4]


def test_a_folder_of_saved_pages(ratsinfo, tmp_path):
    saved = tmp_path / "saved" / "deep"
    saved.mkdir(parents=True)
    for name, text in TEXTS.items():
        (saved / name).write_text(text, encoding="utf-8")
    (saved / "style.css").write_text("body {}")
    assert ratsinfo("import", "saved", "--quiet").code == 0
    assert len(ratsinfo("export", "jsonl", "--kind", "paper").out.splitlines()) == 3


def test_an_address_brings_its_files_and_nothing_else(ratsinfo, tmp_path):
    council = Council(4, 12)
    number = next(n for n in council.public_numbers() if council.paper(n).attachments)
    paper = council.paper(number)
    with Server(council) as server:
        (tmp_path / "sources.toml").write_text(toml_of(server))
        ended = ratsinfo("import", f"{server.url}vo020.asp?VOLFDNR={paper.key}", "--quiet", "--json")
        asked = [entry.path for entry in server.log]
    [part] = json.loads(ended.out)["sources"]

    assert ended.code == 0
    assert part["source"] == ID
    assert part["requests"]["file"] == sum(1 for d in (paper.main, paper.collection, *paper.attachments) if d)
    assert not [path for path in asked if "si010" in path or "to010" in path]
    files = [json.loads(line) for line in ratsinfo("export", "jsonl", "--kind", "file").out.splitlines()]
    assert sum(1 for file in files if file.get("text")) == part["requests"]["file"]


def test_a_foreign_warc_is_taken_over_and_loaded(ratsinfo, tmp_path):
    with Server(Council(4, 5)) as server:
        crawl(server, tmp_path / "origin", now=None)
        (tmp_path / "sources.toml").write_text(toml_of(server))
    [warc] = (tmp_path / "origin" / "archive").glob("*.warc.gz")
    ended = ratsinfo("import", warc, "--db", "new/ratsinfo.db", "--quiet")

    assert ended.code == 0, ended
    taken = {row for row in rows_of(tmp_path / "new") if row.startswith("('paper'")}
    assert taken == {row for row in rows_of(tmp_path / "origin") if row.startswith("('paper'")}
    again = ratsinfo("import", warc, "--db", "new/ratsinfo.db", "--quiet", "--exit-code-nothing-new", 10)
    assert again.code == 10


TENANTS = {
    source.id: source
    for source in (
        Source(id="nw-a", system=System.ALLRIS_CLASSIC, base_url="https://www.shared.example/a-bi/"),
        Source(
            id="nw-b",
            system=System.ALLRIS_CLASSIC,
            base_url="https://shared.example/b-bi/",
            host_aliases=("alt.example",),
        ),
    )
}


@pytest.mark.parametrize(
    ("url", "home"),
    [
        ("http://shared.example/a-bi/vo020.asp?VOLFDNR=1", "nw-a"),
        ("https://www.shared.example/B-BI/to010.asp?SILFDNR=1", "nw-b"),
        ("https://alt.example/bi/to010.asp?SILFDNR=1", "nw-b"),
        ("https://shared.example/c-bi/vo020.asp?VOLFDNR=1", None),
    ],
)
def test_a_page_finds_its_source(url, home):
    found = source_of_url(TENANTS, url)
    assert (found.id if found else None) == home


def test_an_unregistered_host_gets_a_source_of_its_own():
    first, second = (source_for_url({}, f"https://ratsinfo.{town}.example/bi/vo020.asp?VOLFDNR=1") for town in "ab")

    assert first.id != second.id
    assert first.system is System.ALLRIS_CLASSIC
    assert first.base_url == "https://ratsinfo.a.example/bi/"
    assert SAVED not in {first.id, second.id}


def test_targets_are_told_apart(tmp_path):
    for name in ("a.html", "b.warc.gz"):
        (tmp_path / name).touch()
    urls, warcs, saved = split_targets(
        ["https://x.example/", *(str(p) for p in sorted(tmp_path.iterdir())), str(tmp_path)]
    )

    assert urls == ["https://x.example/"]
    assert [path.name for path in warcs] == ["b.warc.gz"]
    assert [path.name for path in saved] == ["a.html", tmp_path.name]
    with pytest.raises(UsageError, match="no such file"):
        split_targets([str(tmp_path / "absent")])
