"""Schema, migration, data dictionary and models agree."""

from __future__ import annotations

import pytest

from models import oparl
from pipelines.database.dictionary import ELSEWHERE, MODEL_TABLES, README, columns_of, meaning_of, render
from pipelines.database.tables import BY_NAME, TABLES
from pipelines.database.views import VIEWS

MODELS = [name for name in MODEL_TABLES if name != "PaperLink"]


def test_the_dictionary_is_up_to_date():
    assert README.read_text(encoding="utf-8") == render(), "run: python -m pipelines.database.dictionary"


def test_every_table_view_and_column_has_a_meaning():
    for table in TABLES:
        assert meaning_of(table.name) == table.doc
        assert all(column.doc for column in table.columns), table.name
    for view in VIEWS:
        assert meaning_of(view.name)
    assert columns_of("nothing") == {}
    assert meaning_of("nothing") == ""


def test_every_model_is_listed():
    defined = {
        name for name, value in vars(oparl).items() if isinstance(value, type) and issubclass(value, oparl.OParlModel)
    }
    assert defined - {"OParlModel"} == set(MODEL_TABLES) == set(ELSEWHERE)


@pytest.mark.parametrize("model", MODELS)
def test_every_field_has_a_column_or_a_stated_place(model):
    columns = {column.name for column in BY_NAME[MODEL_TABLES[model]].columns}
    fields = set(getattr(oparl, model).model_fields)
    stated = set(ELSEWHERE[model])
    assert fields - columns - stated == set(), "add a column and a migration, or say in ELSEWHERE where it is"
    assert stated <= fields, "ELSEWHERE names fields that the model no longer has"


def test_stated_places_exist():
    for fields in ELSEWHERE.values():
        for where in fields.values():
            words = where.split("`")
            if where.startswith("table `"):
                assert words[1] in BY_NAME, where
