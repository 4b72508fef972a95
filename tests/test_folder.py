"""Saved files find their addresses, and no name in a list leads out of its folder."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from scraper_doubles import source

from models.errors import FetchError, UsageError
from models.page import PageType, Request
from scraper.folder import FolderFetcher, content_type

URL = "https://ris.musterstadt.example/bi/vo020.asp?VOLFDNR=1&x=2"
PAGE = b"<html><body>Vorlage</body></html>"


def write(folder: Path, **files: bytes) -> Path:
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def urls(path: Path) -> list[str]:
    return [request.url for request in FolderFetcher(path).requests()]


def fetch(fetcher: FolderFetcher, url: str):
    return asyncio.run(fetcher.fetch(Request(url=url, page_type=PageType.UNKNOWN), source()))


def test_without_a_url_the_name_is_the_address(tmp_path):
    write(tmp_path, b_dot_txt=b"Vorlage", a_dot_html=PAGE, unter__c_dot_txt=b"mehr")
    fetcher = FolderFetcher(tmp_path)
    assert [request.url for request in fetcher.requests()] == ["local:a.html", "local:b.txt", "local:unter/c.txt"]
    page = fetch(fetcher, "local:b.txt")
    assert (page.url, page.body, page.content_type, page.fetched_at) == ("", b"Vorlage", "text/plain", None)
    assert urls(tmp_path / "b.txt") == ["local:b.txt"]


def test_urls_from_a_list(tmp_path):
    write(tmp_path, a_dot_html=PAGE, unter__b_dot_html=PAGE)
    (tmp_path / "urls.tsv").write_text(f"file\turl\na.html\t{URL}\nunter/b.html\t{URL}9\n../../etc/passwd\t{URL}8\n")
    assert urls(tmp_path) == [URL, URL + "9"]
    assert urls(tmp_path / "a.html") == [URL]


def test_urls_from_a_manifest_with_columns(tmp_path):
    write(tmp_path, a_dot_html=PAGE)
    (tmp_path / "MANIFEST.tsv").write_text(f"path\tsystem\toriginal_url\na.html\tallris\t{URL}\n")
    assert urls(tmp_path) == [URL]


@pytest.mark.parametrize("note", [URL, f"[InternetShortcut]\r\nURL={URL}\r\n"])
def test_urls_from_a_note_beside_the_file(tmp_path, note):
    write(tmp_path, a_dot_html=PAGE)
    (tmp_path / "a.html.url").write_text(note)
    assert urls(tmp_path) == [URL]


def test_urls_from_the_meta_of_a_fixture(tmp_path):
    write(tmp_path, page_dot_html=PAGE, meta_dot_json=b'{"url": "%s"}' % URL.encode(), expected_dot_json=b"{}")
    assert urls(tmp_path) == [URL]
    (tmp_path / "meta.json").write_bytes(b"[")
    assert urls(tmp_path) == ["local:page.html"]


@pytest.mark.parametrize(
    "said",
    [
        "<!-- saved from url=(0057)%s -->",
        "<!--\n Page saved with SingleFile \n url: %s \n saved date: x -->",
        '<link rel="canonical" href="%s">',
        "<LINK href='%s' rel=canonical />",
    ],
)
def test_urls_that_the_page_itself_names(tmp_path, said):
    text = "<html>" + said % (URL.replace("&", "&amp;") if "link" in said.lower() else URL) + "</html>"
    write(tmp_path, a_dot_html=text.encode())
    assert urls(tmp_path) == [URL]


@pytest.mark.parametrize("href", ["https://ris.musterstadt.example/", "/bi/vo020.asp", "javascript:x", ""])
def test_a_canonical_link_that_names_no_page(tmp_path, href):
    write(tmp_path, a_dot_html=f'<link rel="canonical" href="{href}">'.encode())
    assert urls(tmp_path) == ["local:a.html"]


def test_text_that_only_speaks_of_addresses(tmp_path):
    write(tmp_path, a_dot_txt=f"<!-- saved from url=(0057){URL} -->".encode().join([b"Betreff ", b""]))
    assert urls(tmp_path) == ["local:a.txt"]


def test_two_copies_of_one_page_are_both_kept(tmp_path):
    saved = f"<!-- saved from url=(0057){URL} -->".encode()
    write(tmp_path, a_dot_html=saved, b_dot_html=saved + b"neu")
    assert urls(tmp_path) == [URL, "local:b.html"]


def test_furniture_hidden_files_and_links_are_left_out(tmp_path):
    write(tmp_path / "in", a_dot_html=PAGE, x_dot_css=b"", y_dot_png=b"", _dot_hidden=b"x", _dot_git__c_dot_html=PAGE)
    write(tmp_path / "out", geheim_dot_html=PAGE)
    (tmp_path / "in" / "link.html").symlink_to(tmp_path / "out" / "geheim.html")
    (tmp_path / "in" / "folder").symlink_to(tmp_path / "out")
    assert urls(tmp_path / "in") == ["local:a.html"]


def test_names_are_never_paths(tmp_path):
    write(tmp_path / "in", a_dot_html=PAGE)
    write(tmp_path, geheim_dot_html=PAGE)
    for name in ("local:../geheim.html", "local:/etc/passwd", "file:///etc/passwd", "../geheim.html"):
        with pytest.raises(FetchError, match="not among"):
            fetch(FolderFetcher(tmp_path / "in"), name)


def test_what_is_not_there(tmp_path):
    with pytest.raises(UsageError, match="there is no"):
        FolderFetcher(tmp_path / "fehlt")
    write(tmp_path, a_dot_html=PAGE)
    fetcher = FolderFetcher(tmp_path)
    (tmp_path / "a.html").unlink()
    with pytest.raises(FetchError, match=r"a\.html cannot be read"):
        fetch(fetcher, "local:a.html")


def test_odd_names(tmp_path):
    for name in ("ü ö.txt", "a?b#c.txt", "100%.txt", "x\ny.txt", "ende;jsessionid=1.txt"):
        (tmp_path / name).write_bytes(b"x")
    fetcher = FolderFetcher(tmp_path)
    assert len(fetcher.requests()) == 5
    assert all(fetch(fetcher, request.url).body == b"x" for request in fetcher.requests())


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("a.pdf", b"%PDF-1.4", "application/pdf"),
        ("a.pdf", b"<html>Fehler</html>", "text/html"),
        ("vo020", b"\xef\xbb\xbf <!DOCTYPE html>", "text/html"),
        ("a.asp", b"<html>", "text/html"),
        ("a.json", b"{}", "application/json"),
        ("paper", b"[1]", "application/json"),
        ("a.txt", b"Betreff", "text/plain"),
        ("a.xml", b"<?xml version='1.0'?>", "application/xml"),
        ("a.docx", b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("x", b"\0\1", "application/octet-stream"),
        ("x", b"", "text/plain"),
    ],
)
def test_content_types(name, body, kind):
    assert content_type(name, body) == kind


@pytest.mark.parametrize(
    "start", [b"<link ", b"<!-- saved from url=(", b"<link href='", b"<!-- Page saved with SingleFile "]
)
def test_a_hostile_page_costs_no_time(tmp_path, start):
    write(tmp_path, a_dot_html=b"<html>" + start * 20_000)
    begun = time.process_time()
    assert urls(tmp_path) == ["local:a.html"]
    assert time.process_time() - begun < 1


def test_a_folder_of_many_files(tmp_path):
    lines = []
    for number in range(500):
        (tmp_path / f"{number}.html").write_bytes(PAGE)
        lines.append(f"{number}.html\thttps://a.example/{number}\n")
    (tmp_path / "urls.tsv").write_text("".join(lines))
    assert len(set(urls(tmp_path))) == 500
