"""Musterstadt: a deterministic simulated council that the tests, the demo and the benchmarks crawl.

`council` is the content (what is true), `view_*` are the systems that show it, `truth` says what a perfect crawl of a
view must yield, `server` puts a view on loopback and `faults` spoils it on request.
"""

from __future__ import annotations

from musterstadt.content import Change
from musterstadt.council import Council
from musterstadt.faults import Fault
from musterstadt.server import Server, Switches
from musterstadt.truth import Truth, truth_for

__all__ = ["Change", "Council", "Fault", "Server", "Switches", "Truth", "truth_for"]
