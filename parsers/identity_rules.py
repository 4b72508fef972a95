"""The URL forms of all systems as data (SYSTEMS.md §1, VENDORS.md): programs, parameters, hosts of one-off systems."""

from __future__ import annotations

import re
from typing import NamedTuple

from models.page import PageType as P
from models.source import System


class Program(NamedTuple):
    """A page program of a vendor: what it shows and which parameter is the object's own id.

    `kind` is the finer word of SYSTEMS.md where the page type is coarser; `prefix` keeps keys apart where several
    programs show one kind of object with separate numbering; `extra` are parameters named beside the own id.
    """

    page_type: P
    own: str = ""
    kind: str = ""
    prefix: str = ""
    extra: tuple[str, ...] = ()


ALLRIS: dict[str, Program] = {
    "vo020": Program(P.PAPER, "VOLFDNR"),
    "vo021": Program(P.PAPER, "VOLFDNR", "paper_resolutions"),
    "to010": Program(P.MEETING, "SILFDNR", extra=("TOLFDNR",)),
    "to020": Program(P.AGENDA_ITEM, "TOLFDNR"),
    "au020": Program(P.ORGANIZATION, "AULFDNR", prefix="au-"),
    "fr020": Program(P.ORGANIZATION, "FRLFDNR", prefix="fr-"),
    "pa020": Program(P.ORGANIZATION, "PALFDNR", prefix="pa-"),
    "gr020": Program(P.ORGANIZATION, "GRLFDNR", prefix="gr-"),
    "kp020": Program(P.PERSON, "KPLFDNR"),
    "do027": Program(P.FILE, "DOLFDNR", extra=("typ",)),
    "doc": Program(P.FILE, "DOLFDNR", extra=("DOCTYP", "OTYP")),
    "si010": Program(P.CALENDAR),
    "si012": Program(P.CALENDAR),
    "si018": Program(P.CALENDAR, kind="meeting_list", extra=("GRA",)),
    "si019": Program(P.UNKNOWN, "SILFDNR", "attendance"),
    "si016": Program(P.UNKNOWN, "SILFDNR", "protocol"),
    "vo040": Program(P.PAPER_LIST),
    "vo041": Program(P.PAPER_LIST),
    "au010": Program(P.ORGANIZATION_LIST),
    "fr010": Program(P.ORGANIZATION_LIST),
    "pa010": Program(P.ORGANIZATION_LIST),
    "gr010": Program(P.ORGANIZATION_LIST),
    "at010": Program(P.ORGANIZATION_LIST, kind="office_list"),
    "pa021": Program(P.PERSON_LIST),
    "kp040": Program(P.PERSON_LIST),
    "kp041": Program(P.PERSON_LIST),
    "yw010": Program(P.UNKNOWN, kind="search"),
    "yw040": Program(P.UNKNOWN, kind="search"),
    "tr010": Program(P.UNKNOWN, kind="search"),
    "to035": Program(P.UNKNOWN, kind="resolution_list"),
    "do011": Program(P.UNKNOWN, kind="notice_list"),
    "na010": Program(P.UNKNOWN, kind="notice_list"),
    "allris.net": Program(P.UNKNOWN, kind="start"),
    "noauth": Program(P.UNKNOWN, kind="not_public"),
}
"""Programs of ALLRIS classic (`vo020.asp`, `vo020_r.asp`) and ALLRIS 4 (`vo020`)."""

