"""Reads a message of any bytes into what the post needs to know. Never raises.

The standard library's parser does the work; every value that could break it is read with care.
Words and files are taken out in `content.py`. What becomes of the message is decided in
`handle.py`.
"""

from __future__ import annotations

import email
import email.parser
import re
from dataclasses import dataclass
from email.message import Message
from email.policy import Compat32

from moothall.cases.files import File
from moothall.post.addresses import addresses_in
from moothall.post.content import BROKEN, Content, content_of, kind_of
from moothall.post.plain import clean, decode, words_in

LONGEST_SUBJECT = 900
LONGEST_HEAD = 500_000  # bytes; real heads are smaller by far
MOST_TEXT = 1_000_000  # bytes of a message whose parts cannot be told
MOST_BOUNDARIES, MOST_PARTS = 50, 2000  # the parser takes hours over more
_BOUNDARY = re.compile(rb"boundary[ \t*0-9]{0,9}=", re.IGNORECASE)
_BODY = re.compile(rb"\r?\n\r?\n|\A\r?\n")
_IDS = re.compile(r"<[!-;=?-~]{1,250}>")  # ASCII, without what could end it
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class _Readable(Compat32):
    """Headers that hold more than ASCII, which they should not, are text from the start."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, _readable(value)


def _readable(value: str) -> str:
    if value.isascii():
        return value.replace("\x00", "")
    return decode(value.encode("utf-8", "surrogateescape"), None)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message as read."""

    message_id: str
    references: tuple[str, ...]  # In-Reply-To first, then References from the newest
    senders: tuple[str, ...]  # addresses in From, in lower case
    recipients: tuple[str, ...]  # addresses in To and Cc
    silent: tuple[str, ...]  # addresses that the headers show beside To and Cc: Bcc and the like
    subject: str
    text: str  # the whole text
    files: tuple[File, ...]
    files_left_out: int
    headers: tuple[tuple[str, str], ...]  # every header, names in lower case, in order
    kind: str  # content type of the whole
    broken: str  # why it could not be read in full; empty where it could

    def header(self, name: str) -> str:
        """The first header of that name with encoded words decoded, or empty."""
        return words_in(next((value for key, value in self.headers if key == name), ""))

    def all(self, name: str) -> tuple[str, ...]:
        """Every header of that name as it is written, topmost first."""
        return tuple(value for key, value in self.headers if key == name)


SILENT = ("bcc", "resent-bcc", "envelope-to", "x-envelope-to", "delivered-to", "x-original-to")


def read(raw: bytes, *, whole: bool = True) -> Incoming:
    """Any bytes as an Incoming; its head alone, without words and files, unless `whole`."""
    message, content, broken = _parsed(raw) if whole else (_head(raw), Content(), "")
    headers = tuple((clean(str(name)).lower(), str(value)) for name, value in message.raw_items())
    named: dict[str, list[str]] = {}
    for name, value in headers:
        named.setdefault(name, []).append(value)

    def first(name: str) -> str:
        return named.get(name, [""])[0]

    shown = addresses_in([*named.get("to", []), *named.get("cc", [])])
    silent = addresses_in(value for name in SILENT for value in named.get(name, []))
    return Incoming(
        message_id=next(iter(_IDS.findall(first("message-id"))), ""),
        references=_references(first("in-reply-to"), first("references")),
        senders=addresses_in(named.get("from", [])),
        recipients=shown,
        silent=tuple(one for one in silent if one not in shown),
        subject=_one_line(words_in(first("subject"))),
        text=content.text,
        files=tuple(content.files),
        files_left_out=content.left_out,
        headers=headers,
        kind=kind_of(message),
        broken=broken,
    )


def _parsed(raw: bytes) -> tuple[Message, Content, str]:
    """The message and what it holds; where its parts cannot be told, its head and all its text."""
    try:
        if too_much := _too_much(raw):
            return _head(raw), _text_of(raw), too_much
        message = email.message_from_bytes(raw, policy=_Readable())
        return message, content_of(message), ""
    except (*BROKEN, RecursionError) as error:
        reason = f"its parts cannot be told apart ({type(error).__name__})"
        return _head(raw), _text_of(raw), reason


def _too_much(raw: bytes) -> str:
    if _BODY.search(raw[:LONGEST_HEAD]) is None and len(raw) > LONGEST_HEAD:
        return f"its head is longer than {LONGEST_HEAD:,} bytes"
    if raw.count(b"\n--") > MOST_PARTS or len(_BOUNDARY.findall(raw)) > MOST_BOUNDARIES:
        return "it has more parts within parts than can be told apart"
    return ""


def _head(raw: bytes) -> Message:
    start = raw[:LONGEST_HEAD]
    body = _BODY.search(start)
    head = start[: body.start()] if body else start
    return email.parser.BytesHeaderParser(policy=_Readable()).parsebytes(head)


def _text_of(raw: bytes) -> Content:
    body = _BODY.search(raw[:LONGEST_HEAD])
    text = raw[body.end() :] if body else b""
    return Content(decode(text[:MOST_TEXT], None))


def _references(replied: str, earlier: str) -> tuple[str, ...]:
    newest_first = reversed(_IDS.findall(earlier))
    return tuple(dict.fromkeys([*_IDS.findall(replied), *newest_first]))


def _one_line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())[:LONGEST_SUBJECT]
