"""Lines that a town's site prints before a page's own text: skip links, menus, breadcrumbs (VARIETY §9.3)."""

from __future__ import annotations

import re

from parsers.html import squash

_WORDS = frozenset(
    (
        *(
            "startseite",
            "home",
            "menü",
            "menu",
            "navigation",
            "hauptmenü",
            "hauptnavigation",
            "hilfsnavigation",
            "suche",
        ),
        *("suchen", "suchbegriff", "impressum", "datenschutz", "datenschutzerklärung", "kontakt", "sitemap", "hilfe"),
        *("barrierefreiheit", "erklärung zur barrierefreiheit", "leichte sprache", "gebärdensprache", "vorlesen"),
        *("anmelden", "anmeldung", "login", "drucken", "seite drucken", "teilen", "zurück", "schließen", "legende"),
        *(
            "kalender",
            "sitzungskalender",
            "gremien",
            "mandatsträger",
            "textrecherche",
            "recherche",
            "rathaus",
            "politik",
        ),
        *("rss-feed abonnieren", "danach suchen andere", "seite vorlesen", "schriftgröße", "kontrast"),
        *(
            "ratsinformationssystem",
            "bürgerinformationssystem",
            "ratsinformation",
            "bürgerinformation",
            "sitzungsdienst",
        ),
        *("toggle navigation", "seiteninhalt"),
    )
)
_LINES = re.compile(
    r"(?:zum|zur|direkt zum|direkt zur) (?:inhalt|hauptinhalt|navigation|hauptnavigation|suche|seitenanfang)(?: springen| wechseln)?"
    r"|sie (?:sind|befinden sich) hier\b.{0,120}|.{0,40}\bfunktion von drittanbietern\."
    r"|(?:rats|bürger|gremien)informationssystem (?:der|des) .{2,60}"
)
_MOST = 40


def without_site_lines(text: str) -> str:
    """The text with such lines at its beginning made blank; every other character keeps its place, for citation."""
    place = 0
    for line in text.splitlines(keepends=True)[:_MOST]:
        words = squash(line).strip(" |>»›:·").casefold()
        if words and words not in _WORDS and not _LINES.fullmatch(words):
            break
        place += len(line)
    if not text[:place].strip():
        return text
    return re.sub(r"[^\n\r]", " ", text[:place]) + text[place:]
