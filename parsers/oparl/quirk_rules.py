"""Detectors and repairs of the quirk table: documents (paging, errors) and the URLs in them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from parsers.oparl.document import Document, Object, nested, type_of
from parsers.oparl.quirk_values import DUMMY_STAMPS

_FILTERS = ("created_since", "created_until", "modified_since", "modified_until")
_SEVERAL = 3
_PAGE_IN_PATH = re.compile(r"/page/(\d+)/?$")
_TO_STORE = (
    (re.compile(r"(?<=/downloadfiles)/a/"), "/"),
    (re.compile(r"(?<=/files)/(?=(?!download/)[^/]+/[^/]+$)"), "/download/"),
)
_SESSION_FILE = re.compile(r"^(https?://[^/]+(?:/[^?]*?)?)/oparl/bodies/[^/]+/(?:files/|downloadfiles/(?:a/)?)0*(\d+)")


def query_of(url: str) -> dict[str, str]:
    """Query parameters; of a doubled one the first."""
    try:
        return dict(reversed(parse_qsl(urlsplit(url).query, keep_blank_values=True, max_num_fields=50)))
    except ValueError:
        return {}


def with_parameters(url: str, **parameters: str) -> str:
    """A list URL with further parameters; list URLs may carry a query already (`papers.asp?body=1`).

    The values are not percent-encoded but for `+` and blanks: SessionNet refuses an encoded query and reads a bare `+`
    as a blank.
    """
    parts = urlsplit(url)
    kept = [p for p in parts.query.split("&") if p and p.partition("=")[0] not in parameters]
    kept += [f"{name}={value.replace('+', '%2B').replace(' ', '%20')}" for name, value in parameters.items()]
    return urlunsplit(parts._replace(query="&".join(kept)))


def next_of(document: Document) -> str:
    """The next page as the list gives it, empty on the last one."""
    following = document.links.get("next")
    return following if isinstance(following, str) else ""


def page_number(url: str) -> int | None:
    """Number of a list page, from the query or the path."""
    value = query_of(url).get("page", "")
    if not value and (found := _PAGE_IN_PATH.search(urlsplit(url).path)):
        value = found[1]
    return int(value) if value.isdigit() and len(value) < 9 else None


def next_lost_filter(document: Document) -> bool:
    """`links.next` without the filter that this page was asked with."""
    following = next_of(document)
    return bool(following) and any(f in query_of(document.url) and f not in query_of(following) for f in _FILTERS)


def keep_filter(document: Document) -> None:
    """Put the filters back."""
    lost = {f: v for f, v in query_of(document.url).items() if f in _FILTERS}
    document.links["next"] = with_parameters(next_of(document), **lost)


def next_has_plus(document: Document) -> bool:
    """`+02:00` echoed unencoded, which the server itself reads as a blank."""
    return bool(re.search(r"T\d\d:\d\d:\d\d(?:\+| )\d\d:?\d\d", next_of(document)))


def encode_plus(document: Document) -> None:
    """Encode the offset."""
    document.links["next"] = re.sub(r"(T\d\d:\d\d:\d\d)(?:\+| )(?=\d\d:?\d\d)", r"\1%2B", next_of(document))


def _total_pages(document: Document) -> int | None:
    total = document.pagination.get("totalPages")
    return total if isinstance(total, int) and total >= 0 else None


def _here(document: Document) -> int | None:
    """The number of the page, from its address, else as it says itself (servers count from 1 or from 0)."""
    number, said = page_number(document.url), document.pagination.get("currentPage")
    return number if number is not None else said if isinstance(said, int) else None


def next_goes_nowhere(document: Document) -> bool:
    """`next` is this page again, goes back, or lies behind the last page."""
    following = next_of(document)
    if not following:
        return False
    here, there, total = _here(document), page_number(following), _total_pages(document)
    if following.rstrip("/") == document.url.rstrip("/"):
        return True
    if here is not None and there is not None and there <= here:
        return True
    return total is not None and there is not None and there > max(total, 1)


def drop_next(document: Document) -> None:
    """End the list here."""
    document.links["next"] = None


def _whole_list(document: Document) -> bool:
    """All elements at once, and yet a further page: each page is the whole list."""
    total = document.pagination.get("totalElements")
    whole = isinstance(total, int) and 0 < total <= len(document.objects)
    return whole and bool(next_of(document)) and not next_goes_nowhere(document)


def other_page_answered(document: Document) -> bool:
    """Page n was asked for and another one came, or the whole list (shared servers repeat it for ever)."""
    current = document.pagination.get("currentPage")
    asked = page_number(document.url)
    return (isinstance(current, int) and asked is not None and current != asked) or _whole_list(document)


def end_of_list(document: Document) -> None:
    """The list ends here; the objects of another page are read from that page."""
    if not _whole_list(document):
        document.objects = []
    document.links = {}


def limit_without_next(document: Document) -> bool:
    """`limit=n` gives n objects and no way to the next ones."""
    limit = query_of(document.url).get("limit", "")
    return limit.isdigit() and len(limit) < 6 and 0 < int(limit) <= len(document.objects) and not next_of(document)


def next_without_limit(document: Document) -> None:
    """Ask again without the limit; the server's own paging works."""
    parts = urlsplit(document.url)
    kept = "&".join(p for p in parts.query.split("&") if p and not p.startswith("limit="))
    document.links["next"] = urlunsplit(parts._replace(query=kept))


