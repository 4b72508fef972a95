"""Loading: idempotent, order-independent, history only where a page changed."""

from __future__ import annotations

import random

import database_cases as cases
import pytest
from database_cases import BASE, SOURCE, at, load, rows
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.errors import StorageError
from models.oparl import AgendaItem, Consultation, File, Meeting, Member, Membership, Organization, Paper, Signatory
from models.page import PageType
from models.result import Issue
from models.source import System
from pipelines.database.compare import content, digest
from pipelines.database.load import Loader, Provenance
from pipelines.database.schema import open_database


@pytest.fixture
def loader():
    db = open_database(":memory:")
    yield Loader(db)
    db.close()


def test_a_paper_page_becomes_a_paper_with_all_that_belongs_to_it(loader):
    changes = load(loader, cases.paper_page(1))
    db = loader.db
    assert changes.inserted == 4  # the paper, its meeting as a stub, two files
    assert rows(db, "SELECT id, reference, under_direction_of, web FROM paper") == [
        ("xx-lindenau/paper/1", "VO/26/001", '["Tiefbauamt"]', cases.paper_url(1))
    ]
    assert rows(db, "SELECT kind, is_placeholder FROM section ORDER BY position") == [
        ("beschlussvorschlag", None),
        ("sachdarstellung", None),
        ("finanzielle_auswirkungen", 1),
    ]
    assert rows(db, "SELECT organization, meeting_id FROM consultation ORDER BY position") == [
        ("Bauausschuss", "xx-lindenau/meeting/7"),
        ("Rat", None),
    ]
    assert rows(db, "SELECT role, file_id FROM paper_file ORDER BY position") == [
        ("main", "xx-lindenau/file/1"),
        ("auxiliary", "xx-lindenau/file/1001"),
    ] or rows(db, "SELECT role FROM paper_file ORDER BY position") == [("main",), ("auxiliary",)]
    assert rows(db, "SELECT fetched FROM record WHERE type = 'meeting'") == [(0,)]
    assert rows(db, "PRAGMA foreign_key_check") == []


def test_the_same_content_again_writes_nothing(loader):
    pages = cases.everything()
    for result in pages:
        load(loader, result)
    loader.finish()
    before = loader.connection.total_changes
    again = Loader(loader.db)
    for result in pages:
        changes = load(again, result, day=2, sha256="f" * 64)
        assert (changes.inserted, changes.updated, changes.dropped) == (0, 0, 0)
        assert changes.unchanged >= 1
    again.finish()
    assert loader.connection.total_changes == before


@pytest.mark.parametrize("seed", range(12))
def test_any_order_gives_the_same_content(seed):
    pages = cases.everything()
    first, _ = cases.database(*pages)
    random.Random(seed).shuffle(pages)
    second, _ = cases.database(*pages)
    try:
        assert list(content(first)) == list(content(second))
        assert digest(first) == digest(second)
        assert rows(second, "PRAGMA foreign_key_check") == []
    finally:
        first.close()
        second.close()


_VERSIONS = {
    "paper": [
        cases.paper_page(1),
        cases.paper_page(1, name="Neubau der Brücke (geändert)", signatory=[], beschlussvorschlag=None),
        cases.paper_page(
            1, main_file=None, consultation=[Consultation(organization="Rat", meeting=cases.meeting_url(8))]
        ),
    ],
    "other": [
        cases.paper_page(2),
        cases.paper_page(2, main_file=File(access_url=f"{BASE}do027.asp?DOLFDNR=1&options=64")),
    ],
    "meeting": [cases.meeting_page(), cases.meeting_page(papers=(2, 3), location=None), cases.meeting_page(papers=())],
    "item": [cases.item_page(), cases.item_page(result=None, vote=[])],
    "calendar": [cases.calendar_page(7, 8), cases.calendar_page(8, 9)],
    "organization": [cases.organization_page(), cases.organization_page(member=[], classification=None)],
    "file": [cases.file_page(), cases.file_page(signatory=[], beschlussvorschlag="Aus der Datei.")],
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.sampled_from(sorted(_VERSIONS)), st.integers(0, 2)), max_size=12, unique=True),
    st.randoms(use_true_random=False),
)
def test_versions_of_pages_in_any_order_give_the_content_of_the_latest(wanted, rng):
    pages = [(_VERSIONS[name][i % len(_VERSIONS[name])], day) for day, (name, i) in enumerate(wanted, 1)]
    digests = set()
    for shuffled in (False, True):
        if shuffled:
            rng.shuffle(pages)
        db = open_database(":memory:")
        loader = Loader(db)
        for result, day in pages:
            load(loader, result, day)
        loader.finish()
        assert rows(db, "PRAGMA foreign_key_check") == []
        digests.add("\n".join(map(repr, content(db))))
        db.close()
    assert len(digests) == 1


