"""The same council crawled through every system: complete, and unchanged the second time."""

from __future__ import annotations

import pytest
from crawls import ID, archive_is_whole, crawl, database, digest_of
from musterstadt.council import Council
from musterstadt.server import Server, views
from musterstadt.truth import truth_for

from pipelines.report import Outcome

COUNCIL = Council(4, 8)
KINDS = ("paper", "organization", "person", "file")


def counts_of(folder) -> dict[str, int]:
    """Records by kind; of meetings only those with a page, since calendars name some that have none."""
    db = database(folder)
    try:
        query = "SELECT type, count(*) FROM record WHERE status <> 'dropped' AND (type <> 'meeting' OR fetched) GROUP BY type"
        return dict(db.conn.execute(query).fetchall())
    finally:
        db.close()


def references_of(folder) -> set[str]:
    db = database(folder)
    try:
        return {row[0] for row in db.conn.execute("SELECT reference FROM paper WHERE reference IS NOT NULL")}
    finally:
        db.close()


@pytest.mark.parametrize("view", sorted(views()))
def test_everything_that_the_system_shows_is_found(view, tmp_path):
    with Server(COUNCIL, view) as server:
        values = {"oparl_url": server.url} if view == "oparl" else {}
        part = crawl(server, tmp_path, **values).sources[ID]
        expected = truth_for(COUNCIL, view).whole()
        counts = counts_of(tmp_path)

        assert part.outcome is Outcome.NEW_DATA
        assert (part.failed, part.blocked, part.implausible, part.left) == (0, "", "", 0)
        assert counts["meeting"] == len(expected["meeting"])
        for kind in KINDS:
            assert counts.get(kind, 0) == len(expected[kind]), kind
        assert references_of(tmp_path) == {paper["reference"] for paper in expected["paper"].values()}

        before = digest_of(tmp_path)
        again = crawl(server, tmp_path, **values).sources[ID]
        assert again.outcome is Outcome.NOTHING_NEW
        assert digest_of(tmp_path) == before
    assert archive_is_whole(tmp_path)