SESSIONNET: dict[str, Program] = {
    "vo0050": Program(P.PAPER, "__kvonr"),
    "vo0053": Program(P.PAPER, "__kvonr", "paper_consultations"),
    "ag0050": Program(P.PAPER, "__kagnr", prefix="ag-"),
    "to0050": Program(P.AGENDA_ITEM, "__ktonr"),
    "to0045": Program(P.AGENDA_ITEM, "__ktonr", "agenda_item_record"),
    "to0058": Program(P.AGENDA_ITEM, "smctonr", "agenda_item_text"),
    "si0050": Program(P.MEETING, "__ksinr", "meeting_head"),
    "si0056": Program(P.MEETING, "__ksinr"),
    "si0057": Program(P.MEETING, "__ksinr"),
    "to0040": Program(P.MEETING, "__ksinr"),
    "si0040": Program(P.CALENDAR),
    "si0041": Program(P.CALENDAR),
    "si0042": Program(P.CALENDAR),
    "si0046": Program(P.CALENDAR),
    "vo0040": Program(P.PAPER_LIST),
    "vo0041": Program(P.PAPER_LIST),
    "vo0042": Program(P.PAPER_LIST),
    "vo0043": Program(P.PAPER_LIST),
    "suchen01": Program(P.PAPER_LIST),
    "ag0040": Program(P.PAPER_LIST),
    "ag0041": Program(P.PAPER_LIST),
    "gr0040": Program(P.ORGANIZATION_LIST),
    "fr0040": Program(P.ORGANIZATION_LIST),
    "kp0040": Program(P.ORGANIZATION, "__kgrnr"),
    "kp0041": Program(P.PERSON_LIST),
    "kp0042": Program(P.PERSON_LIST),
    "pe0040": Program(P.PERSON_LIST),
    "kp0050": Program(P.PERSON, "__kpenr", "person_memberships"),
    "kp0051": Program(P.PERSON, "__kpenr", "person_memberships"),
    "pe0050": Program(P.PERSON, "__kpenr"),
    "pe0051": Program(P.PERSON, "__kpenr"),
    "getfile": Program(P.FILE, "id", extra=("type",)),
    "ydocstart": Program(P.FILE, "id", extra=("type",)),
    "info": Program(P.UNKNOWN, kind="start"),
    "infobi": Program(P.UNKNOWN, kind="start"),
}
"""Programs of SessionNet (`vo0050.asp`, `vo0050.php`)."""

MORERUBIN: dict[str, Program] = {
    "meeting": Program(P.MEETING, "id"),
    "submission": Program(P.PAPER, "id"),
    "committee": Program(P.ORGANIZATION, "id"),
    "person": Program(P.PERSON, "id"),
    "documents": Program(P.FILE, "document_id", extra=("document_type_id", "submission_id")),
    "calendar": Program(P.CALENDAR),
    "sitzungskalender": Program(P.CALENDAR),
}
"""Programs of more! rubin (`meeting.php?id=`)."""

OPARL: dict[str, tuple[P, P, str]] = {
    "system": (P.SYSTEM, P.SYSTEM, ""),
    "body": (P.BODY, P.BODY, ""),
    "paper": (P.PAPER, P.PAPER_LIST, "vo"),
    "meeting": (P.MEETING, P.CALENDAR, "si"),
    "agendaitem": (P.AGENDA_ITEM, P.UNKNOWN, "to"),
    "organization": (P.ORGANIZATION, P.ORGANIZATION_LIST, "gr"),
    "person": (P.PERSON, P.PERSON_LIST, "pe"),
    "file": (P.FILE, P.UNKNOWN, ""),
    "downloadfile": (P.FILE, P.UNKNOWN, ""),
    "membership": (P.UNKNOWN, P.UNKNOWN, ""),
    "consultation": (P.UNKNOWN, P.UNKNOWN, ""),
    "location": (P.UNKNOWN, P.UNKNOWN, ""),
    "legislativeterm": (P.UNKNOWN, P.UNKNOWN, ""),
}
"""OParl object: page type of one, page type of a list, and the id group that equals the HTML pages' numbering."""

OPARL_VIEWS = frozenset({"view", "download"})
"""Words behind a file's key that say what is done with it, not which it is."""

SDNET: dict[str, P] = {
    "tops": P.MEETING,
    "vorgang": P.PAPER,
    "gremien": P.ORGANIZATION_LIST,
    "fraktionen": P.ORGANIZATION_LIST,
    "termine": P.CALENDAR,
    "personen": P.PERSON_LIST,
    "vorlagen": P.PAPER_LIST,
}
"""Path words of SD.NET RIM before the opaque token."""


class UrlForm(NamedTuple):
    """A system that is told by the shape of `host/path?query`; named groups are ids, `key` names those of the identity."""

    pattern: re.Pattern[str]
    system: System
    page_type: P
    kind: str = ""
    key: tuple[str, ...] = ()


def _form(pattern: str, system: System, page_type: P, kind: str = "", *key: str) -> UrlForm:
    return UrlForm(re.compile(pattern, re.IGNORECASE), system, page_type, kind, key)


