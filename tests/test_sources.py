"""The registry: every shipped row, the user's own file, towns found however they are typed."""

from __future__ import annotations

import csv
import re

import pytest

from models.errors import UsageError
from models.source import Source, System
from pipelines.sources import (
    DATA,
    add_source,
    find_places,
    find_source,
    load_sources,
    read_shipped,
    same_name,
    select_sources,
    suggest_id,
)

SHIPPED = read_shipped()


def shipped_rows():
    with (DATA / "sources.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_no_row_gets_lost():
    assert len(SHIPPED) == len(shipped_rows())


@pytest.mark.parametrize("source", SHIPPED.values(), ids=SHIPPED)
def test_every_row_is_a_usable_source(source):
    assert re.fullmatch(r"[a-z]{2}(-[a-z0-9]+)+", source.id)
    assert source.name
    assert source.status in {"live", "dead", "unknown"}
    assert source.ags == "" or re.fullmatch(r"\d{5}|\d{8}", source.ags)
    assert source.system is not System.UNKNOWN
    assert source.base_url or source.oparl_url
    for url in filter(None, (source.base_url, source.oparl_url)):
        assert re.match(r"https?://[^/\s]+", url)


def test_an_odd_system_and_surplus_columns_are_coped_with(tmp_path):
    path = tmp_path / "sources.csv"
    path.write_text(
        "id,name,system,base_url,notes\nnw-a,A,SessionNet?,https://a.example/,one,two\nnw-b,B,,https://b.example/,\n"
    )
    found = read_shipped(path)

    assert found["nw-a"].system is System.UNKNOWN
    assert "SessionNet?" in found["nw-a"].notes
    assert "two" in found["nw-a"].notes
    assert found["nw-b"].system is System.UNKNOWN


def test_the_users_file_overrides_and_extends(tmp_path):
    some = next(iter(SHIPPED.values()))
    path = tmp_path / "sources.toml"
    path.write_text(
        f'["{some.id}"]\ndelay = 7.5\n[de-neu]\nname = "Neu"\nsystem = "allris4"\nbase_url = "https://neu.example/"\n'
    )
    found = load_sources(path)

    assert found[some.id] == some.model_copy(update={"delay": 7.5})
    assert found["de-neu"].system is System.ALLRIS4
    assert len(found) == len(SHIPPED) + 1


def test_the_users_file_is_found_by_environment(tmp_path, monkeypatch):
    path = tmp_path / "mine.toml"
    path.write_text('[de-neu]\nbase_url = "https://neu.example/"\n')
    monkeypatch.setenv("RATSINFO_SOURCES", str(path))

    assert "de-neu" in load_sources()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[de-neu", "not valid TOML"),
        ('name = "x"\n', "as a table"),
        ('[de-neu]\nbaseurl = "x"\n', "unknown field 'baseurl'"),
        ("[de-neu]\ndelay = -1\n", "delay"),
        ('[de-neu]\nsystem = "allris5"\n', "system"),
    ],
)
def test_a_faulty_file_is_named_with_its_fault(text, said, tmp_path):
    path = tmp_path / "sources.toml"
    path.write_text(text)

    with pytest.raises(UsageError, match=re.escape(said)) as raised:
        load_sources(path)
    assert str(path) in str(raised.value)


def test_a_named_file_must_be_there(tmp_path):
    with pytest.raises(UsageError, match="no sources file"):
        load_sources(tmp_path / "absent.toml")


SOME = {
    source.id: source
    for source in (
        Source(id="nw-hoexmar", name="Höxmar", state="NW", ags="05999001", system=System.SESSIONNET, status="live"),
        Source(id="bb-hoexmar", name="Kreis Höxmar", state="BB", ags="12999", system=System.SDNET, status="dead"),
        Source(id="nw-weissau", name="Weißau, Stadt", state="NW", ags="05999002", system=System.SDNET, status="live"),
    )
}


@pytest.mark.parametrize("asked", ["nw-weissau", "Weißau", "Weissau", "WEISSAU", "weißau, stadt", "05999002"])
def test_a_source_is_found_by_id_name_and_ags(asked):
    assert find_source(SOME, asked).id == "nw-weissau"


@pytest.mark.parametrize("asked", ["Höxmar", "Hoexmar", "Hoxmar", "hÖxmar"])
def test_umlauts_may_be_typed_in_any_way(asked):
    assert find_source(SOME, asked).id == "nw-hoexmar"


@pytest.mark.parametrize("asked", ["nw-hoexmer", "Höxmarr", "weisau"])
def test_an_unknown_source_is_answered_with_near_names(asked):
    with pytest.raises(UsageError, match="did you mean"):
        find_source(SOME, asked)


def test_a_town_without_a_source_is_known_all_the_same():
    with pytest.raises(UsageError, match=r"AGS 01001.*no source yet"):
        find_source({}, "Flensburg")


def test_filters_combine():
    assert [s.id for s in select_sources(SOME, state="nw", system="sdnet")] == ["nw-weissau"]
    assert [s.id for s in select_sources(SOME, status="dead")] == ["bb-hoexmar"]
    assert [s.id for s in select_sources(SOME, text="hoxmar")] == ["nw-hoexmar", "bb-hoexmar"]
    assert [s.id for s in select_sources(SOME, text="05999")] == ["nw-hoexmar", "nw-weissau"]


def test_places_are_found_by_name_and_ags():
    assert find_places("01001000")[0].name.startswith("Flensburg")
    assert same_name("Flensburg", find_places("flensburg")[0].name)
    assert find_places("Hurtgenwald")[0].name == find_places("Hürtgenwald")[0].name


def test_an_added_source_is_read_back(tmp_path):
    path = tmp_path / "sources.toml"
    source = Source(
        id="de-x",
        name='Ort "Neu"\\',
        system=System.SDNET,
        base_url="https://x.example/",
        delay=2,
        host_aliases=("y.example",),
    )
    add_source(path, source)
    add_source(path, Source(id="de-y", local=True))

    assert load_sources(path)["de-x"] == source
    assert load_sources(path)["de-y"].local
    with pytest.raises(UsageError, match="already has"):
        add_source(path, source)


def test_ids_are_plain_and_distinct():
    assert suggest_id("Bad Süßmuth", "NW", "") == "nw-bad-suessmuth"
    assert suggest_id("", "", "https://www.ratsinfo.ort-a.example/bi/") != suggest_id(
        "", "", "https://ratsinfo.ort-b.example/"
    )
