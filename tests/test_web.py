"""Datasette with our metadata: in process, no server."""

from __future__ import annotations

import asyncio

import database_cases as cases
import pytest
from database_cases import load

from pipelines.database.load import Loader
from pipelines.database.schema import open_database
from pipelines.database.tables import BY_NAME
from pipelines.database.views import VIEWS
from pipelines.web import PLUGINS, SETTINGS, datasette_arguments
from pipelines.web.metadata import FACETS, QUERIES, SORT_DESC

pytestmark = pytest.mark.filterwarnings("ignore")  # datasette's own warnings are not ours to mend


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("web") / "Meine Räte.db"
    db = open_database(path)
    loader = Loader(db)
    for result in cases.everything():
        load(loader, result)
    load(loader, cases.paper_page(6, name="<script>alert(1)</script>", reference="<b>6</b>"))
    loader.finish()
    db.close()
    return path


def _get(path, *urls):
    from datasette.app import Datasette

    async def ask():
        datasette = Datasette(
            [str(path)], plugins_dir=str(PLUGINS), settings={k: int(v) for k, v in SETTINGS.items() if v.isdigit()}
        )
        try:
            name = next(n for n in datasette.databases if not n.startswith("_"))
            base = datasette.urls.database(name)
            return [await datasette.client.get(url if url == "/" else f"{base}/{url}") for url in urls]
        finally:
            for database in datasette.databases.values():
                database.close()

    return asyncio.run(ask())


def test_titles_meanings_and_questions_are_shown(path):
    home, database, table = _get(path, "/", "vorlagen?_size=1", "paper?_size=1")
    assert "was im Rat beraten wird" in home.text
    assert database.status_code == table.status_code == 200
    assert "Betreff; lines joined" in table.text


def test_search_in_datasette(path):
    (answer,) = _get(path, "suche.json?suchworte=Lastwagens&_shape=array")
    assert answer.status_code == 200, answer.text
    assert {row["nummer"] for row in answer.json()} >= {"VO/26/001"}


def test_every_question_runs(path):
    urls = [f"{name}.json?nummer=VO/26/001&suchworte=x&id=xx-lindenau/paper/1" for name in QUERIES]
    for url, answer in zip(urls, _get(path, *urls), strict=True):
        assert answer.status_code == 200, (url, answer.text[:300])
        assert answer.json()["ok"], url


def test_words_of_the_pages_are_never_html(path):
    for answer in _get(path, "paper?reference__contains=6", "vorlagen?nummer__contains=6", "suche?suchworte=script"):
        assert answer.status_code == 200
        assert "<script>alert(1)" not in answer.text
        assert "&lt;script&gt;" in answer.text


def test_metadata_names_what_exists():
    views = {view.name for view in VIEWS}
    for name in {*FACETS, *SORT_DESC}:
        assert name in BY_NAME or name in views
    for name, columns in FACETS.items():
        if name in BY_NAME:
            assert set(columns) <= {c.name for c in BY_NAME[name].columns}
    for name, column in SORT_DESC.items():
        assert column in {c.name for c in BY_NAME[name].columns}


def test_the_arguments_are_datasettes(path):
    from click.testing import CliRunner
    from datasette.cli import cli

    arguments = datasette_arguments(path, port=0)
    assert arguments[:2] == ["serve", str(path)]
    answer = CliRunner().invoke(cli, [*arguments, "--get", "/-/plugins.json"])
    assert answer.exit_code == 0, answer.output
    assert "ratsinfo_datasette" in answer.output
