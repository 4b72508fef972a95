from __future__ import annotations

import contextlib
import copy
import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import ParseError
from models.page import Page, PageType
from models.source import Source, System
from parsers.oparl import quirk_rules
from parsers.oparl.document import document_of, read_json
from parsers.oparl.pages import detect, parse
from parsers.oparl.quirks import BY_NAME, QUIRKS, Scope
from parsers.oparl.values import local_time

HOST = "https://ris.neuenfurt.example"
BODY = f"{HOST}/oparl/bodies/1"
SCHEMA = "https://schema.oparl.org/1.1/"
SOURCE = Source(id="test")


def paper(**fields):
    return {"id": f"{BODY}/papers/vo/1", "type": SCHEMA + "Paper", "name": "Radweg", "reference": "1/2027", **fields}


def meeting(**fields):
    return {"id": f"{BODY}/meetings/5", "type": SCHEMA + "Meeting", "name": "Rat", **fields}


def body(**fields):
    return {"id": BODY, "type": SCHEMA + "Body", "name": "Stadt Neuenfurt", **fields}


def person(number, name):
    return {"id": f"{BODY}/persons/{number}", "type": SCHEMA + "Person", "name": name}


def listed(*objects, links=None, **pagination):
    return {"data": list(objects), "links": links or {}, "pagination": pagination}


def read(data, url=f"{BODY}/papers/vo/1", **page):
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return parse(Page(url=url, body=text.encode(), **page), SOURCE)


def quirks(result):
    return [issue.detail for issue in result.issues if issue.code == "oparl-quirk"]


def following(result):
    return [
        r.url for r in result.requests if r.page_type in {PageType.PAPER_LIST, PageType.CALENDAR, PageType.PERSON_LIST}
    ]


