"""Files whose address is gone, asked for at their other addresses, once each (OParl servers, see quirk `files-gone`).

What is found there belongs to the file's own address: the page says that it was asked for there and found here, as after
a redirect, so that archive, database and re-parse know whose bytes they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from models.page import Page
from models.source import Source, System
from parsers.oparl.quirk_rules import fallback_urls
from pipelines.extract import is_file
from scraper.frontier import Task
from scraper.vendors import folder_of

_VAIN = 3
"""So often a form of address may fail before it is left alone for this run, unless it has served once."""


class Elsewhere:
    """Which other addresses of files have served in this run."""

    def __init__(self, source: Source) -> None:
        self._folders = (folder_of(source.base_url),) if source.base_url and source.system is not System.OPARL else ()
        self._served: Counter[str] = Counter()
        self._vain: Counter[str] = Counter()

    def addresses(self, task: Task) -> Iterable[tuple[str, str]]:
        """Forms and addresses still worth a question; what has served most comes first."""
        forms = fallback_urls(task.request.url, *self._folders).items()
        ordered = sorted(forms, key=lambda form: -self._served[form[0]])
        return [(name, url) for name, url in ordered if self._served[name] or self._vain[name] < _VAIN]

    def answered(self, name: str, task: Task, page: Page | None) -> Page | None:
        """The file as its own address would have given it; None where there is none."""
        if page is None or (page.body and not is_file(page, task.request.page_type)):
            self._vain[name] += 1
            return None
        self._served[name] += 1
        return page.model_copy(update={"url": task.request.url, "final_url": page.final_url or page.url})
