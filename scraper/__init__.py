"""Requests in, pages out: knows hosts and manners, no layouts."""

import importlib.util
import sys

# `None` makes an import fail at once (documented); httpx and httpcore can do without these two.

# httpx's own command line: it draws in rich, a tenth of the start of a crawl.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
if importlib.util.find_spec("sniffio") is None:
    # httpcore asks for it four times a request, and Python searches its whole path (50 µs) each time for a module that
    # is not there, unless it is noted as missing (2 µs).
    sys.modules["sniffio"] = None  # type: ignore[assignment]