# quirk → (data, URL, page arguments, what must hold of the result)
LIST = f"{BODY}/papers"
CASES = {
    "query-in-list-url": (
        body(paper=f"{HOST}/oparl/papers.asp?body=1"),
        BODY,
        {},
        lambda r: r.requests[0].url.endswith("papers.asp?body=1"),
    ),
    "page-in-path": (
        listed(paper(), links={"next": f"{LIST}/page/2"}),
        LIST,
        {},
        lambda r: following(r) == [f"{LIST}/page/2"],
    ),
    "no-filter": (
        listed(paper(modified="2020-03-01T10:00:00+01:00")),
        f"{LIST}?modified_since=2026-01-01T00:00:00+01:00",
        {},
        lambda r: len(r.records) == 1,
    ),
    "id-is-no-url": (
        paper(),
        f"{HOST}/oparl/v2/papers/1",
        {},
        lambda r: r.records[0].id == "test/paper/1",
    ),
    "no-main-file": (
        paper(auxiliaryFile=[{"id": f"{BODY}/files/3", "type": SCHEMA + "File", "accessUrl": f"{HOST}/3.pdf"}]),
        None,
        {},
        lambda r: len(r.records[0].auxiliary_file) == 1,
    ),
    "meeting-without-agenda": (
        meeting(resultsProtocol={"id": f"{BODY}/files/3", "type": SCHEMA + "File", "accessUrl": f"{HOST}/3.pdf"}),
        f"{BODY}/meetings/5",
        {},
        lambda r: r.records[0].agenda_item == [],
    ),
    "consultation-without-item": (
        paper(consultation=[{"id": f"{BODY}/consultations/{n}", "type": SCHEMA + "Consultation"} for n in range(3)]),
        None,
        {},
        lambda r: len(r.records[0].consultation) == 3,
    ),
    "file-without-back-reference": (
        {"id": f"{BODY}/files/3", "type": SCHEMA + "File", "accessUrl": f"{HOST}/3.pdf"},
        f"{BODY}/files/3",
        {},
        lambda r: r.records[0].access_url == f"{HOST}/3.pdf",
    ),
    "deleted-in-unfiltered": (
        listed(paper(deleted=True)),
        LIST,
        {},
        lambda r: r.records[0].deleted is True,
    ),
    "control-characters": (
        f'{{"id": "{BODY}/papers/vo/1", "type": "{SCHEMA}Paper", "name": "Rad\x10weg"}}',
        None,
        {},
        lambda r: r.records[0].name == "Rad weg",
    ),
    "json-lines": (
        json.dumps(paper()) + "\n" + json.dumps(paper(name="Brücke")),
        LIST,
        {},
        lambda r: len(r.records) == 2,
    ),
    "bad-escape": (
        f'{{"id": "{BODY}/papers/vo/1", "type": "{SCHEMA}Paper", "name": "Weg \\d"}}',
        None,
        {},
        lambda r: r.records[0].name == "Weg \\d",
    ),
    "text-around-json": (
        "Warning: mysql_connect()\n" + json.dumps(paper()) + "\n<!-- 3 ms -->",
        None,
        {},
        lambda r: r.records[0].name == "Radweg",
    ),
    "trailing-comma": (
        f'{{"id": "{BODY}/papers/vo/1", "type": "{SCHEMA}Paper", "name": "Radweg",}}',
        None,
        {},
        lambda r: r.records[0].name == "Radweg",
    ),
    "truncated-json": (
        json.dumps(listed(paper(), paper(name="Brücke")))[:-60],
        LIST,
        {},
        lambda r: [x.name for x in r.records] == ["Radweg"] and any(i.code == "oparl-incomplete" for i in r.issues),
    ),
    "html-error-page": (
        "<html><h1>Fehler</h1></html>",
        LIST,
        {},
        lambda r: r.records == [] and r.page_type == PageType.PAPER_LIST,
    ),
    "empty-window-404": (
        {"error": "Keine Daten", "code": 802},
        f"{LIST}?modified_since=2027-01-01",
        {"status": 404},
        lambda r: r.records == [] and r.requests == [],
    ),
    "error-object": (
        {"error": "OParl is not active."},
        LIST,
        {},
        lambda r: any(i.code == "oparl-error" for i in r.issues),
    ),
    "system-for-unknown-path": (
        {"id": f"{HOST}/oparl/system", "type": SCHEMA + "System", "body": f"{HOST}/oparl/bodies"},
        LIST,
        {},
        lambda r: r.requests == [],
    ),
    "bare-list": ([paper()], LIST, {}, lambda r: len(r.records) == 1),
    "single-object-list": (body(), f"{HOST}/oparl/bodies", {}, lambda r: r.records[0].name == "Stadt Neuenfurt"),
    "other-page-answered": (
        listed(paper(), links={"next": f"{LIST}?page=8"}, currentPage=1, totalPages=9),
        f"{LIST}?page=7",
        {},
        lambda r: r.records == [] and following(r) == [],
    ),
    "next-loses-filter": (
        listed(paper(), links={"next": f"{LIST}?page=3"}),
        f"{LIST}?page=2&modified_since=2027-01-01T00:00:00%2B01:00",
        {},
        lambda r: following(r) == [f"{LIST}?page=3&modified_since=2027-01-01T00:00:00%2B01:00"],
    ),
    "next-with-plus": (
        listed(paper(), links={"next": f"{LIST}?modified_since=2027-01-01T00:00:00+01:00&page=2"}),
        f"{LIST}?modified_since=2027-01-01T00:00:00%2B01:00",
        {},
        lambda r: following(r) == [f"{LIST}?modified_since=2027-01-01T00:00:00%2B01:00&page=2"],
    ),
    "next-goes-nowhere": (
        listed(paper(), links={"next": f"{LIST}?page=2"}),
        f"{LIST}?page=2",
        {},
        lambda r: following(r) == [] and len(r.records) == 1,
    ),
    "limit-without-next": (listed(paper()), f"{LIST}?body=1&limit=1", {}, lambda r: following(r) == [f"{LIST}?body=1"]),
    "stamped-today": (
        listed(*(paper(created="2027-03-01T00:00:00+01:00", modified="2027-03-01T00:00:00+01:00") for _ in range(3))),
        LIST,
        {"fetched_at": dt.datetime(2027, 3, 1, tzinfo=dt.UTC)},
        lambda r: all(x.modified is None for x in r.records),
    ),
    "same-person-twice": (
        listed(person(1, "Petra Quell"), person(2, "Petra Quell")),
        f"{BODY}/persons",
        {},
        lambda r: len(r.records) == 2,
    ),
    "control-characters-in-value": (paper(name="Rad\u0001weg"), None, {}, lambda r: r.records[0].name == "Rad weg"),
    "n-a-values": (
        paper(reference="N/A", paperType=" ", web="N/A, siehe RIS"),
        None,
        {},
        lambda r: r.records[0].reference is None and r.records[0].web == r.url,
    ),
    "missing-type": (
        listed({"id": f"{BODY}/papers/vo/9", "deleted": True}),
        LIST,
        {},
        lambda r: r.records[0].type == "Paper" and r.records[0].deleted,
    ),
    "list-as-single": (
        paper(
            auxiliaryFile={
                "id": f"{BODY}/files/3",
                "type": SCHEMA + "File",
                "name": "Plan",
                "accessUrl": f"{HOST}/3.pdf",
            }
        ),
        None,
        {},
        lambda r: r.records[0].auxiliary_file[0].name == "Plan",
    ),
    "object-for-url": (
        {"id": f"{BODY}/organizations/gr/1", "type": SCHEMA + "Organization", "name": "Rat", "body": body()},
        f"{BODY}/organizations/gr/1",
        {},
        lambda r: r.records[0].body == BODY,
    ),
    "plural-list-names": (body(papers=f"{BODY}/papers"), BODY, {}, lambda r: following(r) == [f"{BODY}/papers"]),
    "double-colon-offset": (
        paper(modified="2027-01-01T10:00:00+01::00"),
        None,
        {},
        lambda r: r.records[0].modified == "2027-01-01T10:00:00+01:00",
    ),
    "impossible-date": (paper(date="2027-02-30"), None, {}, lambda r: r.records[0].date is None),
    "dummy-timestamp": (paper(created="2000-01-01T00:00:00+01:00"), None, {}, lambda r: r.records[0].created is None),
    "short-mime-type": (
        paper(mainFile={"id": f"{BODY}/files/3", "type": SCHEMA + "File", "mimeType": "pdf"}),
        None,
        {},
        lambda r: r.records[0].main_file.mime_type == "application/pdf",
    ),
    "doubled-extension": (
        paper(mainFile={"id": f"{BODY}/files/3", "type": SCHEMA + "File", "fileName": "Karte.pdf.pdf"}),
        None,
        {},
        lambda r: r.records[0].main_file.file_name == "Karte.pdf",
    ),
    "double-slash": (
        paper(
            mainFile={"id": f"{BODY}/files/3", "type": SCHEMA + "File", "accessUrl": f"{HOST}/files//rim/3.pdf?x=//"}
        ),
        None,
        {},
        lambda r: r.records[0].main_file.access_url == f"{HOST}/files/rim/3.pdf?x=//",
    ),
    "host-runs-on": (
        paper(web="https://www.neuenfurt.sitzung-online.debi/vo020.asp?VOLFDNR=1"),
        None,
        {},
        lambda r: r.records[0].web == "https://www.neuenfurt.sitzung-online.de/bi/vo020.asp?VOLFDNR=1",
    ),
    "http-id-on-https": (
        paper(web="http://ris.neuenfurt.example/vo"),
        None,
        {},
        lambda r: r.records[0].web == f"{HOST}/vo",
    ),
    "ags-digits": (body(ags="3358016"), BODY, {}, lambda r: r.records[0].ags == "03358016"),
    "placeholder-body": (body(name="Stadt Musterstadt"), BODY, {}, lambda r: r.records[0].name is None),
    "consultation-id-reused": (
        paper(
            consultation=[
                {"id": f"{BODY}/consultations/9", "type": SCHEMA + "Consultation", "meeting": f"{BODY}/meetings/{n}"}
                for n in (1, 2)
            ]
        ),
        None,
        {},
        lambda r: [c.id for c in r.records[0].consultation] == ["test/consultation/9-1", "test/consultation/9-2"],
    ),
    "end-at-midnight": (
        meeting(start="2027-02-10T17:00:00+01:00", end="2027-02-10T00:00:00+01:00"),
        f"{BODY}/meetings/5",
        {},
        lambda r: r.records[0].end is None and r.records[0].start == "2027-02-10T17:00",
    ),
    "glued-result": (
        meeting(
            agendaItem=[
                {
                    "id": f"{BODY}/agendaitems/1",
                    "type": SCHEMA + "AgendaItem",
                    "result": "Einstimmig15 Ja-Stimmen, 0 Nein-Stimmen",
                }
            ]
        ),
        f"{BODY}/meetings/5",
        {},
        lambda r: (
            (r.records[0].agenda_item[0].vote[0].yes, r.records[0].agenda_item[0].result_normalized) == (15, "accepted")
        ),
    ),
    "swapped-coordinates": (
        body(
            location={
                "id": f"{BODY}/location/1",
                "type": SCHEMA + "Location",
                "geojson": {"geometry": {"coordinates": [50.7, 6.4]}},
            }
        ),
        BODY,
        {},
        lambda r: len(r.records) == 1,
    ),
}