def test_a_stub_does_not_wipe_and_does_not_overrule(loader):
    load(loader, cases.meeting_page())
    assert rows(loader.db, "SELECT reference, name FROM paper WHERE id LIKE '%/1'") == [("VO/26/001", None)]
    load(loader, cases.paper_page(1))
    load(loader, cases.meeting_page(papers=(1,)), day=2)
    found = rows(loader.db, "SELECT name, beschlussvorschlag IS NOT NULL FROM paper WHERE id LIKE '%/1'")
    assert found == [("Neubau der Brücke 1", 1)]
    assert rows(loader.db, "SELECT count(*) FROM change WHERE record_id LIKE '%/paper/1'") == [(0,)]


def test_a_value_that_vanishes_from_its_page_goes_and_is_kept_in_history(loader):
    load(loader, cases.paper_page(1))
    load(loader, cases.paper_page(1, beschlussvorschlag=None, name="Anders"), day=2, run_id="r2")
    assert rows(loader.db, "SELECT name, beschlussvorschlag FROM paper") == [("Anders", None)]
    assert rows(loader.db, "SELECT field, old, new, seen_at, cause, run_id FROM change ORDER BY field") == [
        ("beschlussvorschlag", "Der Rat stimmt dem Neubau der Brücke zu.", None, at(2), "page", "r2"),
        ("name", "Neubau der Brücke 1", "Anders", at(2), "page", "r2"),
    ]


def test_a_late_result_is_an_event(loader):
    load(loader, cases.item_page(result=None, result_normalized=None, vote=[]))
    load(loader, cases.item_page(), day=20)
    assert [f for (f,) in rows(loader.db, "SELECT field FROM change ORDER BY field")] == [
        "result",
        "result_normalized",
        "vote",
    ]
    assert rows(loader.db, "SELECT yes, no FROM vote") == [(9, 2)]
    assert rows(loader.db, "SELECT name, count FROM vote_group") == [("Liste Linde", 2)]


def test_a_better_parser_is_told_from_a_changed_page(loader):
    load(loader, cases.paper_page(1), sha256="a" * 64)
    load(loader, cases.paper_page(1, aktenzeichen="61-20"), sha256="a" * 64)
    assert rows(loader.db, "SELECT field, cause FROM change") == [("aktenzeichen", "parser")]


def test_an_older_version_of_a_page_changes_nothing(loader):
    load(loader, cases.paper_page(1, name="Neu"), day=5)
    load(loader, cases.paper_page(1, name="Alt"), day=4)
    assert rows(loader.db, "SELECT name FROM paper") == [("Neu",)]


def test_an_item_taken_off_the_agenda_is_dropped_not_deleted(loader):
    load(loader, cases.meeting_page(papers=(1, 2)))
    changes = load(loader, cases.meeting_page(papers=(1,)), day=2)
    assert changes.dropped == 2  # the item and the stub of its paper
    loader.finish()
    assert rows(loader.db, "SELECT status FROM record WHERE id LIKE '%/agenda_item/702'") == [("dropped",)]
    assert rows(loader.db, "SELECT name FROM agenda_item WHERE id LIKE '%/702'") == [("Beratung der Brücke 2",)]
    assert rows(loader.db, "SELECT count(*) FROM tagesordnungen") == [(2,)]
    load(loader, cases.meeting_page(papers=(1, 2)), day=3)
    assert rows(loader.db, "SELECT status FROM record WHERE id LIKE '%/agenda_item/702'") == [("live",)]


def test_what_a_list_no_longer_shows_is_not_gone(loader):
    load(loader, cases.calendar_page(7, 8))
    load(loader, cases.calendar_page(8), day=2)
    assert rows(loader.db, "SELECT count(*) FROM record WHERE status = 'live' AND type = 'meeting'") == [(2,)]


