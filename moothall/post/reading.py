"""Reads a message of any bytes into what the post needs to know. Never raises.

The standard library's parser does the work; every value that could break it is read with care.
What becomes of the message is decided in `handle.py`.
"""

from __future__ import annotations

import email
import email.header
import email.utils
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from html.parser import HTMLParser

from moothall.cases.files import File, clean_name

MOST_FILES = 50
_IDS = re.compile(r"<[^<>\s]{1,900}>")


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message as read."""

    message_id: str
    references: tuple[str, ...]  # In-Reply-To first, then References from the newest
    senders: tuple[str, ...]  # addresses in From, in lower case
    recipients: tuple[str, ...]  # addresses in To and Cc
    copies: tuple[str, ...]  # addresses in Cc
    subject: str
    text: str  # the whole text
    files: tuple[File, ...]
    headers: tuple[tuple[str, str], ...]  # every header, names in lower case, in order
    kind: str  # content type of the whole

    def header(self, name: str) -> str:
        """The first header of that name, or empty."""
        return next((value for key, value in self.headers if key == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every header of that name, topmost first."""
        return tuple(value for key, value in self.headers if key == name)


def read(raw: bytes) -> Incoming:
    """Any bytes as an Incoming."""
    message = email.message_from_bytes(raw)
    headers = tuple((str(name).lower(), _text(value)) for name, value in message.raw_items())
    first: dict[str, str] = {}
    for name, value in headers:
        first.setdefault(name, value)
    replied = _IDS.findall(first.get("in-reply-to", ""))
    earlier = list(reversed(_IDS.findall(first.get("references", ""))))
    copies = _addresses(headers, "cc")
    text, files = _content(message)
    return Incoming(
        message_id=next(iter(_IDS.findall(first.get("message-id", ""))), ""),
        references=tuple(dict.fromkeys([*replied, *earlier])),
        senders=_addresses(headers, "from"),
        recipients=tuple(dict.fromkeys([*_addresses(headers, "to"), *copies])),
        copies=copies,
        subject=_one_line(first.get("subject", "")),
        text=text,
        files=files,
        headers=headers,
        kind=message.get_content_type(),
    )


def _one_line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:900]


def _text(value: object) -> str:
    """A header's value as text, whatever it is encoded as."""
    try:
        parts = email.header.decode_header(str(value))
    except (ValueError, LookupError, AttributeError):
        return str(value).replace("\x00", "")
    found = []
    for part, charset in parts:
        found.append(part if isinstance(part, str) else decode(part, charset))
    return "".join(found).replace("\x00", "")


def decode(content: bytes, charset: str | None) -> str:
    """Bytes as text: by the charset named, else UTF-8, else Windows' Western set."""
    for name in (charset, "utf-8"):
        try:
            return content.decode(name or "utf-8").replace("\x00", "")
        except (LookupError, ValueError):
            continue
    return content.decode("cp1252", errors="replace").replace("\x00", "")


def _addresses(headers: tuple[tuple[str, str], ...], name: str) -> tuple[str, ...]:
    values = [value for key, value in headers if key == name]
    try:
        pairs = email.utils.getaddresses(values)
    except (ValueError, TypeError, IndexError):
        return ()
    plain = (address.strip().lower() for _, address in pairs)
    return tuple(dict.fromkeys(a for a in plain if re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", a)))


def _content(message: Message) -> tuple[str, tuple[File, ...]]:
    plain: list[str] = []
    pages: list[str] = []
    files: list[File] = []
    for part in _parts(message):
        kind, content = part.get_content_type(), _bytes(part)
        name = _file_name(part)
        attached = str(part.get("content-disposition", "")).strip().lower().startswith("attachment")
        if kind == "text/plain" and not attached and not name:
            plain.append(_flowed(decode(content, _charset(part)), part))
        elif kind == "text/html" and not attached and not name:
            pages.append(decode(content, _charset(part)))
        elif len(files) < MOST_FILES:
            files.append(File(clean_name(name or f"attachment-{len(files) + 1}"), content))
    text = "\n".join(plain).strip()
    if not text and pages:
        text = "\n".join(words_of(page) for page in pages).strip()
    return text.replace("\r\n", "\n"), tuple(files)


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    """The parts that hold something. A forwarded message is a file, not more parts."""
    payload = message.get_payload()
    if message.get_content_type() == "message/rfc822" or not isinstance(payload, list):
        yield message
    elif depth < 20:
        for part in payload:
            if isinstance(part, Message):
                yield from _parts(part, depth + 1)


def _bytes(part: Message) -> bytes:
    if part.is_multipart():
        try:
            inner = part.get_payload()
            return b"".join(one.as_bytes() for one in inner if isinstance(one, Message))
        except (ValueError, LookupError, TypeError, AttributeError):
            return b""
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AssertionError):
        content = None
    if isinstance(content, bytes):
        return content
    return str(part.get_payload()).encode("utf-8", errors="replace")


def _charset(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except (ValueError, LookupError, TypeError):
        return None


def _file_name(part: Message) -> str:
    try:
        return _text(part.get_filename() or "")
    except (ValueError, LookupError, TypeError):
        return ""


def _flowed(text: str, part: Message) -> str:
    """Lines that were broken for sending only are joined again (RFC 3676)."""
    try:
        flowed = str(part.get_param("format", "")).lower() == "flowed"
    except (ValueError, LookupError, TypeError):
        flowed = False
    if not flowed:
        return text
    lines: list[str] = []
    for line in text.splitlines():
        if lines and lines[-1].endswith(" ") and lines[-1] != "-- " and not line.startswith(">"):
            lines[-1] += line
        else:
            lines.append(line)
    return "\n".join(line.rstrip() for line in lines)


class _Words(HTMLParser):
    """The readable text of a page."""

    _SILENT = ("script", "style", "head", "title")
    _BREAKS = ("p", "br", "div", "tr", "li", "h1", "h2", "h3", "h4", "blockquote")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._SILENT:
            self.silent += 1
        elif tag in self._BREAKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._SILENT and self.silent:
            self.silent -= 1

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def words_of(page: str) -> str:
    """An HTML text as plain text; nothing of it is ever shown as HTML."""
    reader = _Words()
    try:
        reader.feed(page)
        reader.close()
    except (ValueError, AssertionError):
        return re.sub(r"<[^>]*>", " ", page)
    lines = (" ".join(line.split()) for line in "".join(reader.found).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