def run(name):
    data, url, page, _ = CASES[name]
    return read(copy.deepcopy(data), **({"url": url} if url else {}), **page)


@pytest.mark.parametrize("name", sorted(CASES))
def test_each_quirk_alone_is_named_and_mended(name):
    result = run(name)
    assert name in quirks(result)
    assert CASES[name][3](result), result.model_dump_json(exclude_defaults=True)


def test_each_row_that_the_parser_sees_has_a_case():
    assert sorted(CASES) == sorted(q.name for q in QUIRKS if q.scope is not Scope.FETCH)


def test_rows_are_complete_and_named_once():
    assert len(BY_NAME) == len(QUIRKS)
    for quirk in QUIRKS:
        assert quirk.vendor, quirk.name
        assert quirk.defect, quirk.name
        assert quirk.evidence, quirk.name
        assert quirk.repair_is, quirk.name
        seen = (quirk.on_document is not None) + (quirk.on_object is not None)
        assert seen == (quirk.scope in {Scope.DOCUMENT, Scope.OBJECT}), quirk.name


def test_a_sound_answer_has_no_quirk():
    sound = paper(
        date="2027-01-12",
        created="2027-01-12T09:33:27+01:00",
        modified="2027-01-30T09:41:00+01:00",
        mainFile={
            "id": f"{BODY}/files/3",
            "type": SCHEMA + "File",
            "mimeType": "application/pdf",
            "accessUrl": f"{HOST}/3.pdf",
        },
        consultation=[
            {
                "id": f"{BODY}/consultations/9",
                "type": SCHEMA + "Consultation",
                "organization": [f"{BODY}/organizations/gr/1"],
            }
        ],
    )
    url = f"{LIST}?page=1"
    result = read(listed(sound, links={"next": f"{LIST}?page=2"}, currentPage=1, totalPages=2), url)
    assert quirks(result) == []
    assert following(result) == [f"{LIST}?page=2"]