def test_equal_items_without_id_stay_apart(loader):
    items = [
        AgendaItem(number="N 1", name="Grundstück", public=False),
        AgendaItem(number="N 1", name="Grundstück", public=False),
    ]
    load(loader, cases.page(PageType.MEETING, cases.meeting_url(1), Meeting(agenda_item=items)))
    found = rows(loader.db, "SELECT id FROM agenda_item")
    assert len(found) == 2
    assert all("/agenda_item/~" in identifier for (identifier,) in found)


def test_a_number_that_is_public_and_not_public_names_two_items(loader):
    items = [AgendaItem(number="1", name="A", public=True), AgendaItem(number="1", name="B", public=False)]
    load(loader, cases.page(PageType.MEETING, cases.meeting_url(1), Meeting(agenda_item=items)))
    assert rows(loader.db, "SELECT count(*) FROM agenda_item") == [(2,)]


def test_membership_told_by_both_sides_is_one(loader):
    load(loader, cases.organization_page())
    load(loader, cases.person_page())
    assert rows(loader.db, "SELECT person, organization, role, person_id FROM membership") == [
        ("Ada Quell", "Bauausschuss", "Vorsitz", "xx-lindenau/person/5")
    ]


def test_a_paper_takes_from_its_main_file_what_its_page_does_not_say(loader):
    load(loader, cases.paper_page(1))
    load(loader, cases.file_page(1, beschlussvorschlag="Nicht dieser.", aktenzeichen="61-7"))
    found = rows(
        loader.db, "SELECT name, origin FROM signatory WHERE paper_id LIKE '%/paper/1' ORDER BY origin, position"
    )
    assert found == [("Bodo Rain", "file"), ("Ada Quell", "page")]
    assert rows(loader.db, "SELECT count(*) FROM signatory WHERE file_id IS NOT NULL") == [(2,)]
    assert rows(loader.db, "SELECT kind FROM section WHERE paper_id IS NOT NULL AND origin = 'file'") == [("anlagen",)]
    assert rows(loader.db, "SELECT beschlussvorschlag, aktenzeichen, text_file_id FROM paper") == [
        ("Der Rat stimmt dem Neubau der Brücke zu.", "61-7", "xx-lindenau/file/1")
    ]
    load(loader, cases.paper_page(1, main_file=None), day=2)
    assert rows(loader.db, "SELECT name FROM signatory WHERE paper_id IS NOT NULL") == [("Ada Quell",)]
    assert rows(loader.db, "SELECT aktenzeichen, text_file_id FROM paper") == [(None, None)]


def test_a_file_that_is_main_to_two_papers_gives_to_none(loader):
    shared = File(access_url=f"{BASE}do027.asp?DOLFDNR=1&options=64")
    load(loader, cases.paper_page(1, main_file=shared, signatory=[]))
    load(loader, cases.file_page(1))
    assert rows(loader.db, "SELECT count(*) FROM signatory WHERE paper_id IS NOT NULL") == [(2,)]
    load(loader, cases.paper_page(2, main_file=shared, signatory=[]))
    assert rows(loader.db, "SELECT count(*) FROM signatory WHERE paper_id IS NOT NULL") == [(0,)]
    assert rows(loader.db, "SELECT DISTINCT text_file_id FROM paper") == [(None,)]


def _with_session_file(token):
    url = f"{BASE}___tmp/tmp/45-181-136/{token}/Lageplan.pdf"
    result = cases.paper_page(1, main_file=None, auxiliary_file=[File(name="Lageplan", access_url=url)])
    return result.model_copy(update={"requests": [cases.session_request(url)]}), url


def test_a_file_behind_a_session_link_keeps_its_identity(loader):
    first, url = _with_session_file("111")
    changes = load(loader, first)
    assert changes.files == {url: rows(loader.db, "SELECT id FROM file")[0][0]}
    load(loader, cases.page(PageType.FILE, url, File(text="Der Plan", sha256="b" * 64, access_url=url)))
    second, other = _with_session_file("222")
    before = loader.connection.total_changes
    again = load(loader, second, day=2)
    assert loader.connection.total_changes == before
    assert list(again.files) == [other]
    assert rows(loader.db, "SELECT text, access_url FROM file") == [("Der Plan", None)]


def test_a_file_behind_a_session_link_is_told_by_its_record_id(loader):
    first, url = _with_session_file("111")
    file_id = load(loader, first).files[url]
    late = cases.page(PageType.FILE, url, File(text="Der Plan"))
    Loader(loader.db).load(late, SOURCE, Provenance(url, at(1), "c" * 64, record_id=file_id))
    assert rows(loader.db, "SELECT text FROM file") == [("Der Plan",)]