MIRRORS: tuple[UrlForm, ...] = (
    _form(r"^politik-bei-uns\.de/file/(?P<id>[0-9a-f]{24})\b", System.POLITIK_BEI_UNS, P.FILE, "", "id"),
    _form(r"^politik-bei-uns\.de/paper/(?P<id>[0-9a-f]{24})\b", System.POLITIK_BEI_UNS, P.PAPER, "", "id"),
    _form(r"^politik-bei-uns\.de/meeting/(?P<id>[0-9a-f]{24})\b", System.POLITIK_BEI_UNS, P.MEETING, "", "id"),
    _form(r"^politik-bei-uns\.de(?:/|$)", System.POLITIK_BEI_UNS, P.UNKNOWN, "start"),
    _form(r"^unserac\.de/\D*(?P<id>\d+)[^/]*/?$", System.UNSERAC, P.PAPER, "", "id"),
    _form(r"^unserac\.de(?:/|$)", System.UNSERAC, P.UNKNOWN, "start"),
    _form(
        r"^bv-hh\.de/(?P<district>[\w-]+)/meetings/[\w-]*?-(?P<meeting>\d+)/protokoll\b",
        System.OTHER,
        P.FILE,
        "protocol",
        "district",
        "meeting",
    ),
    _form(r"^frankfurt-gestalten\.pages\.dev/vorlage/(?P<id>[\w-]+)", System.OTHER, P.PAPER, "", "id"),
)
"""Sites that show other systems' papers: asked before anything else."""

SINGLE_SYSTEMS: tuple[UrlForm, ...] = (
    _form(r"/risi/sitzung/top/(?P<id>\d+)", System.MUENCHEN_RISI, P.AGENDA_ITEM, "", "id"),
    _form(r"/risi/[\w/]*\?(?:.*&)?dokument=v?(?P<id>\d+)", System.MUENCHEN_RISI, P.FILE, "", "id"),
    _form(r"/risi/sitzung/detail/(?P<id>\d+)", System.MUENCHEN_RISI, P.MEETING, "", "id"),
    _form(r"/risi/(?P<art>sitzungsvorlage|antrag|ba-?\w+)/detail/(?P<id>\d+)", System.MUENCHEN_RISI, P.PAPER, "", "id"),
    _form(r"/risi/(?:gremium|fraktion)/detail/(?P<id>\d+)", System.MUENCHEN_RISI, P.ORGANIZATION, "", "id"),
    _form(r"/risi/person/detail/(?P<id>\d+)", System.MUENCHEN_RISI, P.PERSON, "", "id"),
    _form(r"/risi/sitzung(?:/|$|\?)", System.MUENCHEN_RISI, P.CALENDAR),
    _form(r"/risi/(?:sitzungsvorlage|antrag)(?:/|$|\?)", System.MUENCHEN_RISI, P.PAPER_LIST),
    _form(r"/risi/person(?:/|$|\?)", System.MUENCHEN_RISI, P.PERSON_LIST),
    _form(r"^risi\.muenchen\.de(?:/|$)", System.MUENCHEN_RISI, P.UNKNOWN, "start"),
    _form(r"/ris/(?P<tenant>[\w-]+)/agendaitem/details/(?P<id>\d+)", System.PROVOX, P.PAPER, "", "id"),
    _form(r"/ris/(?P<tenant>[\w-]+)/itemtracker/details/(?P<id>\d+)", System.PROVOX, P.AGENDA_ITEM, "", "id"),
    _form(r"/ris/(?P<tenant>[\w-]+)/meeting/details/(?P<id>\d+)", System.PROVOX, P.MEETING, "", "id"),
    _form(r"/ris/(?P<tenant>[\w-]+)/file/getfile/(?P<id>\d+)", System.PROVOX, P.FILE, "", "id"),
    _form(
        r"^(?:ris|risapi\d*)\.komuna\.net/(?P<tenant>[\w-]+)/agendaitem\.mvc/\w+/(?P<a>\d+)/(?P<b>\d+)",
        System.KOMUNA,
        P.AGENDA_ITEM,
        "",
        "a",
        "b",
    ),
    _form(r"^[^/]*komuna\.[^/]+/(?:[\w-]+/)?meeting(?:\.mvc/\w+)?/(?P<id>\d+)", System.KOMUNA, P.MEETING, "", "id"),
    _form(r"^[^/]*komuna\.[^/]+(?:/|$)", System.KOMUNA, P.UNKNOWN, "start"),
    _form(r"^[^/]*\.ris-portal\.de/.*sitzung", System.REGISAFE, P.CALENDAR),
    _form(r"^[^/]*\.ris-portal\.de(?:/|$)", System.REGISAFE, P.UNKNOWN, "start"),
    _form(
        r"tx_cronmmratsinfo_pi(?:%5b|\[)sitzung(?:%5d|\])=(?P<sitzung>\d+)",
        System.OTHER,
        P.MEETING,
        "",
        "sitzung",
    ),
    _form(r"/parlis2?/termine\.php", System.OTHER, P.CALENDAR),
    _form(r"^ris-[\w-]+\.komfa\.de(?:/|$)", System.OTHER, P.UNKNOWN, "start"),
    _form(r"^ratsinfoservice\.de/ris/(?P<tenant>[\w-]+)/?$", System.OTHER, P.UNKNOWN, "start"),
    _form(r"/ris/ris-\d{4}/.*-(?P<id>\d+)/?$", System.OTHER, P.PAPER, "", "id"),
    _form(r"/sitzungstermine/(?:.*/)?n-\d+\.html?$", System.OTHER, P.FILE, "protocol"),
    _form(r"/cms/detail\.php/bb\d\.c\.\d+\.de$", System.OTHER, P.FILE, "protocol"),
)
"""Systems of one town or a few: asked after the great systems."""

