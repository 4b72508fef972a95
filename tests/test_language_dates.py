from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.language.dates import find_dates, iso_date, local_start_end, time_range


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("14.02.2023", "2023-02-14"),
        ("2.03.2010", "2010-03-02"),
        ("20.1.2006", "2006-01-20"),
        ("03.12.07", "2007-12-03"),
        ("03.12.97", "1997-12-03"),
        ("20/21.06.26", "2026-06-20"),
        ("13.11.-05.12.2018", "2018-11-13"),
        ("30.12.2018 - 02.01.2019", "2018-12-30"),
        ("30.10.15, 12:01", "2015-10-30"),
        ("Di, 27.04.2004", "2004-04-27"),
        ("Mi., 30.09.2020", "2020-09-30"),
        ("Dienstag, 14. Februar 2023", "2023-02-14"),
        ("Montag, 28. Januar 2008", "2008-01-28"),
        ("01. Mai 2014", "2014-05-01"),
        ("1. Feb. 2014", "2014-02-01"),
        ("04/25/2017", "2017-04-25"),
        ("Dienstag, dem 22.09.2015", "2015-09-22"),
        ("Montag, 09. September 2019 , 18:00 Uhr", "2019-09-09"),
        ("14. 02. 2023", "2023-02-14"),
        ("14.02.2023Sitzung des Rates", "2023-02-14"),
        ("2023-02-14T18:00", "2023-02-14"),
    ],
)
def test_all_printed_forms_of_a_day(printed, iso):
    assert iso_date(printed) == iso


@pytest.mark.parametrize(
    "printed",
    [
        *("", None, "4. Quartal 2022", "KW 26", "31.02.2023", "04/05/2017", "14.02.", "2018/2019", "20.21.2023.0.00"),
        *("10.11.2023.0.00", "01.01.2023 und 02.02.2023", "Nr. 10.11.12.13", "00.00.0000", "Az. 12.34.5678"),
    ],
)
def test_no_guess(printed):
    assert iso_date(printed) is None


def test_dates_in_reading_order_with_their_places():
    text = "Vom 13.11.-05.12.2018 wird beraten, am 12. Dezember 2018 beschlossen."
    found = find_dates(text)
    assert [(d.iso, d.last) for d in found] == [("2018-11-13", "2018-12-05"), ("2018-12-12", "2018-12-12")]
    assert text[found[1].start : found[1].end] == "12. Dezember 2018"


@pytest.mark.parametrize(
    ("printed", "times"),
    [
        ("17:00 - 20:05", ("17:00", "20:05")),
        ("16:00-17:15 Uhr", ("16:00", "17:15")),
        ("18:00 Uhr", ("18:00", None)),
        ("19.30 Uhr", ("19:30", None)),
        ("18 Uhr", ("18:00", None)),
        ("14.00 bis 20.15 Uhr", ("14:00", "20:15")),
        ("05.04.2006 16:00", ("16:00", None)),
        ("02:00 PM", ("14:00", None)),
        ("12:30 am", ("00:30", None)),
        ("Beginn: Ende: 17:00 Uhr 19:10 Uhr", ("17:00", "19:10")),
        ("Ende: 20:35 Uhr", (None, "20:35")),
        ("Raum 17.30", (None, None)),
        ("25:00 Uhr", (None, None)),
        ("", (None, None)),
    ],
)
def test_times(printed, times):
    assert time_range(printed) == times


@pytest.mark.parametrize(
    ("day", "time", "expected"),
    [
        ("Di, 19.11.2019", "14:00 - 20:40", ("2019-11-19T14:00", "2019-11-19T20:40")),
        ("21.10.2019", None, ("2019-10-21", None)),
        ("21.10.2019 um 18.00 Uhr", None, ("2019-10-21T18:00", None)),
        ("21.10.2019", "20:00 - 00:30", ("2019-10-21T20:00", "2019-10-22T00:30")),
        ("21.10.2019", "20:00 - 10:00", ("2019-10-21T20:00", None)),
        ("20/21.06.26", None, ("2026-06-20", "2026-06-21")),
        ("irgendwann", "18:00", (None, None)),
        (None, None, (None, None)),
    ],
)
def test_start_and_end_of_a_meeting(day, time, expected):
    assert local_start_end(day, time) == expected


@given(st.text())
def test_any_text_is_read_without_exception(text):
    for found in find_dates(text):
        assert 0 <= found.start < found.end <= len(text)
    time_range(text)
    local_start_end(text, text)