def test_oparl_lists_are_objects_of_their_own(loader):
    base = "https://oparl.lindenau.example/oparl/body/1/paper"
    papers = [Paper(id=f"xx-lindenau/paper/{n}", name=f"Vorlage {n}") for n in (1, 2)]
    load(loader, cases.page(PageType.PAPER_LIST, f"{base}?page=1", *papers, system=System.OPARL))
    moved = cases.page(
        PageType.PAPER_LIST, f"{base}?page=9", papers[1], Paper(id="xx-lindenau/paper/3", name="x"), system=System.OPARL
    )
    changes = load(loader, moved, day=2)
    assert (changes.inserted, changes.unchanged) == (1, 1)
    assert rows(loader.db, "SELECT DISTINCT fetched FROM record") == [(1,)]


def test_a_mirror_is_known_by_the_address_of_the_original(loader):
    mirrored = Paper(name="Spielplatz", original_url=cases.paper_url(44), sachdarstellung="Text des Spiegels")
    load(loader, cases.page(PageType.PAPER, "https://unserac.example/p/8", mirrored, system=System.UNSERAC))
    assert rows(loader.db, "SELECT id FROM paper") == [("xx-lindenau/paper/44",)]
    load(loader, cases.paper_page(44, sachdarstellung=None))
    assert rows(loader.db, "SELECT name, sachdarstellung FROM paper") == [("Neubau der Brücke 44", "Text des Spiegels")]


def test_text_without_address_has_a_marked_id(loader):
    paper = Paper(name="Ohne Adresse", reference="12/2026")
    load(loader, cases.page(PageType.PAPER, "", paper))
    load(loader, cases.page(PageType.PAPER, "", paper), day=2)
    (identifier,) = rows(loader.db, "SELECT id FROM paper")[0]
    assert identifier.startswith("xx-lindenau/paper/~")


def test_issues_belong_to_the_latest_content_of_their_page(loader):
    seen = cases.paper_page(1).model_copy(
        update={"issues": [Issue(code="unknown-label", detail="Ampel", context="name")]}
    )
    load(loader, seen)
    assert rows(loader.db, "SELECT code, detail, url FROM issue") == [("unknown-label", "Ampel", cases.paper_url(1))]
    load(loader, cases.paper_page(1), day=2)
    assert rows(loader.db, "SELECT count(*) FROM issue") == [(0,)]


def test_links_by_name_and_number_need_exactly_one(loader):
    load(loader, cases.organization_page())
    load(loader, cases.paper_page(1))
    load(loader, cases.paper_page(900, reference="VO/25/900"))
    load(loader, cases.meeting_page())
    loader.finish()
    linked = "SELECT organization_id FROM consultation WHERE organization = 'Bauausschuss' AND paper_id LIKE '%/1'"
    assert rows(loader.db, linked) == [("xx-lindenau/organization/au-3",)]
    assert rows(loader.db, "SELECT organization_id FROM meeting_organization") == [("xx-lindenau/organization/au-3",)]
    referenced = "SELECT related_paper_id FROM paper_reference WHERE paper_id LIKE '%/1'"
    assert rows(loader.db, referenced) == [("xx-lindenau/paper/900",)]
    step = "SELECT agenda_item_id FROM consultation WHERE paper_id LIKE '%/paper/1' AND position = 1"
    assert rows(loader.db, step) == [("xx-lindenau/agenda_item/701",)]
    double = Organization(name="Bauausschuss")
    load(loader, cases.page(PageType.ORGANIZATION, f"{BASE}au020.asp?AULFDNR=4", double), day=2)
    loader.finish()
    assert rows(loader.db, linked) == [(None,)]


def test_nothing_of_a_page_is_written_when_one_row_fails(loader):
    broken = cases.paper_page(1, signatory=[Signatory(name="X")])
    broken.records[0].signatory[0].name = None  # what no parser may hand over
    with pytest.raises(Exception, match="NOT NULL"):
        load(loader, broken)
    assert rows(loader.db, "SELECT count(*) FROM record") == [(0,)]
    assert rows(loader.db, "SELECT count(*) FROM source") == [(0,)]
    load(loader, cases.paper_page(1))
    assert rows(loader.db, "SELECT count(*) FROM source") == [(1,)]


def test_a_batch_is_all_or_nothing(loader):
    def half():
        with loader.transaction():
            load(loader, cases.paper_page(1))
            raise StorageError("stopped")

    with pytest.raises(StorageError):
        half()
    assert rows(loader.db, "SELECT count(*) FROM paper") == [(0,)]