def error_object(document: Document) -> Object | None:
    """The error that was sent in place of data, whatever the HTTP status."""
    root = document.root
    if not isinstance(root, dict) or type_of(root) or "data" in root:
        return None
    if "error" in root or str(root.get("type", "")).endswith("Error") or ("code" in root and "message" in root):
        return root
    return None


def is_empty_window(document: Document) -> bool:
    """404 with code 802: the filter has no hit."""
    found = error_object(document)
    return found is not None and (document.status == 404 or "802" in str(found.get("code", ""))) and "802" in str(found)


def is_error(document: Document) -> bool:
    """Any other error object: the interface is off, a test has expired."""
    return error_object(document) is not None and not is_empty_window(document)


def no_objects(document: Document) -> None:
    """There is nothing to read."""
    document.objects, document.links, document.is_list = [], {}, True


def is_bare_list(document: Document) -> bool:
    """An array without `data`, `pagination` and `links`."""
    return isinstance(document.root, list)


def system_for_list(document: Document) -> bool:
    """The System object in answer to an unknown path."""
    path = urlsplit(document.url).path.lower().rstrip("/")
    named = re.search(r"/(body/[^/]+|paper|meeting|organization|person|file)s?(?:/|$)", path)
    return not document.is_list and bool(document.objects) and type_of(document.objects[0]) == "System" and bool(named)


def single_for_list(document: Document) -> bool:
    """The body list is the body itself."""
    path = urlsplit(document.url).path.rstrip("/")
    return not document.is_list and path.endswith(("/body", "/bodies")) and type_of(document.objects[0]) == "Body"


def make_list(document: Document) -> None:
    """Read it as a list of one."""
    document.is_list = True


def _stamps(document: Document) -> set[tuple[Any, Any]]:
    return {(o.get("created"), o.get("modified")) for o in document.objects}


def stamped_today(document: Document) -> bool:
    """All objects were `created` and `modified` at midnight of one and the same day: that of the export."""
    stamps = _stamps(document)
    if len(stamps) != 1:
        return False
    created, modified = stamps.pop()
    if not isinstance(modified, str) or created != modified or "T00:00:00" not in modified:
        return False
    if modified.startswith(DUMMY_STAMPS):
        return False
    today = document.fetched is not None and modified.startswith(document.fetched.isoformat())
    return len(document.objects) > 2 or today


def drop_stamps(document: Document) -> None:
    """A date that moves every day says nothing about the object."""
    for top in document.objects:
        for _, obj in nested(top):
            obj.pop("created", None)
            obj.pop("modified", None)


def filter_ignored(document: Document) -> bool:
    """Objects that are older than the filter asked for."""
    since = query_of(document.url).get("modified_since", "")[:10]
    stamps = [o["modified"] for o in document.objects if isinstance(o.get("modified"), str)]
    known = [stamp[:10] for stamp in stamps if not stamp.startswith(DUMMY_STAMPS)]
    return bool(since) and document.is_list and any(stamp < since for stamp in known)


def deleted_unasked(document: Document) -> bool:
    """Deleted objects in a list that was asked for without a filter."""
    filtered = any(name in query_of(document.url) for name in _FILTERS)
    return document.is_list and not filtered and any(o.get("deleted") is True for o in document.objects)


def bare_consultations(document: Document) -> bool:
    """Several consultations, and none says where or under which item; a single one may be yet to be scheduled."""
    steps = [o for top in document.objects for _, o in nested(top) if type_of(o) == "Consultation"]
    return len(steps) >= _SEVERAL and not any(step.keys() & {"agendaItem", "meeting"} for step in steps)


def page_in_path(document: Document) -> bool:
    """Pages are parts of the path."""
    return _PAGE_IN_PATH.search(urlsplit(next_of(document)).path) is not None


def other_id(document: Document) -> bool:
    """An object that is read at another path than its id names."""
    ids = [o["id"] for o in document.objects[:1] if isinstance(o.get("id"), str) and _is_url(o["id"])]
    if not ids or "/oparl" not in document.url:
        return False
    here, named = (_PAGE_IN_PATH.sub("", urlsplit(url).path).rstrip("/").lower() for url in (document.url, ids[0]))
    return (
        not named.startswith(here) if document.is_list else named != here and type_of(document.objects[0]) != "System"
    )


def _is_url(text: str) -> bool:
    try:
        return bool(urlsplit(text).netloc)
    except ValueError:
        return False


def same_person_twice(document: Document) -> bool:
    """Two ids with the same full name: kept both, named."""
    names = [o.get("name") for o in document.objects if type_of(o) == "Person" and isinstance(o.get("name"), str)]
    return len(names) != len(set(names))


def fallback_urls(url: str, *folders: str) -> dict[str, str]:
    """Other addresses of a file whose own one answers 404, in the order in which to try them, by the name of their form.

    The one to store it in place of the one to show it; SessionNet's `getfile`, which has the same number, in the folders
    of its pages.
    """
    found: dict[str, str] = {}
    for pattern, stored in _TO_STORE:
        if pattern.search(url):
            found["download"] = pattern.sub(stored, url, count=1)
    if session := _SESSION_FILE.match(url):
        for folder in dict.fromkeys((*folders, f"{session[1]}/")):
            for program in ("getfile.asp", "getfile.php"):
                found[folder + program] = f"{folder}{program}?id={session[2]}&type=do"
    return found
