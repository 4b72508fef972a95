"""Which hosts are one machine park: budgets are per platform, not per town (VENDORS.md, hosting platforms)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from models.source import Source

# Every host under these domains is a tenant of the platform of that name.
_DOMAINS: dict[str, str] = {
    "allris-online.de": "allris-online.de",
    "allris.cloud": "allris.cloud",
    "allris.net": "allris.net",
    "dikom-bb.de": "dikom-bb.de",
    "digitalfabrix.de": "digitalfabrix.de",
    "ekom21.de": "ekom21.de",
    "gremien.info": "gremien.info",
    "hannit.de": "hannit.de",
    "itebo.de": "itebo.de",
    "itk-rheinland.de": "itk-rheinland.de",
    "kdgoe.de": "kdgoe.de",
    "kdvz-frechen.de": "kdvz-frechen.de",
    "kitu-genossenschaft.de": "kitu-genossenschaft.de",
    "komfa.de": "komfa.de",
    "komm.one": "komm.one",
    "komuna.net": "komuna.net",
    "krz-greiz.de": "krz-greiz.de",
    "krz.de": "owl-it.de",
    "livingdata.de": "livingdata.de",
    "mein-intra.net": "mein-intra.net",
    "more-rubin1.de": "gremien.info",
    "owl-it.de": "owl-it.de",
    "ratsinfo-online.de": "ratsinfo-online",
    "ratsinfo-online.net": "ratsinfo-online",
    "ratsinfomanagement.net": "ratsinfomanagement.net",
    "ratsinformationsdienst.de": "ratsinfomanagement.net",
    "ratsportal.net": "ratsportal.net",
    "ris-portal.de": "ris-portal.de",
    "sitzung-mv.de": "sitzung-mv.de",
    "sitzung-online.com": "sitzung-online",
    "sitzung-online.de": "sitzung-online",
    "zv-kisa.de": "zv-kisa.de",
}
# Platforms whose tenants have domains or hosts of a common form.
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"sitzungsdienst-[^.]+\.hamburg\.de"), "sitzungsdienst-hamburg.de"),
    (re.compile(r"(?:www\.)?sitzungsdienst-[^.]+\.de"), "sitzungsdienst-online"),
)


def platform_of(host: str) -> str:
    """The platform of a host: the shared hoster's name, else the host itself without `www.`."""
    name = host.lower().rstrip(".")
    labels = name.split(".")
    for first in range(len(labels) - 1):
        if platform := _DOMAINS.get(".".join(labels[first:])):
            return platform
    for form, platform in _FORMS:
        if form.fullmatch(name):
            return platform
    return name.removeprefix("www.")


def platform_of_url(url: str) -> str:
    """The platform that answers a URL; different ports of one host are one platform."""
    return platform_of(urlsplit(url).hostname or "")


def is_home(url: str, source: Source) -> bool:
    """Whether a URL lies where the source lives; a link may lead to a map, a CMS or another town's server."""
    homes = [urlsplit(base).hostname or "" for base in (source.base_url, source.oparl_url) if base]
    homes += source.host_aliases
    return not homes or platform_of_url(url) in {platform_of(host) for host in homes}
