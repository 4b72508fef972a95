"""What a request asks and what an answer means: values and small functions of the HttpFetcher, without any network."""

from __future__ import annotations

import datetime as dt
import email.utils
import ssl
from dataclasses import dataclass
from typing import NoReturn

import httpx

from models.errors import FetchError, UnsafeError
from models.page import PageType

REDIRECTS = (301, 302, 303, 307, 308)
_NOT_OURS = frozenset({"host", "user-agent", "cookie", "connection", "content-length", "transfer-encoding", "from"})


class PassingError(FetchError):
    """A failure that may be over in a moment; still there after the last attempt."""


@dataclass(frozen=True)
class Question:
    """One hop."""

    method: str
    url: str
    form: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    page_type: PageType


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: httpx.Headers
    body: bytes
    seconds: float = 0.0
    failed_tries: tuple[int, ...] = ()


def allowed_headers(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Extra headers of a request (Wicket's Ajax), without those that are ours to set."""
    return tuple((name, value) for name, value in headers if name.lower() not in _NOT_OURS)


def target_of(question: Question, answer: Answer) -> Question | None:
    """The next hop, None for an answer that is no redirect."""
    location = answer.headers.get("location", "")
    if answer.status not in REDIRECTS or not location:
        return None
    try:
        url = str(httpx.URL(question.url).join(location))
    except (httpx.InvalidURL, ValueError) as error:
        raise UnsafeError(f"redirect to an address that is none: {location[:200]!r}", url=question.url) from error
    if answer.status in (307, 308) or question.method == "GET":
        return Question(question.method, url, question.form, question.headers, question.page_type)
    return Question("GET", url, (), question.headers, question.page_type)


def header_pairs(headers: httpx.Headers) -> tuple[tuple[str, str], ...]:
    """Headers as sent; each read as UTF-8 where it is that, else as Latin-1 (file names with umlauts)."""
    return tuple((_text(name), _text(value)) for name, value in headers.raw)


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def retry_after_of(value: str, now: dt.datetime) -> float | None:
    """Seconds of a Retry-After header (seconds or a date), None without one."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or dt.UTC) - now).total_seconds())


def raise_network(error: Exception, url: str) -> NoReturn:
    """One sentence for what went wrong below HTTP."""
    host = httpx.URL(url).host
    if reason := _certificate_fault(error):
        raise FetchError(
            f"the TLS certificate of {host} cannot be verified ({reason}); often the server does not send its whole"
            " chain. `verify_tls = false` for this source, with a reason in its notes, asks without checking",
            url=url,
        ) from error
    if isinstance(error, httpx.TooManyRedirects | httpx.UnsupportedProtocol | httpx.DecodingError):
        raise FetchError(f"{error}: {url}", url=url) from error
    what = "too slow" if isinstance(error, httpx.TimeoutException) else "the connection failed"
    raise PassingError(f"{what} ({str(error) or type(error).__name__}): {url}", url=url) from error


def _certificate_fault(error: BaseException | None) -> str:
    """What is wrong with the certificate, empty where the fault is another one."""
    reason = ""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            reason = (
                str(error).partition("certificate verify failed:")[2].partition("(_ssl")[0].strip() or "not trusted"
            )
        error = error.__cause__ or error.__context__
    return reason
