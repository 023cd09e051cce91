"""Fetches what is to be imported, from a file or from the web, within limits.

Only an administrator names an address, which may be inside the council's own network: nothing is
sent there but the request itself, with no cookie, password or content.
"""

from __future__ import annotations

import http.client
import ssl
import time
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
)

from moothall.people.importing.plan import ImportRefused

MOST_BYTES = 20 * 1024 * 1024
MOST_REDIRECTS = 5
LONGEST = 60.0  # seconds for everything
_SILENCE = 20.0  # seconds without a byte
_SERVICE = "mgwebservice"
COUNCILLORS, COMMITTEES = "GetCouncillorsByWard", "GetCommittees"


def is_address(name: str) -> bool:
    """Whether it is a web address and no file's name."""
    return "://" in name


def open_source(name: str, *, source: str) -> list[bytes]:
    """The bytes of the file or of what the address answers; of a ModernGov site, of both lists.

    Raises ImportRefused.
    """
    if not is_address(name):
        return [read_file(Path(name))]
    if source == "moderngov":
        return [fetch(address) for address in service_addresses(name)]
    return [fetch(name)]


def service_addresses(address: str) -> list[str]:
    """The two lists of a ModernGov site; one address of its web service is taken as it is."""
    if _SERVICE in address.casefold() and not address.casefold().rstrip("/").endswith(".asmx"):
        return [address]
    site = address.split("?", 1)[0].rstrip("/")
    service = site if site.casefold().endswith(".asmx") else f"{site}/mgWebService.asmx"
    return [f"{service}/{COUNCILLORS}", f"{service}/{COMMITTEES}"]


def read_file(path: Path) -> bytes:
    """A file within the limit. Raises ImportRefused."""
    try:
        with path.open("rb") as file:
            return within_limit(file.read(MOST_BYTES + 1), where=path.name)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ImportRefused(f"{path} cannot be read: {why}.") from None


def within_limit(data: bytes, *, where: str) -> bytes:
    """The same bytes. Raises ImportRefused where they are too many."""
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // (1024 * 1024)
        raise ImportRefused(f"{where} is bigger than {most} MB. No list of people is that long.")
    return data


def fetch(address: str) -> bytes:
    """What the address answers. Raises ImportRefused where that is not to be had."""
    _check(address)
    deadline = time.monotonic() + LONGEST
    try:
        with _opener().open(Request(address, headers=_HEADERS), timeout=_SILENCE) as answer:  # noqa: S310
            return within_limit(_read(answer, deadline=deadline), where="The answer")
    except ImportRefused:
        raise
    except HTTPError as error:
        raise ImportRefused(f"{address} answered {error.code} {error.reason}.") from None
    except (URLError, OSError, http.client.HTTPException, ssl.SSLError, ValueError) as error:
        why = getattr(error, "reason", None) or error
        raise ImportRefused(f"{address} could not be read: {why}.") from None


_HEADERS = {"User-Agent": "Moothall", "Accept": "*/*", "Accept-Encoding": "identity"}


def _read(answer: Any, *, deadline: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while size <= MOST_BYTES and (part := answer.read1(65_536)):
        parts.append(part)
        size += len(part)
        if time.monotonic() > deadline:
            raise ImportRefused(f"The answer was not complete after {LONGEST:.0f} seconds.")
    wanted = answer.headers.get("Content-Length", "")
    if wanted.isdecimal() and size < min(int(wanted), MOST_BYTES):
        raise ImportRefused(f"The answer breaks off: {size} of {wanted} bytes came.")
    return b"".join(parts)


def _check(address: str) -> None:
    """Raises ImportRefused for anything but a plain web address."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise ImportRefused(f"{address!r} is not a web address.") from None
    if parts.scheme.casefold() not in ("http", "https") or not parts.hostname or port == 0:
        raise ImportRefused("The address must begin with http:// or https://.")
    if parts.username or parts.password:
        raise ImportRefused("Leave the user name and password out of the address: none is sent.")
    if any(one.isspace() or not one.isprintable() for one in address) or not address.isascii():
        raise ImportRefused("The address has a space or a letter in it that none may have.")


class _Redirects(HTTPRedirectHandler):
    """Follows a few, and only to web addresses."""

    max_redirections = MOST_REDIRECTS
    max_repeats = 2

    def redirect_request(self, *given: Any) -> Request | None:
        _check(given[-1])
        return super().redirect_request(*given)


def _opener() -> OpenerDirector:
    """Web addresses and nothing else: no file:, no ftp:, no cookie."""
    opener = OpenerDirector()
    for handler in (
        HTTPHandler(),
        HTTPSHandler(),
        _Redirects(),
        HTTPErrorProcessor(),
        HTTPDefaultErrorHandler(),
    ):
        opener.add_handler(handler)
    return opener