def test_hostile_words_are_only_words(loader):
    nasty = "'); DROP TABLE paper; -- \x00 \ud83d <script>"
    load(loader, cases.paper_page(1, name=nasty, under_direction_of=[nasty]))
    loader.finish()
    assert rows(loader.db, "SELECT name FROM paper") == [(nasty.encode("utf-8", "replace").decode(),)]


def test_what_a_server_marks_as_deleted_is_withdrawn_and_stays_so(loader):
    url = "https://oparl.lindenau.example/oparl/paper/1"
    load(loader, cases.page(PageType.PAPER, url, Paper(id="xx-lindenau/paper/1", name="Alt"), system=System.OPARL))
    gone = cases.page(PageType.PAPER, url, Paper(id="xx-lindenau/paper/1", deleted=True), system=System.OPARL)
    load(loader, gone, day=2)
    before = loader.connection.total_changes
    load(loader, gone, day=3)
    assert loader.connection.total_changes == before
    assert rows(loader.db, "SELECT status FROM record") == [("withdrawn",)]
    assert rows(loader.db, "SELECT name, deleted FROM paper") == [(None, 1)]
    assert ("name", "Alt") in rows(loader.db, "SELECT field, old FROM change")


def test_two_answers_of_one_moment_give_the_same_in_any_order():
    found = []
    for order in ((1, 2), (2, 1)):
        db = open_database(":memory:")
        loader = Loader(db)
        for number in order:
            load(loader, cases.paper_page(1, name=f"Fassung {number}"), sha256=str(number) * 64)
        found.append(rows(db, "SELECT name FROM paper"))
        db.close()
    assert found[0] == found[1] == [("Fassung 2",)]


def test_a_record_that_everything_links_is_a_bare_stub_while_a_link_lives(loader):
    step = Consultation(organization_url=f"{BASE}au020.asp?AULFDNR=3", role="Beratung")
    for number in (1, 2):
        load(loader, cases.paper_page(number, consultation=[step]))
    loader.finish()
    state = "SELECT status, fetched FROM record WHERE type = 'organization'"
    assert rows(loader.db, state) == [("live", 0)]
    assert rows(loader.db, "SELECT count(*) FROM provenance WHERE record_id LIKE '%/organization/%'") == [(0,)]
    for number in (1, 2):
        load(loader, cases.paper_page(number, consultation=[]), day=2)
    loader.finish()
    assert rows(loader.db, state) == [("dropped", 0)]
    load(loader, cases.paper_page(1, consultation=[step]), day=3)
    loader.finish()
    assert rows(loader.db, state) == [("live", 0)]
    load(loader, cases.organization_page(), day=3)
    assert rows(loader.db, state) == [("live", 1)]
    assert rows(loader.db, "SELECT gremium FROM beratungen WHERE vorlage_id LIKE '%/1'") == [("Bauausschuss",)]


def test_a_membership_with_dates_on_one_side_only_is_counted_once(loader):
    url, organization = f"{BASE}kp020.asp?KPLFDNR=5", f"{BASE}au020.asp?AULFDNR=3"
    member = Member(name="Ada Quell", role="Mitglied", faction="Liste Linde", url=url)
    terms = [("2014-06-01", "2020-10-31"), ("2020-11-01", None)]
    memberships = [
        Membership(organization="Bauausschuss", role="Mitglied", start_date=a, end_date=b, url=organization)
        for a, b in terms
    ]
    load(loader, cases.organization_page(member=[member]))
    loader.finish()
    assert rows(loader.db, "SELECT fraktion, von FROM mitgliedschaften") == [("Liste Linde", None)]
    load(loader, cases.person_page(membership=memberships))
    loader.finish()
    assert rows(loader.db, "SELECT von, bis, fraktion FROM mitgliedschaften ORDER BY von") == [
        ("2014-06-01", "2020-10-31", None),
        ("2020-11-01", None, "Liste Linde"),
    ]
    twice = [Membership(role="Mitglied", start_date=d, url=organization) for d in ("2015-01-01", "2021-01-01")]
    load(loader, cases.person_page(membership=twice), day=2)
    loader.finish()
    # Two current terms: which of them the committee's page means is not known, so nothing is joined.
    assert rows(loader.db, "SELECT count(*) FROM mitgliedschaften") == [(3,)]
