"""The defects of real OParl servers as switches of the view (DEMANDS, "OParl/RIS defects"), named as in parsers/oparl/quirks.py.

Four places where a defect can sit: in an object, in a list, in the text of the answer, in how the server is to be asked.
The last two groups of names are looked up by the view itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Object = dict[str, Any]


def _files(obj: Object) -> list[Object]:
    files = [obj.get(name) for name in ("mainFile", "invitation", "resultsProtocol")]
    found = [file for file in [*files, *obj.get("auxiliaryFile", [])] if isinstance(file, dict)]
    return [obj, *found] if obj["type"].endswith("/File") else found


def _n_a_values(obj: Object) -> None:
    obj.update(web="N/A", license=" ", keyword=["N/A"])


def _missing_type(obj: Object) -> None:
    if isinstance(obj.get("location"), dict):
        obj["location"].pop("type", None)


def _list_as_single(obj: Object) -> None:
    if len(obj.get("auxiliaryFile", [])) == 1:
        obj["auxiliaryFile"] = obj["auxiliaryFile"][0]


def _object_for_url(obj: Object) -> None:
    if obj["type"].endswith(("/Meeting", "/Consultation")):
        kind = obj["type"].rpartition("/")[0] + "/Organization"
        obj["organization"] = [{"id": url, "type": kind} for url in obj.get("organization", [])]


def _plural_list_names(obj: Object) -> None:
    if obj["type"].endswith("/Body"):
        for name in ("consultation", "file"):
            obj[f"{name}s"] = obj.pop(name)


def _times(change: Callable[[str, str], str]) -> Callable[[Object], None]:
    def mend(obj: Object) -> None:
        for name in ("created", "modified", "start", "end"):
            if isinstance(obj.get(name), str):
                obj[name] = change(name, obj[name])

    return mend


def _short_mime_type(obj: Object) -> None:
    for file in _files(obj):
        file["mimeType"] = "pdf"


def _doubled_extension(obj: Object) -> None:
    for file in _files(obj):
        file["fileName"] += ".pdf"


def _double_slash(obj: Object) -> None:
    for file in _files(obj):
        for name in ("accessUrl", "downloadUrl"):
            file[name] = file[name].replace("/oparl/", "/oparl//", 1)


def _ags_digits(obj: Object) -> None:
    if "ags" in obj:
        obj["ags"] = obj["ags"].lstrip("0")


def _consultation_id_reused(obj: Object) -> None:
    for step in obj.get("consultation", []) if obj["type"].endswith("/Paper") else []:
        step["id"] = obj["consultation"][0]["id"]


def _no_main_file(obj: Object) -> None:
    if "mainFile" in obj:
        obj["auxiliaryFile"] = [obj.pop("mainFile"), *obj.get("auxiliaryFile", [])]


def _consultation_without_item(obj: Object) -> None:
    steps = obj.get("consultation", []) if obj["type"].endswith("/Paper") else []
    for step in [*steps, obj] if obj["type"].endswith("/Consultation") else steps:
        step.pop("agendaItem", None)
        step.pop("meeting", None)


def _file_without_back_reference(obj: Object) -> None:
    for file in _files(obj):
        for name in ("paper", "meeting"):
            file.pop(name, None)


def _placeholder_body(obj: Object) -> None:
    if obj["type"].endswith("/Body"):
        obj["name"] = "Stadt Musterstadt"


def _host_runs_on(obj: Object) -> None:
    if "web" in obj:
        obj["web"] = re.sub(r"^(https?://[^/]+)/", r"\1", obj["web"])


ON_OBJECT: dict[str, Callable[[Object], None]] = {
    "n-a-values": _n_a_values,
    "missing-type": _missing_type,
    "object-for-url": _object_for_url,
    "plural-list-names": _plural_list_names,
    "double-colon-offset": _times(lambda _, value: re.sub(r"\+(\d\d):", r"+\1::", value)),
    "dummy-timestamp": _times(
        lambda name, value: "2000-01-01T00:00:00+01:00" if name in {"created", "modified"} else value
    ),
    "stamped-today": _times(
        lambda name, value: "2026-06-30T00:00:00+02:00" if name in {"created", "modified"} else value
    ),
    "end-at-midnight": _times(lambda name, value: value[:11] + "00:00:00" + value[19:] if name == "end" else value),
    "short-mime-type": _short_mime_type,
    "doubled-extension": _doubled_extension,
    "double-slash": _double_slash,
    "ags-digits": _ags_digits,
    "consultation-id-reused": _consultation_id_reused,
    "no-main-file": _no_main_file,
    "list-as-single": _list_as_single,
    "consultation-without-item": _consultation_without_item,
    "file-without-back-reference": _file_without_back_reference,
    "placeholder-body": _placeholder_body,
    "host-runs-on": _host_runs_on,
}


def _control_characters(text: str) -> str:
    return text.replace("Die ", "Die\x0b ").replace("der ", "der\t", 1)


def _bad_escape(text: str) -> str:
    return text.replace("Stadt", "Stadt\\ ", 1)


def _text_around_json(text: str) -> str:
    return f"<br />\n<b>Warning</b>: Undefined index in /srv/oparl.php on line 12<br />\n{text}\n<!-- 0.04 s -->"


def _trailing_comma(text: str) -> str:
    return re.sub(r"\}\s*\]", "},]", text)


ON_TEXT: dict[str, Callable[[str], str]] = {
    "control-characters": _control_characters,
    "bad-escape": _bad_escape,
    "text-around-json": _text_around_json,
    "trailing-comma": _trailing_comma,
}

# How lists answer; the view asks for these by name.
ON_LIST = {
    "empty-window-404",
    "bare-list",
    "single-object-list",
    "other-page-answered",
    "next-loses-filter",
    "next-with-plus",
    "next-goes-nowhere",
    "limit-without-next",
    "limit-ignored",
    "no-filter",
    "filter-503",
    "page-in-path",
    "query-in-list-url",
    "encoded-query-refused",
    "meeting-without-agenda",
    "deleted-in-unfiltered",
    "same-person-twice",
}
# How the server as a whole behaves.
ON_SERVER = {
    "html-error-page",
    "module-broken",
    "random-500",
    "slow-pages",
    "files-gone",
    "system-for-unknown-path",
    "truncated-json",
    "id-is-no-url",
}
QUIRKS = {*ON_OBJECT, *ON_TEXT, *ON_LIST, *ON_SERVER}
