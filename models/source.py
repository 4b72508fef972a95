"""A source: one public council information system of one body (a row of data/sources.csv)."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class System(StrEnum):
    """The software that serves the pages."""

    ALLRIS_CLASSIC = "allris-classic"
    ALLRIS4 = "allris4"
    SESSIONNET = "sessionnet"
    SDNET = "sdnet"
    MORERUBIN = "morerubin"
    OPARL = "oparl"
    UNSERAC = "unserac"
    POLITIK_BEI_UNS = "politik-bei-uns"
    DOMINO = "domino"
    MUENCHEN_RISI = "muenchen-risi"
    PROVOX = "provox"
    KOMUNA = "komuna"
    REGISAFE = "regisafe"
    OTHER = "other"
    UNKNOWN = "unknown"


JOINED = frozenset({System.ALLRIS_CLASSIC, System.ALLRIS4, System.SESSIONNET})
"""Systems whose pages and OParl objects have the same numbers, so that both ways in give one record (database/dedupe.py)."""


class Source(BaseModel):
    """Where the records of one body come from; quirks are values here, never code."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(description="Stable short name (`nw-huertgenwald`); first part of every record id.")
    name: str = ""
    kind: str = Field(default="", description="municipality, county, district …")
    state: str = Field(default="", description="Two letters: BB, NW …")
    ags: str = Field(default="", description="Amtlicher Gemeindeschlüssel: 8 digits, 5 for a county.")
    ars: str = ""
    system: System = System.UNKNOWN
    base_url: str = ""
    oparl_url: str = ""
    oparl: Literal["", "also", "only"] = Field(
        default="",
        description="The OParl interface beside HTML pages: asked where these are closed to us (empty), in each run (also),"
        " in their place (only). `also` is for systems whose pages and objects have the same numbers.",
    )
    status: str = Field(default="unknown", description="As last evidenced: live, dead or unknown.")
    seen: str = ""
    evidence: str = ""
    notes: str = ""
    local: bool = Field(default=False, description="May live on a loopback or private address (tests, demo).")
    robots_override: str = Field(default="", description="Written reason for ignoring robots.txt; empty: it is obeyed.")
    delay: float = Field(default=1.0, ge=0, description="Least seconds between two requests to the platform.")
    verify_tls: bool = Field(
        default=True, description="False only with a reason in notes: the server's chain is broken."
    )
    host_aliases: tuple[str, ...] = Field(default=(), description="Further hosts that serve the same system.")
    expect_papers: tuple[float, float] | None = Field(
        default=None, description="Least and most papers a month; None: learnt from the source's own history."
    )
    expect_text: tuple[float, float] | None = Field(default=None, description="Share of papers with text or a file.")
    expect_consultation: tuple[float, float] | None = Field(
        default=None, description="Share of papers with a Beratungsfolge."
    )
    expect_result: tuple[float, float] | None = Field(
        default=None, description="Share of the past meetings with results."
    )
    expect_file_text: tuple[float, float] | None = Field(default=None, description="Share of files with text.")

    @model_validator(mode="after")
    def _joins(self) -> Self:
        if self.oparl == "also" and self.system not in JOINED:
            raise ValueError(f"`also` would store everything twice: it is for {', '.join(sorted(JOINED))}")
        return self
