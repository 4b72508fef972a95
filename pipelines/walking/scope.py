"""Which addresses belong to a source, and whether its pages have moved to another host."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from models.page import Page, PageType, Request
from models.source import Source
from scraper.vendors import folder_of, host_of


@dataclass
class Scope:
    """Which addresses belong to a source: its hosts, and on its own host its own folder (tenants share hosts)."""

    roots: tuple[tuple[str, str], ...]
    hosts: frozenset[str]

    @classmethod
    def of(cls, source: Source) -> Scope:
        """The scope of a source's registered addresses and aliases."""
        urls = [folder_of(url) for url in (source.base_url, source.oparl_url) if url]
        roots = [(host_of(url), urlsplit(url).path.lower()) for url in urls]
        # An OParl server names objects beside its system object's folder, so its host counts as a whole.
        roots += [(host_of(source.oparl_url), "/")] if source.oparl_url else []
        roots += [(alias.lower().removeprefix("www."), "/") for alias in source.host_aliases]
        return cls(tuple(roots), frozenset(host for host, _ in roots))

    @property
    def name(self) -> str:
        """The scope as a line of text, to notice that it changed."""
        return " ".join(sorted(host + folder for host, folder in self.roots))

    def covers(self, request: Request) -> bool:
        """Whether a request stays with the source; files may lie anywhere on its hosts."""
        parts = urlsplit(request.url)
        if parts.scheme not in {"http", "https"}:
            return False
        host = host_of(request.url)
        if request.page_type is PageType.FILE:
            return host in self.hosts
        return any(host == mine and parts.path.lower().startswith(folder) for mine, folder in self.roots)


def moved(source: Source, page: Page) -> str:
    """What to tell the owner of a source whose pages come from another host; empty where they do not."""
    if not page.final_url or host_of(page.final_url) in Scope.of(source).hosts:
        return ""
    return f"{host_of(page.url)} answers from {host_of(page.final_url)}: if it has moved, change base_url"