DOMINO: tuple[UrlForm, ...] = (
    _form(r"\.nsf/DS/(?P<doc>[\w.-]+)", System.DOMINO, P.PAPER, "", "doc"),
    _form(r"\.nsf/TO/(?P<doc>\w+)", System.DOMINO, P.FILE, "protocol", "doc"),
    _form(r"\.nsf/Niederschrift.*[?&]documentid=(?P<doc>[0-9a-f]{32})", System.DOMINO, P.FILE, "protocol", "doc"),
    _form(r"nied[^/]*\.nsf/[^?]*?(?P<doc>[0-9a-f]{32})(?:\?|/?$)", System.DOMINO, P.FILE, "protocol", "doc"),
    # What a page with a bare UNID shows is known from its content only (SYSTEMS.md §3).
    _form(r"\.nsf/.*[?&]documentid=(?P<doc>[0-9a-f]{32})", System.DOMINO, P.UNKNOWN, "", "doc"),
    _form(r"\.nsf/[^?]*/(?P<doc>[0-9a-f]{32})(?:\?|/?$)", System.DOMINO, P.UNKNOWN, "", "doc"),
    _form(r"\.nsf(?:/|$|\?)", System.DOMINO, P.UNKNOWN, "start"),
)
"""Lotus Domino: readable keys or UNIDs."""

PLATFORMS: tuple[UrlForm, ...] = (
    _form(r"/ics/[\w-]+\.ics(?:\?|$)", System.ALLRIS4, P.CALENDAR, "calendar_feed"),
    _form(r"/custom/startseite/?(?:\?|$)", System.ALLRIS4, P.UNKNOWN, "start"),
    _form(
        r"\.(?:sitzung-online\.(?:de|com)|allris\.cloud|sitzung-mv\.de)/(?:public|integration)/?$",
        System.ALLRIS4,
        P.UNKNOWN,
        "start",
    ),
    _form(
        r"\.(?:sitzung-online\.(?:de|com)|ratsportal\.net|allris\.net|allris-online\.de)/(?:bi\d?|pi\d?)/?$",
        System.ALLRIS_CLASSIC,
        P.UNKNOWN,
        "start",
    ),
    _form(r"^(?:ssl\.)?ratsinfo-online\.(?:de|net)/[\w-]+-bi/?$", System.ALLRIS_CLASSIC, P.UNKNOWN, "start"),
    _form(r"^sitzungsdienst-[\w-]+\.(?:hamburg\.)?de/(?:bi|oi)/?$", System.ALLRIS_CLASSIC, P.UNKNOWN, "start"),
    _form(r"^[^/]+\.(?:ratsinfomanagement\.net|ratsinformationsdienst\.de)/", System.SDNET, P.UNKNOWN, "start"),
    _form(r"^(?:rim\.ekom21\.de/[\w-]+|sdnetrim\.kdvz-frechen\.de/rim\d+)/?", System.SDNET, P.UNKNOWN, "start"),
    _form(r"^[^/]+\.(?:gremien\.info|more-rubin1\.de)/", System.MORERUBIN, P.UNKNOWN, "start"),
    _form(r"^ris-[\w-]+\.zv-kisa\.de/", System.MORERUBIN, P.UNKNOWN, "start"),
    _form(
        r"^(?:sessionnet\.(?:owl-it|krz)\.de/[\w-]+/bi|[\w-]+-sitzungsdienst\.komm\.one/bi|[\w-]+\.digitalfabrix\.de)/?$",
        System.SESSIONNET,
        P.UNKNOWN,
        "start",
    ),
)
"""Hosts where every tenant has the same system, asked last; the page itself is told by its program."""
