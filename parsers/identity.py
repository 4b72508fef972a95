"""What a URL identifies: system, page type and the vendor's own key (SYSTEMS.md §1 and §2).

Session tokens, menu parameters, schemes and `www.` are no part of identity. The key is raw from the URL.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from models.page import PageType
from models.source import System
from parsers import identity_rules as rules
from parsers.address import MAX_URL, Url, read

_ALLRIS_PROGRAM = re.compile(r"^([a-z]{2}\d{3}|doc|allris\.net|noauth)(?:_[a-z0-9]{1,3})?(\.asp)?$")
_WICKET_FILE = re.compile(
    r"/[a-z]{2}\d{3}\?\d{1,9}-[\d.]{0,12}-[\w.-]{0,80}(?:attachment|document|dokument|anlage)[\w.-]{0,120}-link(?:&|$)",
    re.IGNORECASE,
)
_PHP_PROGRAM = re.compile(r"^([a-z_]+\d{0,4})[a-z]?\.(asp|php)$")
_SDNET_TOKEN = re.compile(r"^UGhVM0hpd2NXNFdFcExjZ[\w-]*$")
_OPARL_VERSION = re.compile(r"^v?\d+\.\d+$")
_OBJECTS = {
    PageType.PAPER: "paper",
    PageType.MEETING: "meeting",
    PageType.AGENDA_ITEM: "agenda_item",
    PageType.ORGANIZATION: "organization",
    PageType.PERSON: "person",
    PageType.FILE: "file",
    PageType.BODY: "body",
}


class Identity(NamedTuple):
    """What a URL says by itself; content may know better (a `.asp` address can be answered by ALLRIS 4).

    `kind` is the finer word of SYSTEMS.md (`meeting_list`, `start`, `protocol`), else the page type's own word.
    """

    system: System
    page_type: PageType
    key: str
    ids: dict[str, str]
    kind: str = ""


# more! rubin's number of a meeting and its object gain `ni_` once there are minutes: no part of its identity.
_MINUTED = frozenset({System.MORERUBIN, System.OPARL})
UNIDENTIFIED = Identity(System.UNKNOWN, PageType.UNKNOWN, "", {}, "")


@lru_cache(maxsize=4096)
def _identify(url: str) -> Identity:
    parts = read(url)
    if parts is None:
        return UNIDENTIFIED
    for test in (_mirror, _oparl, _sessionnet, _allris, _sdnet, _morerubin, _domino, _single, _platform):
        if found := test(parts):
            kind, key = found.kind or str(found.page_type), found.key
            if found.page_type is PageType.MEETING and found.system in _MINUTED:
                key = key.removeprefix("ni_")
            return found._replace(kind=kind, key=key)
    return UNIDENTIFIED


def identify(url: str) -> Identity:
    """System, page type and key that the URL alone tells; UNKNOWN and empty where it tells nothing."""
    found = _identify(url)
    return found._replace(ids=dict(found.ids))


def is_session_file(url: str) -> bool:
    """Whether an address serves a file in one session only, whatever object else it names (ALLRIS 4 names the paper)."""
    return _identify(url).kind == "session_file" or (len(url) <= MAX_URL and _WICKET_FILE.search(url) is not None)


def record_id(source_id: str, url: str) -> str | None:
    """`"<source id>/<object>/<vendor key>"` of the object that the URL addresses, None where it names no key."""
    found = _identify(url)
    name = _OBJECTS.get(found.page_type)
    return f"{source_id}/{name}/{found.key}" if name and found.key else None


@lru_cache(maxsize=4096)
def canonical_url(url: str) -> str:
    """The page's address without fragment, session, menu, sort and print parameters; unchanged where it is unknown."""
    parts = read(url)
    if parts is None:
        return url
    found = _identify(url)
    query = parts.search
    if found.key and found.system in {System.ALLRIS_CLASSIC, System.ALLRIS4, System.SESSIONNET}:
        own = {name.lower() for name in found.ids} - ({"tolfdnr"} if found.page_type is PageType.MEETING else set())
        own.add("options")
        query = urlencode({n: v for n, v in parts.pairs if v and n.lower() in own})
    return f"{parts.site}{parts.path or '/'}{'?' if query else ''}{query}"


def _key_ok(key: str) -> str:
    return key if key and len(key) <= 200 and key.isprintable() else ""


def _from_program(system: System, program: rules.Program, query: dict[str, str]) -> Identity:
    own = query.get(program.own.lower(), "") if program.own else ""
    ids = {program.own: own} if own else {}
    for name in program.extra:
        if value := query.get(name.lower()):
            ids[name] = value
    key = f"{program.prefix}{own}" if _key_ok(own) else ""
    if key and program.page_type is PageType.FILE:
        key = "-".join([key, *(ids[n] for n in program.extra[:1] if n in ids and ids[n] != "do")])
    return Identity(system, program.page_type, key, ids, program.kind)


def _from_form(forms: tuple[rules.UrlForm, ...], url: Url) -> Identity | None:
    for form in forms:
        if found := form.pattern.search(url.whole):
            ids = {k: v for k, v in found.groupdict().items() if v and k != "art"}
            key = _key_ok("-".join(ids[k] for k in form.key if k in ids))
            return Identity(form.system, form.page_type, key, ids, form.kind)
    return None