def test_all_object_quirks_of_a_paper_at_once():
    broken = paper(
        name="Rad\u0001weg",
        reference="N/A",
        date="2027-02-30",
        created="2000-01-01T00:00:00+01:00",
        modified="2027-01-01T10:00:00+01::00",
        web="http://ris.neuenfurt.example//vo",
        auxiliaryFile={
            "id": f"{BODY}/files/3",
            "fileName": "a.pdf.pdf",
            "mimeType": "pdf",
            "accessUrl": f"{HOST}/files//3.pdf",
        },
        underDirectionOf=f"{BODY}/organizations/at/1",
    )
    result = read([broken], f"{LIST}?limit=1")
    found = result.records[0]
    assert (found.name, found.reference, found.date, found.created) == ("Rad weg", None, None, None)
    assert found.web == f"{HOST}/vo"
    assert found.auxiliary_file[0].access_url == f"{HOST}/files/3.pdf"
    assert found.under_direction_of_url == [f"{BODY}/organizations/at/1"]
    assert following(result) == [LIST]
    assert len(quirks(result)) >= 10


def test_a_list_that_leads_in_circles_ends():
    pages = {1: 2, 2: 3, 3: 1}
    url, seen = f"{LIST}?page=1", []
    while url and len(seen) < 10:
        seen.append(url)
        number = int(url.rpartition("=")[2])
        result = read(listed(paper(), links={"next": f"{LIST}?page={pages[number]}"}), url)
        url = next(iter(following(result)), None)
    assert len(seen) == 3


