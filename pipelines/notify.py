"""`--ping URL`: tell a monitoring service how a run ended, so that silence and failure are both noticed.

The report goes there as a JSON POST. In the URL `{status}` becomes `ok` or `fail` and `{code}` the exit code, which is what
healthchecks.io, Uptime Kuma, Gatus and their like want. A monitor that cannot be reached never changes how the run ends.
"""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit

from models.errors import UsageError

LOG = logging.getLogger("ratsinfo.notify")
_SECONDS = 10.0
_ATTEMPTS = 2


def check(url: str) -> None:
    """UsageError for an address that cannot be pinged."""
    if url and urlsplit(url).scheme not in {"http", "https"}:
        raise UsageError(f"--ping {url}: wanted an address with http or https")


def ping(url: str, code: int, report: dict[str, Any]) -> bool:
    """Send the report; False, and a warning in the log, where nobody took it."""
    import httpx  # noqa: PLC0415 (slow to import, and only when asked for)

    target = url.replace("{status}", "fail" if code else "ok").replace("{code}", str(code))
    host = urlsplit(target).netloc.rpartition("@")[2]
    failure = ""
    for _ in range(_ATTEMPTS):
        try:
            answer = httpx.post(target, json=report, timeout=_SECONDS, follow_redirects=True)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            failure = str(error) or type(error).__name__
            continue
        if answer.is_success:
            return True
        failure = f"it answered {answer.status_code}"
    # The path of such an address is often a secret, and so is what stands before an @.
    LOG.warning("the monitor at %s was not reached: %s", host, failure)
    return False
