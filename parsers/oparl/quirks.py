"""Every known OParl defect as one row: who has it, how it is seen, how it is mended, who found it (DEMANDS, defect list).

Rows of the scope `text` are the ways of `document.read_json`; `document` and `object` rows are detected and repaired before
any value is read; `fetch` rows are for the client (scraper, `ratsinfo doctor`), which alone can see or answer them. A row
without repair is only named: the data is kept as it came. A new defect is a new row and a test, never a patch elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from parsers.oparl import quirk_objects as o
from parsers.oparl import quirk_rules as d
from parsers.oparl.document import Document, nested


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
    on_object: Callable[[o.Seen], bool] | None = None
    mend_object: Callable[[o.Seen], None] | None = None


def _text(name: str, vendor: str, defect: str, evidence: str, repair_is: str) -> Quirk:
    return Quirk(name, vendor, Scope.TEXT, defect, evidence, repair_is)


def _fetch(name: str, vendor: str, defect: str, evidence: str, repair_is: str) -> Quirk:
    return Quirk(name, vendor, Scope.FETCH, defect, evidence, repair_is)


def _document(
    name: str,
    vendor: str,
    defect: str,
    evidence: str,
    repair_is: str,
    detect: Callable[[Document], bool],
    mend: Callable[[Document], None] | None = None,
) -> Quirk:
    return Quirk(name, vendor, Scope.DOCUMENT, defect, evidence, repair_is, on_document=detect, mend_document=mend)


def _object(
    name: str,
    vendor: str,
    defect: str,
    evidence: str,
    repair_is: str,
    detect: Callable[[o.Seen], bool],
    mend: Callable[[o.Seen], None] | None = None,
) -> Quirk:
    return Quirk(name, vendor, Scope.OBJECT, defect, evidence, repair_is, on_object=detect, mend_object=mend)


SESSION, ALLRIS, STERNBERG, RUBIN, ANY = "SessionNet", "ALLRIS", "SD.NET RIM", "more! rubin", "any"

QUIRKS: tuple[Quirk, ...] = (
    # text: ways of read_json
    _text("control-characters", ALLRIS, "raw control characters inside strings", "Braunschweig, papers.asp?id=1664", "read, then blanked"),
    _text("bad-escape", ALLRIS, "backslashes that are no JSON escape", "oparl-cli", "taken as backslashes"),
    _text("text-around-json", ANY, "warnings of the web server before or behind the JSON", "meine-stadt-transparent", "passed over"),
    _text("trailing-comma", ANY, "comma before a closing bracket", "oparl-cli", "dropped"),
    _text("truncated-json", ANY, "the answer ends in the middle of an object", "meine-stadt-transparent", "whole objects are kept"),
    _text("html-error-page", ALLRIS, "an HTML error page with HTTP 200", "Aachen", "no data; the page is named"),
    # documents
    _document(
        "empty-window-404", STERNBERG, "a filter without hits answers 404, code 802", "Ratslotse", "an empty list",
        d.is_empty_window, d.no_objects,
    ),
    _document(
        "error-object", RUBIN + ", " + STERNBERG, "an error object, also with HTTP 200 (interface off, test expired)", "oparl-cli",
        "no data; the message is kept", d.is_error, d.no_objects,
    ),
    _document(
        "system-for-unknown-path", RUBIN, "an unknown path answers with the System object", "oparl-cli",
        "not followed: it would lead back to itself", d.system_for_list, d.no_objects,
    ),
    _document("bare-list", STERNBERG + ", " + ALLRIS, "an array without data, pagination and links", "Potsdam", "read as data", d.is_bare_list),
    _document(
        "single-object-list", STERNBERG, "the body list is the body itself", "Krefeld", "a list of one", d.single_for_list, d.make_list,
    ),
    _document(
        "other-page-answered", SESSION, "every page n is the same page", "OWL-IT: 27 bodies under every page",
        "its objects are left to page 1", d.other_page_answered, d.forget_objects,
    ),
    _document(
        "next-loses-filter", SESSION, "links.next drops modified_since from page 2 on", "Münster: 6,000 papers for 376",
        "the filter is put back", d.next_lost_filter, d.keep_filter,
    ),
    _document(
        "next-with-plus", SESSION, "`+02:00` in links.next is not encoded and read as a blank", "Köln", "encoded", d.next_has_plus, d.encode_plus,
    ),
    _document(
        "next-goes-nowhere", ANY, "links.next is the page itself, an earlier one or behind the last", "PBU comment",
        "the list ends", d.next_goes_nowhere, d.drop_next,
    ),
    _document(
        "limit-without-next", ALLRIS, "`limit=n` gives n objects and no next", "Ratslotse", "asked again without limit",
        d.limit_without_next, d.next_without_limit,
    ),
    _document(
        "stamped-today", RUBIN, "created and modified are midnight of the export day on every object", "mandari",
        "unset; modified_since is of no use here", d.stamped_today, d.drop_stamps,
    ),
    _document("same-person-twice", ALLRIS, "one person under two ids", "Ratslotse", "both kept", d.same_person_twice),
    # objects; the order matters: values first, then shapes, then meaning
    _object("control-characters-in-value", ALLRIS, "control characters in a value", "Braunschweig", "blanked", o.has_control, o.drop_control),
    _object("n-a-values", ALLRIS, "`N/A`, blank or empty strings for missing values", "Leipzig system.asp", "unset", o.says_nothing, o.drop_nothing),
    _object("missing-type", STERNBERG, "locations and deleted objects without type", "Krefeld", "from the property or the id", o.no_type, o.infer_type),
    _object("list-as-single", ALLRIS, "auxiliaryFile is an object, not a list", "Leipzig", "wrapped", o.no_list, o.make_list),
    _object("object-for-url", STERNBERG, "an embedded object where its URL is due", "Sternberg 4.7", "its id is taken", o.object_for_url, o.take_id),
    _object("plural-list-names", SESSION, "Body with `consultations` and `files`", "Düsseldorf", "renamed", o.plural_lists, o.singular_lists),
    _object("double-colon-offset", ALLRIS, "`+01::00` in times", "Bonn", "one colon", o.double_colon, o.single_colon),
    _object("impossible-date", ANY, "dates that no calendar has", "oparl-cli", "unset", o.wrong_year, o.drop_wrong_year),
    _object("dummy-timestamp", ALLRIS + ", " + STERNBERG, "created and modified 2000-01-01 or 1970-01-01", "Braunschweig, Hürtgenwald", "unset", o.dummy_stamp, o.drop_dummy_stamp),
    _object("short-mime-type", ALLRIS, "`pdf` as media type", "Braunschweig", "the registered name", o.short_mime, o.long_mime),
    _object("doubled-extension", STERNBERG, "file names like `Karte.pdf.pdf`", "RIM 4", "once", o.doubled_extension, o.single_extension),
    _object("double-slash", STERNBERG, "`files//rim` in URLs", "kdvz-frechen", "one slash", o.double_slash, o.single_slash),
    _object("host-runs-on", ALLRIS, "hosts like `sitzung-online.debi`", "moved ALLRIS hosts", "slash put back", o.host_runs_on, o.part_host),
    _object("http-id-on-https", ANY, "http ids on an https host", "Leopoldshöhe, Erkelenz", "links follow the page's scheme", o.http_on_https, o.to_https),
    _object("ags-digits", STERNBERG, "ags of 7 or 9 digits", "Hürtgenwald 5358016, Krefeld 051140000", "zero in front; from the rgs", o.bad_ags, o.mend_ags),
    _object("placeholder-body", ALLRIS + ", " + SESSION, "`Stadt Musterstadt`, `Instance 0001`", "Braunschweig, Düsseldorf", "name unset: the source has it", o.is_test_body, o.drop_name),
    _object("consultation-id-reused", SESSION, "one consultation id for several meetings", "Köln, Magdeburg", "the meeting's number is added", o.reused_consultation, o.part_consultations),
    _object("end-at-midnight", SESSION, "end is 00:00 of the day of the start", "Karlsruhe meetings/2159", "unset", o.end_at_midnight, o.drop_end),
    _object("glued-result", STERNBERG, "`Einstimmig15 Ja-Stimmen`", "Hürtgenwald", "parted", o.glued_result, o.part_result),
    _object("swapped-coordinates", STERNBERG, "latitude before longitude", "Hürtgenwald location/0-1", "swapped", o.swapped_point, o.swap_point),
    # what only the client can see or answer
    _fetch("files-gone", SESSION, "file URLs answer 404", "Magdeburg", "quirk_rules.fallback_urls: getfile with the same number"),
    _fetch("random-500", SESSION + ", " + ALLRIS, "HTTP 500 that is gone at the next try", "meine-stadt-transparent", "tried again"),
    _fetch("module-broken", ALLRIS, "OParl is installed and answers 500 to all", "Laatzen, Lüneburg, Wolfsburg", "HTML instead"),
    _fetch("encoded-query-refused", SESSION, "a percent-encoded query is not understood", "meine-stadt-transparent", "quirk_rules.with_parameters"),
    _fetch("query-in-list-url", ALLRIS, "list URLs carry a query already", "papers.asp?body=1", "quirk_rules.with_parameters"),
    _fetch("limit-ignored", RUBIN, "`limit` has no effect", "oparl-cli", "never sent"),
    _fetch("page-in-path", RUBIN, "pages are `/page/2`", "gremien.info", "links.next is followed, never built"),
    _fetch("filter-503", STERNBERG, "503 and HTML on filtered lists", "Solingen", "the list is read without filter"),
    _fetch("slow-pages", STERNBERG, "38 seconds a page", "Solingen", "a long read timeout"),
    _fetch("search-wants-count", STERNBERG, "the search answers with `count=50` only", "RIM 4", "the search is not used"),
    _fetch("no-filter", RUBIN, "modified_since never filters", "gremien.info", "newest pages and hashes decide"),
    _fetch("tls-chain", ANY, "an intermediate certificate is missing", "Kaiserslautern, Landshut", "verify_tls in the source, with a reason"),
    _fetch("endpoint-moved", ANY, "the system URL has changed", "endpoints.yml", "probed again; the row is changed"),
    _fetch("id-is-no-url", ANY, "the id differs from the URL that answers", "oparl-cli", "identity is the id, the URL a locator"),
    _fetch("no-main-file", SESSION, "all files are auxiliary", "Köln", "kept as they come"),
    _fetch("meeting-without-agenda", SESSION, "meetings in lists lack agendaItem", "Köln", "the meeting's own URL is asked"),
    _fetch("consultation-without-item", ALLRIS, "consultations without agendaItem and meeting", "Leipzig", "joined by the agenda's paper"),
    _fetch("term-without-dates", ALLRIS, "terms without created and modified", "Leipzig", "not needed"),
    _fetch("file-without-back-reference", STERNBERG, "File does not name its paper", "Hürtgenwald", "the embedding object is kept"),
    _fetch("minutes-prefix", RUBIN, "meeting ids gain `ni_` when minutes exist", "gremien.info", "the prefix is no part of identity"),
)
BY_NAME: dict[str, Quirk] = {quirk.name: quirk for quirk in QUIRKS}
_DOCUMENT = tuple(q for q in QUIRKS if q.scope is Scope.DOCUMENT)
_OBJECT = tuple(q for q in QUIRKS if q.scope is Scope.OBJECT)


def repair(document: Document) -> list[str]:
    """Mend a document in place; names of the quirks that were found, in order, each once."""
    found = list(document.quirks)
    for quirk in _DOCUMENT:
        if quirk.on_document is not None and quirk.on_document(document):
            found.append(quirk.name)
            if quirk.mend_document is not None:
                quirk.mend_document(document)
    for top in document.objects:
        for held_by, obj in nested(top):
            seen = o.Seen(obj, held_by, document.url)
            for quirk in _OBJECT:
                if quirk.on_object is not None and quirk.on_object(seen):
                    found.append(quirk.name)
                    if quirk.mend_object is not None:
                        quirk.mend_object(seen)
    document.quirks = list(dict.fromkeys(found))
    return document.quirks