def _mirror(url: Url) -> Identity | None:
    return _from_form(rules.MIRRORS, url)


def _single(url: Url) -> Identity | None:
    return _from_form(rules.SINGLE_SYSTEMS, url)


def _domino(url: Url) -> Identity | None:
    return _from_form(rules.DOMINO, url) if ".nsf" in url.whole.lower() else None


def _platform(url: Url) -> Identity | None:
    return _from_form(rules.PLATFORMS, url)


def _program(url: Url) -> str:
    return url.segments[-1].lower() if url.segments else ""


def _allris(url: Url) -> Identity | None:
    if "___tmp" in url.segments:
        return Identity(System.ALLRIS_CLASSIC, PageType.FILE, "", {}, "session_file")
    if len(url.segments) > 2 and url.segments[-3:-1] == ["resource", "org.apache.wicket.Application"]:
        return Identity(System.ALLRIS4, PageType.FILE, "", {}, "session_file")
    name = _ALLRIS_PROGRAM.match(_program(url))
    program = rules.ALLRIS.get(name[1]) if name else None
    if name is None or program is None or (name[1] == "doc" and (name[2] or "dolfdnr" not in url.query)):
        return None
    return _from_program(System.ALLRIS_CLASSIC if name[2] else System.ALLRIS4, program, url.query)


def _sessionnet(url: Url) -> Identity | None:
    name = _PHP_PROGRAM.match(_program(url))
    program = rules.SESSIONNET.get(name[1]) if name else None
    return _from_program(System.SESSIONNET, program, url.query) if program else None


def _morerubin(url: Url) -> Identity | None:
    name = _program(url)
    if name == "api.php" and url.query.get("id") in {"calendar", "meetings", "organizations"}:
        kind = {"calendar": PageType.CALENDAR, "meetings": PageType.MEETING}.get(url.query["id"])
        key = _key_ok(url.query.get("meeting_id", ""))
        return Identity(
            System.MORERUBIN, kind or PageType.ORGANIZATION_LIST, key, {"meeting_id": key} if key else {}, ""
        )
    found = rules.MORERUBIN.get(name.removesuffix(".php"))
    by_host = url.host.endswith((".gremien.info", ".more-rubin1.de"))
    # `/meeting` alone is too common a path to be told without the host.
    if found and (name.endswith(".php") or by_host):
        query = url.query if url.query.get("id") or "sid" not in url.query else {**url.query, "id": url.query["sid"]}
        return _from_program(System.MORERUBIN, found, query)
    return None


def _sdnet(url: Url) -> Identity | None:
    if len(url.segments) >= 3 and url.segments[-3] == "sdnetrim" and _SDNET_TOKEN.match(url.segments[-2]):
        # The token is a locator that may change: no key (SYSTEMS.md §2 rule 9).
        return Identity(System.SDNET, PageType.FILE, "", {"token": url.segments[-2], "name": url.segments[-1]}, "")
    token = url.query.get("__", "")
    page_type = rules.SDNET.get(_program(url))
    if page_type and _SDNET_TOKEN.match(token):
        if page_type is PageType.ORGANIZATION_LIST:
            page_type = PageType.ORGANIZATION
        elif page_type is PageType.PERSON_LIST:
            page_type = PageType.PERSON
        return Identity(System.SDNET, page_type, "", {"token": token}, "")
    if page_type and (found := _platform(url)) and found.system is System.SDNET:
        return Identity(System.SDNET, page_type, "", {}, "")
    return None


def _singular(word: str) -> str:
    word = word.lower().removesuffix(".asp")
    return {"bodies": "body", "people": "person"}.get(word) or (
        word.removesuffix("s") if word.removesuffix("s") in rules.OPARL else word
    )


def _oparl(url: Url) -> Identity | None:
    lower = [s.lower() for s in url.segments]
    if "oparl" in lower:
        rest = url.segments[lower.index("oparl") + 1 :]
    elif url.host.startswith("oparl."):
        rest = url.segments
    else:
        return None
    rest = [s for s in rest if not _OPARL_VERSION.match(s)]
    ids: dict[str, str] = {}
    if len(rest) > 1 and _singular(rest[0]) == "body":
        ids["body"] = rest[1]
        rest = rest[2:] or rest[:1]
    name = _singular(rest[0]) if rest else "system"
    if name not in rules.OPARL:
        return Identity(System.OPARL, PageType.UNKNOWN, "", ids, "")
    single, listing, own_group = rules.OPARL[name]
    key = _oparl_key(rest[1:], url.query, own_group)
    if name == "body":
        key = key or ids.get("body", "")
    if name == "system":
        key = ""
    elif not key:
        return Identity(System.OPARL, listing, "", ids, f"{name}_list")
    if key and name != "body":
        ids[name] = key
    elif key:
        ids["body"] = key
    return Identity(System.OPARL, single, _key_ok(key), ids, name)


def _oparl_key(rest: list[str], query: dict[str, str], own_group: str) -> str:
    if query.get("id"):
        kind = query.get("typ") or query.get("dtyp")
        return f"{kind}-{query['id']}" if kind else query["id"]
    if not rest or rest[0].lower() == "page":
        return ""
    if len(rest) > 1 and rest[-1].lower() in rules.OPARL_VIEWS:
        rest = rest[:-1]
    return "-".join(rest[1:] if len(rest) > 1 and rest[0].lower() == own_group else rest)