def test_pages_in_the_path_are_followed():
    url = f"{HOST}/oparl/body/KH/paper/page/1"
    result = read(
        listed(paper(), links={"next": f"{HOST}/oparl/body/KH/paper/page/2"}, currentPage=1, totalPages=34), url
    )
    assert following(result) == [f"{HOST}/oparl/body/KH/paper/page/2"]


def test_organizations_by_url_are_no_names():
    result = read(paper(underDirectionOf=[f"{BODY}/organizations/at/1"], originatorPerson=[f"{BODY}/persons/4"]))
    found = result.records[0]
    assert found.under_direction_of == []
    assert found.originator == []
    assert (PageType.PERSON, f"{BODY}/persons/4") in [(r.page_type, r.url) for r in result.requests]


def test_embedded_organizations_are_names():
    result = read(
        paper(
            underDirectionOf=[{"id": f"{BODY}/organizations/at/1", "type": SCHEMA + "Organization", "name": "Bauamt"}]
        )
    )
    assert result.records[0].under_direction_of == ["Bauamt"]


def test_objects_and_pages_of_one_sessionnet_have_one_id():
    from parsers.identity import record_id

    assert read(paper()).records[0].id == record_id("test", f"{HOST}/bi/vo0050.php?__kvonr=1")


def test_minutes_are_no_part_of_a_meetings_identity():
    url = f"{HOST}/oparl/meeting/ni_2027-GR-12"
    found = read({"id": url, "type": SCHEMA + "Meeting", "name": "Rat"}, url)
    assert found.records[0].id == "test/meeting/2027-GR-12"


@pytest.mark.parametrize(
    ("printed", "local"),
    [
        ("2027-02-10T17:00:00+01:00", "2027-02-10T17:00"),
        ("2027-02-10T16:00:00Z", "2027-02-10T17:00"),
        ("2027-07-10T16:00:00+00:00", "2027-07-10T18:00"),
        ("2027-03-28T00:30:00Z", "2027-03-28T01:30"),
        ("2027-03-28T01:00:00Z", "2027-03-28T03:00"),
        ("2027-02-10", "2027-02-10"),
        ("2027-02-10T00:00:00+01:00", "2027-02-10"),
        ("2027-13-10T10:00:00", None),
        ("morgen", None),
        (5, None),
    ],
)
def test_times_are_local(printed, local):
    assert local_time({"start": printed}, "start") == local


def test_parameters_join_a_query_and_keep_the_plus():
    url = quirk_rules.with_parameters(f"{HOST}/papers.asp?body=1", modified_since="2027-01-01T00:00:00+01:00")
    assert url == f"{HOST}/papers.asp?body=1&modified_since=2027-01-01T00:00:00%2B01:00"


def test_a_file_that_is_gone_has_another_address():
    found = quirk_rules.fallback_urls(f"{HOST}/oparl/bodies/0001/downloadfiles/a/00748832.pdf")
    assert list(found.values()) == [
        f"{HOST}/oparl/bodies/0001/downloadfiles/00748832.pdf",
        f"{HOST}/getfile.asp?id=748832&type=do",
        f"{HOST}/getfile.php?id=748832&type=do",
    ]
    sternberg = quirk_rules.fallback_urls(f"{HOST}/rim4/webservice/oparl/v1.0/body/1/files/Zk9x/Karte.pdf")
    assert list(sternberg.values()) == [f"{HOST}/rim4/webservice/oparl/v1.0/body/1/files/download/Zk9x/Karte.pdf"]
    assert quirk_rules.fallback_urls(f"{HOST}/rim4/webservice/oparl/v1.0/body/1/files/download/Zk9x/Karte.pdf") == {}
    assert quirk_rules.fallback_urls(f"{HOST}/other.pdf") == {}


