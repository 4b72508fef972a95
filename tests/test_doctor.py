"""What `ratsinfo doctor` finds out about a server with a few requests."""

from __future__ import annotations

import asyncio
import json

from models.errors import GoneError
from models.page import Page
from pipelines.doctor import examine

ROOT = "https://oparl.hoexmar.example"
BODY = {
    "id": f"{ROOT}/body/1",
    "type": "https://schema.oparl.org/1.1/Body",
    "name": "Höxmar",
    "paper": f"{ROOT}/body/1/paper",
    "meeting": f"{ROOT}/body/1/meeting",
    "organization": f"{ROOT}/body/1/organization",
    "person": f"{ROOT}/body/1/person",
}
ANSWERS = {
    f"{ROOT}/system": {
        "id": f"{ROOT}/system",
        "type": "https://schema.oparl.org/1.1/System",
        "oparlVersion": "https://schema.oparl.org/1.1/",
        "body": f"{ROOT}/body",
    },
    # Some servers give the one body in place of the list.
    f"{ROOT}/body": BODY,
    f"{ROOT}/body/1": BODY,
    f"{ROOT}/body/1/paper": {
        "data": [
            {
                "id": f"{ROOT}/paper/{n}",
                "type": "https://schema.oparl.org/1.1/Paper",
                "name": f"Vorlage {n}",
                "reference": f"2026/{n}" if n else "N/A",
            }
            for n in range(4)
        ],
        "links": {},
        "pagination": {},
    },
}


class Answering:
    """A server of answers in memory."""

    def __init__(self):
        self.asked = []

    async def fetch(self, request, source, *, etag="", last_modified=""):
        self.asked.append(request.url)
        if request.url not in ANSWERS:
            raise GoneError(f"gone (404): {request.url}", url=request.url, status=404)
        return Page(url=request.url, body=json.dumps(ANSWERS[request.url]).encode(), content_type="application/json")

    async def aclose(self):
        pass


def test_defects_are_named_and_completeness_measured():
    server = Answering()
    found = asyncio.run(examine(f"{ROOT}/system", server)).to_json()

    assert found["records"]["Paper"] == 4
    assert found["completeness"]["Paper"]["reference"] == 0.75
    assert "n-a-values" in {quirk["name"] for quirk in found["quirks"]}
    assert all(quirk["defect"] for quirk in found["quirks"])
    assert len(found["failures"]) == 3
    assert found["requests"] == len(server.asked) == len(set(server.asked)) <= 16


def test_a_server_that_is_none_is_said_so():
    found = asyncio.run(examine(f"{ROOT}/nothing", Answering())).to_json()

    assert found["records"] == {}
    assert found["failures"]
