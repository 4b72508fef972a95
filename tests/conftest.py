"""Fixtures for all tests: a served council, and `ratsinfo` as a program of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
SHARED = PROJECT.parent / "shared"


@dataclass
class Ended:
    """How a call of the program ended."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def _lazy_disk(request, monkeypatch):
    """No test of this process loses power: only the archive's own tests wait for the disk, which is a fifth of a crawl."""
    if request.path.stem not in {"test_archive", "test_kills"}:
        monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def ratsinfo(tmp_path):
    """Call the command line as cron does: its own process, an empty folder, no terminal."""

    def call(*words: object, timeout: float = 120, **env: str) -> Ended:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RATSINFO_")}
        done = subprocess.run(
            [sys.executable, "-m", "pipelines.cli", *map(str, words)],
            cwd=tmp_path,
            env={**kept, "PYTHONPATH": str(PROJECT), **env},
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    return call


@pytest.fixture
def shared() -> Path:
    """The reference material beside the project, where it is."""
    if not SHARED.is_dir():
        pytest.skip("the reference material ../shared is not here")
    return SHARED