def test_detection_needs_the_schema_or_the_address():
    assert detect(json.dumps(paper()), "") is PageType.PAPER
    assert detect("[]", f"{BODY}/papers") is PageType.PAPER_LIST
    assert detect('{"a": 1}', f"{HOST}/data.json") is None
    assert detect("<html>", f"{HOST}/vo0050.asp") is None


def test_objects_without_a_record_are_named():
    step = {"id": f"{BODY}/consultations/1", "type": SCHEMA + "Consultation"}
    result = read([step], f"{BODY}/consultations")
    assert (result.system, result.page_type, result.records) == (System.OPARL, PageType.UNKNOWN, [])
    assert [i.detail for i in result.issues if i.code == "oparl-unread-object"] == ["Consultation"]


def test_no_json_is_a_changed_layout():
    with pytest.raises(ParseError):
        parse(Page(url=LIST, body=b"Guten Tag"), SOURCE)


def test_deep_nesting_is_no_crash():
    for text in ("[" * 100_000, '{"data":' * 50_000, '{"a":' + "[" * 30_000 + "]" * 30_000 + "}"):
        with contextlib.suppress(ParseError):
            read(text, LIST)


KEYS = [
    *(
        "id",
        "type",
        "name",
        "reference",
        "mainFile",
        "auxiliaryFile",
        "consultation",
        "agendaItem",
        "organization",
        "meeting",
    ),
    *(
        "location",
        "start",
        "end",
        "membership",
        "data",
        "links",
        "next",
        "pagination",
        "deleted",
        "text",
        "geojson",
        "ags",
        "result",
    ),
]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=15,
)


@settings(max_examples=150, deadline=None)
@given(
    JSON, st.sampled_from(["Paper", "Meeting", "Person", "Organization", "Body", "File", "AgendaItem", "System", "X"])
)
def test_any_values_are_read_without_a_crash(data, name):
    wrapped = data if isinstance(data, dict) else {"data": data if isinstance(data, list) else [data]}
    wrapped.setdefault("type", SCHEMA + name)
    wrapped.setdefault("id", f"{BODY}/papers/1")
    try:
        result = read(wrapped, f"{LIST}?page=2&limit=1")
    except ParseError:
        return
    assert result.system is System.OPARL


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_json_or_refused(noise):
    text = noise.decode("latin-1")
    try:
        data, _ = read_json(text)
    except ParseError:
        return
    assert isinstance(data, dict | list)


def test_real_answers_are_read_whole():
    corpus = Path(__file__).parents[2] / "shared" / "corpus" / "oparl"
    if not corpus.is_dir():
        pytest.skip("the shared corpus is not beside the project; the fixtures cover the same ground")
    for path in sorted(corpus.glob("huertgenwald/*/*.json")):
        page = Page(
            url=f"https://sdnetrim.example/webservice/oparl/v1.0/body/1/{path.parent.name}", body=path.read_bytes()
        )
        document = document_of(page)
        result = parse(page, SOURCE)
        with_record = [o for o in document.objects if not o.get("type", "").endswith(("/System", "/Location"))]
        assert len(result.records) == len(with_record), path.name
        assert not [i for i in result.issues if i.code in {"oparl-value", "oparl-unread-object"}], path.name


def test_warnings_of_the_web_server_may_be_html():
    text = "<br />\n<b>Warning</b>: foo[1] in {x} on line 3<br />\n" + json.dumps(paper())
    assert detect(text, f"{BODY}/papers/vo/1") is PageType.PAPER
    assert read(text).records[0].name == "Radweg"


