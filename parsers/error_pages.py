"""Pages that answer 200 and show no council data: refusals, logins, maintenance, bot walls, CMS errors.

Asked only where a page gave no record, and of short pages only: a paper may well speak of "Wartungsarbeiten".
"""

from __future__ import annotations

import re
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from models.result import Issue
from parsers.html import squash


class _Sign(NamedTuple):
    """One sign of an error page: where it stands and what it means."""

    code: str
    title: re.Pattern[str]
    text: re.Pattern[str]


def _sign(code: str, title: str, text: str) -> _Sign:
    return _Sign(code, re.compile(title, re.IGNORECASE), re.compile(text, re.IGNORECASE))


_SIGNS: tuple[_Sign, ...] = (
    _sign(
        "bot-wall",
        r"just a moment|attention required|access denied \| |sicherheitspr[üu]fung|checking your browser|ddos"
        r"|too many requests|zu viele anfragen",
        r"cf-browser-verification|challenge-platform|_Incapsula_Resource|Anubis|enable javascript and cookies to continue"
        r"|verify (?:that )?you are (?:a )?human|best[äa]tigen Sie,? dass Sie (?:ein|kein) (?:Mensch|Roboter)|g-recaptcha|h-captcha"
        r"|checking your browser|DDoS protection|Zugriff pr[üu]fen|too many requests|zu viele anfragen"
        r"|bitte aktivieren sie (?:javascript|cookies)",
    ),
    _sign(
        "access-denied",
        r"zugriff (?:verweigert|nicht (?:erlaubt|gestattet))|access denied|forbidden|keine (?:zugriffs)?berechtigung|\b403\b",
        r"zugriff (?:wurde )?verweigert|access denied|keine (?:ausreichende )?(?:zugriffs)?berechtigung"
        r"|keine (?:lese|zugriffs)rechte|nicht berechtigt,? (?:diese|auf)"
        r"|403 - forbidden|sie haben keinen zugriff",
    ),
    _sign(
        "not-public",
        r"nicht[ -]?öffentlich|keine information(?:en)? verf[üu]gbar|nicht freigegeben|keine daten (?:gefunden|vorhanden)",
        r"keine information(?:en)? verf[üu]gbar|es wurden keine informationen gefunden|(?:ist|sind) nicht[ -]?öffentlich\b.{0,40}(?:einsehbar|zug[äa]nglich)?"
        r"|(?:nicht|kein) (?:zur veröffentlichung )?freigegeben\b|keine daten (?:gefunden|vorhanden|verf[üu]gbar)"
        r"|noauth\.asp|nicht öffentlich zug[äa]nglich|keine öffentlichen? (?:informationen|daten)",
    ),
    _sign(
        "login-page",
        r"^(?:.{0,40}\W)?(?:anmeldung|anmelden|login|log in|einloggen)\b",
        r"type=[\"']password[\"']",
    ),
    _sign(
        "maintenance",
        r"wartung|maintenance|systemumstellung|vor[üu]bergehend nicht (?:erreichbar|verf[üu]gbar)|\b503\b|service unavailable",
        r"wartungsarbeiten|wegen wartung|systemumstellung"
        r"|(?:zurzeit|zur zeit|derzeit|momentan) (?:leider )?nicht zur verf[üu]gung|wartungsmodus|maintenance mode"
        r"|vor[üu]bergehend nicht (?:erreichbar|verf[üu]gbar)"
        r"|service (?:temporarily )?unavailable",
    ),
    _sign(
        "error-page",
        r"fehler|error|nicht gefunden|not found|abgelaufen|page expired|session expired|\b(?:404|500|502|504)\b|bad gateway|gateway time-?out",
        r"(?:seite|dokument|datei|objekt|eintrag|datensatz|vorlage|sitzung) (?:wurde |konnte )?(?:leider )?nicht gefunden|page not found|404 not found"
        r"|interner (?:server)?fehler|internal (?:server )?error"
        r"|(?:seite|sitzung|session) (?:ist )?(?:abgelaufen|expired)|page (?:has )?expired"
        r"|ein (?:unerwarteter )?fehler ist aufgetreten|es ist ein fehler aufgetreten"
        r"|ung[üu]ltiger? (?:parameter|aufruf|objektnummer)|(?:ADODB|Microsoft VBScript|VBScript)[^<]{0,60}(?:error|fehler)"
        r"|fatal error: |uncaught exception|ODBC[^<]{0,40}(?:error|fehler)|existiert nicht(?: mehr)?",
    ),
)
_FURNITURE = "script, style, nav, noscript, ul, ol, select, footer, header"
_SHORT = 1500
"""Characters of visible text up to which a page can be a mere message."""
_WALL = next(s for s in _SIGNS if s.code == "bot-wall")


def _find_in_words(titles: list[str], words: str) -> Issue | None:
    # A paper may be called `Fehlerhafte Abrechnung`: the message must be all there is.
    if len(words) > _SHORT:
        return None
    for title in titles:
        if sign := next((s for s in _SIGNS if s.title.search(title)), None):
            return Issue(code=sign.code, detail=title[:200], context="title")
    for sign in _SIGNS:
        if found := sign.text.search(words):
            return Issue(code=sign.code, detail=words[:200], context=found[0][:80])
    return None


def find(text: str, url: str = "") -> Issue | None:
    """The issue for an error page, None where the page may carry data.

    Args:
        text: the decoded page (HTML or plain text), or the words of the part that should have carried the record.
        url: where the answer came from; `noauth.asp` tells by itself.
    """
    if "noauth.asp" in url.lower():
        return Issue(code="not-public", detail="noauth.asp", context="url")
    if "<" not in text:
        return _find_in_words([], squash(text[: _SHORT * 4]))
    tree = LexborHTMLParser(text[:400_000])
    titles = [squash(node.text()) for node in tree.css("title, h1")[:5]]
    password = bool(tree.css_first("input[type=password]"))
    for node in tree.css(_FURNITURE):
        node.decompose()
    words = squash(tree.body.text(separator=" ")) if tree.body else ""
    if len(words) <= _SHORT and (found := _WALL.text.search(text[:400_000])):
        return Issue(code="bot-wall", detail=words[:200] or found[0], context=found[0][:80])
    if issue := _find_in_words(titles, words):
        return issue
    if password and len(words) <= _SHORT:
        return Issue(code="login-page", detail=words[:200], context="password field")
    return None
