"""Write the expected results of fixtures anew: `python tests/record.py [case…]`. Review the diff before you commit it.

A case is the end of a fixture's path (`allris-classic/paper/cms-frame`) or a part of it (`allris4`); none means all.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from goldens import cases  # noqa: E402 - a script finds its neighbours first


def main(wanted: list[str]) -> int:
    chosen = [case for case in cases() if not wanted or any(w.rstrip("/") in case.name for w in wanted)]
    if not chosen:
        print(f"no fixture matches {' '.join(wanted) or 'tests/fixtures/<system>/<page type>/<case>/meta.json'}")
        return 2
    changed = [case.name for case in chosen if case.record()]
    for name in changed:
        print(f"written: {name}")
    print(f"{len(changed)} of {len(chosen)} expected results changed; see `git diff tests/fixtures`")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