def test_an_object_that_is_cut_off_gives_no_record():
    result = read(json.dumps(paper())[:-20])
    assert result.records == []
    assert "truncated-json" in quirks(result)
    assert [i.code for i in result.issues if i.code == "oparl-incomplete"] == ["oparl-incomplete"]


def test_the_whole_list_under_every_page_is_read_once():
    links = {"next": f"{LIST}?page=2"}
    result = read(
        listed(paper(), paper(name="Brücke"), links=links, totalElements=2, elementsPerPage=1, currentPage=1),
        f"{LIST}?page=1",
    )
    assert "other-page-answered" in quirks(result)
    assert len(result.records) == 2
    assert following(result) == []


def test_an_escaped_apostrophe_is_an_apostrophe():
    data, quirk = read_json('{"name": "Kaiser\\\'s \\d"}')
    assert (data["name"], quirk) == ("Kaiser's \\d", ("bad-escape",))


def test_an_object_of_a_list_has_its_own_address_where_it_names_no_page():
    own = paper(id=f"{BODY}/papers/vo/2", web="https://ris.neuenfurt.example/vo/2")
    result = read(listed(paper(), own), LIST)
    assert [r.web for r in result.records] == [f"{BODY}/papers/vo/1", "https://ris.neuenfurt.example/vo/2"]


def test_repairs_of_the_text_work_together():
    text = json.dumps(listed(paper(name="Radweg\\ Nord"), paper(name="Brücke")), ensure_ascii=False)
    broken = text.replace("Radweg\\\\ ", "Radweg\\ \x0b").replace("}]", "},]")
    data, names = read_json(f"<br />Warnung {{1}}<br />\n{broken}\n<!-- 0.04 s -->")
    assert set(names) == {"text-around-json", "bad-escape", "trailing-comma", "control-characters"}
    assert len(data["data"]) == 2


def test_an_inner_object_is_never_taken_for_the_answer():
    text = json.dumps(listed(paper(), paper(name="Brücke"))).replace("}]", "},]")
    data, names = read_json(text)
    assert (len(data["data"]), names) == (2, ("trailing-comma",))


def test_a_cut_answer_behind_a_warning_keeps_its_whole_objects():
    text = "<b>Warning</b>\n" + json.dumps(listed(paper(), paper(name="Brücke")))[:-60]
    data, names = read_json(text)
    assert (len(data["data"]), names) == (1, ("text-around-json", "truncated-json"))


def test_a_cut_object_with_lists_inside_gives_none_of_these():
    cut = json.dumps(paper(organization=[{"id": "x", "type": SCHEMA + "Organization"}], name="Radweg"))[:-5]
    assert read_json(f"<b>Warning</b>\n{cut}") == ({"data": []}, ("text-around-json", "truncated-json"))


def test_an_empty_list_behind_a_warning_is_no_error_page():
    result = read("<b>Warning</b>\n" + json.dumps(listed()), LIST)
    assert (quirks(result), result.records) == (["text-around-json"], [])


def test_a_list_of_one_page_that_leads_to_itself_is_not_taken_for_one_that_repeats():
    result = read(listed(paper(), links={"next": f"{LIST}?page=1"}, currentPage=1, totalElements=1), LIST)
    assert (quirks(result), following(result)) == (["next-goes-nowhere"], [])


def test_a_dummy_stamp_does_not_say_that_the_filter_is_ignored():
    old = paper(modified="2000-01-01T00:00:00+01:00")
    result = read(listed(old), f"{LIST}?modified_since=2027-01-01T00:00:00+00:00")
    assert quirks(result) == ["dummy-timestamp"]


def test_a_cut_object_behind_a_warning_gives_no_inner_object():
    text = "<br />Warnung<br />\n" + json.dumps(paper(location={"id": "x", "type": SCHEMA + "Location"}), indent=1)
    data, names = read_json(text[: text.rindex("}") - 1].rstrip())
    assert (data, names) == ({"data": []}, ("text-around-json", "truncated-json"))
