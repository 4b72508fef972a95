"""Every known OParl defect as one row: who has it, how it is seen, how it is mended, who found it (DEMANDS, defect list).

Rows of the scope `text` are the ways of `document.read_json`; `document` and `object` rows are detected and repaired before
any value is read; `fetch` rows are for the client (scraper, `ratsinfo doctor`), which alone can see or answer them. A row
without repair is only named: the data is kept as it came. A new defect is a new row and a test, never a patch elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from models.page import Page
from parsers.oparl import quirk_rules as rules
from parsers.oparl import quirk_shapes as shapes
from parsers.oparl import quirk_values as values
from parsers.oparl.document import Document, Seen, nested


class Scope(StrEnum):
    """Where a quirk is seen."""

    TEXT = "text"
    DOCUMENT = "document"
    OBJECT = "object"
    FETCH = "fetch"


@dataclass(frozen=True, slots=True)
class Quirk:
    """A defect of real servers."""

    name: str
    vendor: str
    scope: Scope
    defect: str
    evidence: str
    repair_is: str
    on_document: Callable[[Document], bool] | None = None
    mend_document: Callable[[Document], None] | None = None
    on_object: Callable[[Seen], bool] | None = None
    mend_object: Callable[[Seen], None] | None = None
    on_page: Callable[[Page], bool] | None = None


SESSION, ALLRIS, STERNBERG, RUBIN, ANY = "SessionNet", "ALLRIS", "SD.NET RIM", "more! rubin", "any"

QUIRKS: tuple[Quirk, ...] = (
    # How read_json reads what is no JSON.
    Quirk(
        "control-characters",
        ALLRIS,
        Scope.TEXT,
        "raw control characters inside strings",
        "Braunschweig, papers.asp?id=1664",
        "read, then blanked",
    ),
    Quirk(
        "json-lines", ANY, Scope.TEXT, "several objects one behind the other", "Leipzig, a crawler's export", "a list"
    ),
    Quirk("bad-escape", ALLRIS, Scope.TEXT, "backslashes that are no JSON escape", "oparl-cli", "taken as backslashes"),
    Quirk(
        "text-around-json",
        ANY,
        Scope.TEXT,
        "warnings of the web server before or behind the JSON",
        "meine-stadt-transparent",
        "passed over",
    ),
    Quirk("trailing-comma", ANY, Scope.TEXT, "comma before a closing bracket", "oparl-cli", "dropped"),
    Quirk(
        "truncated-json",
        ANY,
        Scope.TEXT,
        "the answer ends in the middle of an object",
        "meine-stadt-transparent",
        "whole objects are kept",
    ),
    Quirk(
        "html-error-page",
        ALLRIS,
        Scope.TEXT,
        "an HTML error page with HTTP 200",
        "Aachen",
        "no data; the page is named",
    ),
    # Errors and paging, seen on the whole answer.
    Quirk(
        "empty-window-404",
        STERNBERG,
        Scope.DOCUMENT,
        "a filter without hits answers 404, code 802",
        "Ratslotse",
        "an empty list",
        on_document=rules.is_empty_window,
        mend_document=rules.no_objects,
    ),
    Quirk(
        "error-object",
        RUBIN + ", " + STERNBERG,
        Scope.DOCUMENT,
        "an error object, also with HTTP 200 (interface off, test expired)",
        "oparl-cli",
        "no data; the message is kept",
        on_document=rules.is_error,
        mend_document=rules.no_objects,
    ),
    Quirk(
        "system-for-unknown-path",
        RUBIN,
        Scope.DOCUMENT,
        "an unknown path answers with the System object",
        "oparl-cli",
        "not followed: it would lead back to itself",
        on_document=rules.system_for_list,
        mend_document=rules.no_objects,
    ),
    Quirk(
        "bare-list",
        STERNBERG + ", " + ALLRIS,
        Scope.DOCUMENT,
        "an array without data, pagination and links",
        "Potsdam",
        "read as data",
        on_document=rules.is_bare_list,
    ),
    Quirk(
        "single-object-list",
        STERNBERG,
        Scope.DOCUMENT,
        "the body list is the body itself",
        "Krefeld",
        "a list of one",
        on_document=rules.single_for_list,
        mend_document=rules.make_list,
    ),
    Quirk(
        "other-page-answered",
        SESSION,
        Scope.DOCUMENT,
        "every page n is the same page",
        "OWL-IT: 27 bodies under every page",
        "its objects are left to page 1",
        on_document=rules.other_page_answered,
        mend_document=rules.end_of_list,
    ),
    Quirk(
        "next-loses-filter",
        SESSION,
        Scope.DOCUMENT,
        "links.next drops modified_since from page 2 on",
        "Münster: 6,000 papers for 376",
        "the filter is put back",
        on_document=rules.next_lost_filter,
        mend_document=rules.keep_filter,
    ),
    Quirk(
        "next-with-plus",
        SESSION,
        Scope.DOCUMENT,
        "`+02:00` in links.next is not encoded and read as a blank",
        "Köln",
        "encoded",
        on_document=rules.next_has_plus,
        mend_document=rules.encode_plus,
    ),
    Quirk(
        "next-goes-nowhere",
        ANY,
        Scope.DOCUMENT,
        "links.next is the page itself, an earlier one or behind the last",
        "PBU comment",
        "the list ends",
        on_document=rules.next_goes_nowhere,
        mend_document=rules.drop_next,
    ),
    Quirk(
        "limit-without-next",
        ALLRIS,
        Scope.DOCUMENT,
        "`limit=n` gives n objects and no next",
        "Ratslotse",
        "asked again without limit",
        on_document=rules.limit_without_next,
        mend_document=rules.next_without_limit,
    ),
    Quirk(
        "stamped-today",
        RUBIN,
        Scope.DOCUMENT,
        "created and modified are midnight of the export day on every object",
        "mandari",
        "unset; modified_since is of no use here",
        on_document=rules.stamped_today,
        mend_document=rules.drop_stamps,
    ),
    Quirk(
        "deleted-in-unfiltered",
        ANY,
        Scope.DOCUMENT,
        "deleted objects in a list without a filter",
        "oparl-cli",
        "kept as withdrawn",
        on_document=rules.deleted_unasked,
    ),
    Quirk(
        "same-person-twice",
        ALLRIS,
        Scope.DOCUMENT,
        "one person under two ids",
        "Ratslotse",
        "both kept",
        on_document=rules.same_person_twice,
    ),
    # Single objects. The order matters, values first, then shapes, then meaning.
    Quirk(
        "control-characters-in-value",
        ALLRIS,
        Scope.OBJECT,
        "control characters in a value",
        "Braunschweig",
        "blanked",
        on_object=values.has_control,
        mend_object=values.drop_control,
    ),
    Quirk(
        "n-a-values",
        ALLRIS,
        Scope.OBJECT,
        "`N/A`, blank or empty strings for missing values",
        "Leipzig system.asp",
        "unset",
        on_object=values.says_nothing,
        mend_object=values.drop_nothing,
    ),
    Quirk(
        "missing-type",
        STERNBERG,
        Scope.OBJECT,
        "locations and deleted objects without type",
        "Krefeld",
        "from the property or the id",
        on_object=shapes.no_type,
        mend_object=shapes.infer_type,
    ),
    Quirk(
        "list-as-single",
        ALLRIS,
        Scope.OBJECT,
        "auxiliaryFile is an object, not a list",
        "Leipzig",
        "wrapped",
        on_object=shapes.no_list,
        mend_object=shapes.make_list,
    ),
    Quirk(
        "object-for-url",
        STERNBERG,
        Scope.OBJECT,
        "an embedded object where its URL is due",
        "Sternberg 4.7",
        "its id is taken",
        on_object=shapes.object_for_url,
        mend_object=shapes.take_id,
    ),
    Quirk(
        "plural-list-names",
        SESSION,
        Scope.OBJECT,
        "Body with `consultations` and `files`",
        "Düsseldorf",
        "renamed",
        on_object=shapes.plural_lists,
        mend_object=shapes.singular_lists,
    ),
    Quirk(
        "double-colon-offset",
        ALLRIS,
        Scope.OBJECT,
        "`+01::00` in times",
        "Bonn",
        "one colon",
        on_object=values.double_colon,
        mend_object=values.single_colon,
    ),
    Quirk(
        "impossible-date",
        ANY,
        Scope.OBJECT,
        "dates that no calendar has",
        "oparl-cli",
        "unset",
        on_object=values.wrong_year,
        mend_object=values.drop_wrong_year,
    ),
    Quirk(
        "dummy-timestamp",
        ALLRIS + ", " + STERNBERG,
        Scope.OBJECT,
        "created and modified 2000-01-01 or 1970-01-01",
        "Braunschweig, Hürtgenwald",
        "unset",
        on_object=values.dummy_stamp,
        mend_object=values.drop_dummy_stamp,
    ),
    Quirk(
        "short-mime-type",
        ALLRIS,
        Scope.OBJECT,
        "`pdf` as media type",
        "Braunschweig",
        "the registered name",
        on_object=values.short_mime,
        mend_object=values.long_mime,
    ),
    Quirk(
        "doubled-extension",
        STERNBERG,
        Scope.OBJECT,
        "file names like `Karte.pdf.pdf`",
        "RIM 4",
        "once",
        on_object=values.doubled_extension,
        mend_object=values.single_extension,
    ),
    Quirk(
        "double-slash",
        STERNBERG,
        Scope.OBJECT,
        "`files//rim` in URLs",
        "kdvz-frechen",
        "one slash",
        on_object=values.double_slash,
        mend_object=values.single_slash,
    ),
    Quirk(
        "host-runs-on",
        ALLRIS,
        Scope.OBJECT,
        "hosts like `sitzung-online.debi`",
        "moved ALLRIS hosts",
        "slash put back",
        on_object=values.host_runs_on,
        mend_object=values.part_host,
    ),
    Quirk(
        "http-id-on-https",
        ANY,
        Scope.OBJECT,
        "http ids on an https host",
        "Leopoldshöhe, Erkelenz",
        "links follow the page's scheme",
        on_object=values.http_on_https,
        mend_object=values.to_https,
    ),
    Quirk(
        "ags-digits",
        STERNBERG,
        Scope.OBJECT,
        "ags of 7 or 9 digits",
        "Hürtgenwald 5358016, Krefeld 051140000",
        "zero in front; from the rgs",
        on_object=values.bad_ags,
        mend_object=values.mend_ags,
    ),
    Quirk(
        "placeholder-body",
        ALLRIS + ", " + SESSION,
        Scope.OBJECT,
        "`Stadt Musterstadt`, `Instance 0001`",
        "Braunschweig, Düsseldorf",
        "name unset: the source has it",
        on_object=values.is_test_body,
        mend_object=values.drop_name,
    ),
    Quirk(
        "consultation-id-reused",
        SESSION,
        Scope.OBJECT,
        "one consultation id for several meetings",
        "Köln, Magdeburg",
        "the meeting's number is added",
        on_object=shapes.reused_consultation,
        mend_object=shapes.part_consultations,
    ),
    Quirk(
        "end-at-midnight",
        SESSION,
        Scope.OBJECT,
        "end is 00:00 of the day of the start",
        "Karlsruhe meetings/2159",
        "unset",
        on_object=shapes.end_at_midnight,
        mend_object=shapes.drop_end,
    ),
    Quirk(
        "glued-result",
        STERNBERG,
        Scope.OBJECT,
        "`Einstimmig15 Ja-Stimmen`",
        "Hürtgenwald",
        "parted",
        on_object=shapes.glued_result,
        mend_object=shapes.part_result,
    ),
    Quirk(
        "swapped-coordinates",
        STERNBERG,
        Scope.OBJECT,
        "latitude before longitude",
        "Hürtgenwald location/0-1",
        "swapped",
        on_object=shapes.swapped_point,
        mend_object=shapes.swap_point,
    ),
    # what only the client can see or answer
    Quirk(
        "files-gone",
        SESSION,
        Scope.FETCH,
        "file URLs answer 404",
        "Magdeburg",
        "asked for at quirk_rules.fallback_urls: the address to store it, getfile with the same number",
    ),
    Quirk(
        "random-500",
        SESSION + ", " + ALLRIS,
        Scope.FETCH,
        "HTTP 500 that is gone at the next try",
        "meine-stadt-transparent",
        "tried again",
        on_page=lambda page: page.failed_at_first,
    ),
    Quirk(
        "module-broken",
        ALLRIS,
        Scope.FETCH,
        "OParl is installed and answers 500 to all",
        "Laatzen, Lüneburg, Wolfsburg",
        "HTML instead",
    ),
    Quirk(
        "encoded-query-refused",
        SESSION,
        Scope.FETCH,
        "a percent-encoded query is not understood",
        "meine-stadt-transparent",
        "quirk_rules.with_parameters",
    ),
    Quirk(
        "query-in-list-url",
        ALLRIS,
        Scope.OBJECT,
        "list URLs carry a query already",
        "papers.asp?body=1",
        "quirk_rules.with_parameters",
        on_object=shapes.list_with_query,
    ),
    Quirk("limit-ignored", RUBIN, Scope.FETCH, "`limit` has no effect", "oparl-cli", "never sent"),
    Quirk(
        "page-in-path",
        RUBIN,
        Scope.DOCUMENT,
        "pages are `/page/2`",
        "gremien.info",
        "links.next is followed, never built",
        on_document=rules.page_in_path,
    ),
    Quirk(
        "filter-503",
        STERNBERG,
        Scope.FETCH,
        "503 and HTML on filtered lists",
        "Solingen",
        "the list is read without filter",
    ),
    Quirk(
        "slow-pages",
        STERNBERG,
        Scope.FETCH,
        "38 seconds a page",
        "Solingen",
        "a long read timeout; named from ten seconds on",
        on_page=lambda page: page.is_slow,
    ),
    Quirk(
        "search-wants-count",
        STERNBERG,
        Scope.FETCH,
        "the search answers with `count=50` only",
        "RIM 4",
        "the search is not used",
    ),
    Quirk(
        "no-filter",
        RUBIN,
        Scope.DOCUMENT,
        "modified_since never filters",
        "gremien.info",
        "newest pages and hashes decide",
        on_document=rules.filter_ignored,
    ),
    Quirk(
        "tls-chain",
        ANY,
        Scope.FETCH,
        "an intermediate certificate is missing",
        "Kaiserslautern, Landshut",
        "verify_tls in the source, with a reason",
    ),
    Quirk(
        "endpoint-moved",
        ANY,
        Scope.FETCH,
        "the system URL has changed",
        "endpoints.yml",
        "probed again; the row is changed",
    ),
    Quirk(
        "id-is-no-url",
        ANY,
        Scope.DOCUMENT,
        "the id differs from the URL that answers",
        "oparl-cli",
        "identity is the id, the URL a locator",
        on_document=rules.other_id,
    ),
    Quirk(
        "no-main-file",
        SESSION,
        Scope.OBJECT,
        "all files are auxiliary",
        "Köln",
        "kept as they come; the one that prints the paper's number is its text",
        on_object=shapes.only_auxiliary,
    ),
    Quirk(
        "meeting-without-agenda",
        SESSION,
        Scope.OBJECT,
        "meetings in lists lack agendaItem",
        "Köln",
        "the meeting's own URL is asked",
        on_object=shapes.no_agenda,
    ),
    Quirk(
        "consultation-without-item",
        ALLRIS,
        Scope.DOCUMENT,
        "consultations without agendaItem and meeting",
        "Leipzig",
        "joined by the agenda's paper",
        on_document=rules.bare_consultations,
    ),
    Quirk("term-without-dates", ALLRIS, Scope.FETCH, "terms without created and modified", "Leipzig", "not needed"),
    Quirk(
        "file-without-back-reference",
        STERNBERG,
        Scope.OBJECT,
        "File does not name its paper",
        "Hürtgenwald",
        "the embedding object is kept",
        on_object=shapes.unowned_file,
    ),
    Quirk(
        "minutes-prefix",
        RUBIN,
        Scope.FETCH,
        "meeting ids gain `ni_` when minutes exist",
        "gremien.info",
        "the prefix is no part of identity",
    ),
)
BY_NAME: dict[str, Quirk] = {quirk.name: quirk for quirk in QUIRKS}
_DOCUMENT = tuple(q for q in QUIRKS if q.scope is Scope.DOCUMENT)
_OBJECT = tuple(q for q in QUIRKS if q.scope is Scope.OBJECT)
_ANSWER = tuple(q for q in QUIRKS if q.on_page is not None)


def of_answer(page: Page) -> list[str]:
    """Names of the quirks of how an answer came, whatever it says: late, or at the second try only."""
    return [quirk.name for quirk in _ANSWER if quirk.on_page is not None and quirk.on_page(page)]


def repair_document(document: Document) -> list[str]:
    """Mend the answer as a whole; names of the quirks that were found."""
    found = list(document.quirks)
    for quirk in _DOCUMENT:
        if quirk.on_document is not None and quirk.on_document(document):
            found.append(quirk.name)
            if quirk.mend_document is not None:
                quirk.mend_document(document)
    return found


def repair_object(seen: Seen) -> list[str]:
    """Mend one object; names of the quirks that were found."""
    found = []
    for quirk in _OBJECT:
        if quirk.on_object is not None and quirk.on_object(seen):
            found.append(quirk.name)
            if quirk.mend_object is not None:
                quirk.mend_object(seen)
    return found


def repair(document: Document) -> list[str]:
    """Mend a document and all its objects in place; names of the quirks that were found, in order, each once."""
    found = repair_document(document)
    for top in document.objects:
        for held_by, obj in nested(top):
            found += repair_object(Seen(obj, held_by, document.url))
    document.quirks = list(dict.fromkeys(found))
    return document.quirks
