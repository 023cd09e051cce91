"""The words and files of a message, out of its MIME parts. Never raises.

Of alternatives the plain text counts, else the HTML as plain lines. Whatever is no words is a
file: also a forwarded message, and parts nested deeper than anybody needs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from email.errors import MessageError
from email.message import Message

from moothall.cases.files import File, clean_name
from moothall.post.hypertext import words_of
from moothall.post.plain import clean, decode, unflowed, words_in

DEEPEST = 20
MOST_FILES = 200
# What a mail parser raises over parts that are not what they say.
BROKEN = (ValueError, LookupError, TypeError, AttributeError, AssertionError, MessageError)


@dataclass(slots=True)
class Content:
    """What a message holds: its text, and its files in order."""

    text: str = ""
    files: list[File] = field(default_factory=list)
    left_out: int = 0  # files beyond MOST_FILES


def content_of(message: Message) -> Content:
    """The words and files of a parsed message."""
    content = Content()
    words = _words(message, content, 0)
    content.text = words.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return content


def _words(part: Message, content: Content, depth: int) -> str:
    """The words of a part; its files go to `content`."""
    payload = part.get_payload()
    # Whatever is a message of its own (forwarded, reported) is a file, not more parts.
    whole = kind_of(part).startswith("message/") or depth >= DEEPEST
    if not whole and isinstance(payload, list):
        inner = [one for one in payload if isinstance(one, Message)]
        found = [(kind_of(one), _words(one, content, depth + 1)) for one in inner]
        if kind_of(part) == "multipart/alternative":
            return _best(found)
        return "\n".join(words for _, words in found if words.strip())
    # Parts without a boundary between them are broken; they are shown as they are.
    readable = ("text/plain", "text/html", "multipart/")
    if kind_of(part).startswith(readable) and not whole and not _is_file(part):
        text = decode(bytes_of(part), _parameter(part, "charset"))
        return words_of(text) if kind_of(part) == "text/html" else _unflowed(text, part)
    _add(content, part)
    return ""


def _best(found: list[tuple[str, str]]) -> str:
    """Of the same words in several forms: plain text, unless it is empty."""
    said = [(kind, words) for kind, words in found if words.strip()]
    plain = [words for kind, words in said if kind == "text/plain"]
    return next(iter(plain or [words for _, words in said]), "")


def _add(content: Content, part: Message) -> None:
    raw, name = bytes_of(part), _file_name(part)
    if not raw and not name:
        return
    if len(content.files) >= MOST_FILES:
        content.left_out += 1
        return
    ending = ".eml" if kind_of(part).startswith("message/") else ""
    content.files.append(
        File(clean_name(name or f"attachment-{len(content.files) + 1}{ending}"), raw)
    )


def kind_of(part: Message) -> str:
    """The content type, in lower case; text/plain where it cannot be read."""
    try:
        return part.get_content_type()
    except BROKEN:
        return "text/plain"


def bytes_of(part: Message) -> bytes:
    """The bytes of a part, decoded from how they travelled."""
    try:
        if part.is_multipart():
            inner = part.get_payload()
            return b"\r\n".join(one.as_bytes() for one in inner if isinstance(one, Message))
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            return content
    except (*BROKEN, RecursionError):
        pass
    return str(part.get_payload() or "").encode("utf-8", errors="replace")


def _is_file(part: Message) -> bool:
    disposition = str(part.get("content-disposition", "")).strip().lower()
    return disposition.startswith("attachment") or bool(_file_name(part))


def _file_name(part: Message) -> str:
    try:
        return clean(words_in(str(part.get_filename() or "")))
    except BROKEN:
        return "attachment"


def _parameter(part: Message, name: str) -> str:
    try:
        value = part.get_param(name, "")
        return str(value[2] if isinstance(value, tuple) else value or "")
    except BROKEN:
        return ""


def _unflowed(text: str, part: Message) -> str:
    if _parameter(part, "format").lower() != "flowed":
        return text
    return unflowed(text, delete_space=_parameter(part, "delsp").lower() == "yes")
