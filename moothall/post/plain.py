"""Text as it is meant to be read: decoded, and with lines joined that were broken for sending.

Quoted text keeps its `>` marks, so that `quoting.py` can tell it from what is new. HTML is read
in `hypertext.py`.
"""

from __future__ import annotations

import codecs
import email.header
import re
from email.errors import HeaderParseError

SIGNATURE = "-- "
LONGEST_VALUE = 10_000  # characters of a header in which encoded words are decoded
DEEPEST = 20  # levels of quotation that are told apart
_MARKS = re.compile(r">*")
_LONE = re.compile("[\ud800-\udfff]")  # halves of a character pair: no database takes them
# Codecs of Python that are no charsets of mail, or that hostile text makes slow.
_NO_CHARSETS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}


def clean(text: str) -> str:
    """The text without what no database and no page can hold."""
    return _LONE.sub("\ufffd", text.replace("\x00", ""))


def decode(content: bytes, charset: str | None) -> str:
    """Bytes as text: by the charset named, else UTF-8, else Windows' Western set. Never raises."""
    for name in (charset or "utf-8", "utf-8"):
        try:
            if codecs.lookup(name).name.replace("-", "_") not in _NO_CHARSETS:
                return clean(content.decode(name))
        except (LookupError, ValueError):
            continue
    return clean(content.decode("cp1252", errors="replace"))


def words_in(value: str) -> str:
    """A header's value with its encoded words (RFC 2047) decoded. Never raises."""
    value = value[:LONGEST_VALUE]
    if "=?" not in value:
        return value
    try:
        parts = email.header.decode_header(value)
    except (ValueError, LookupError, AttributeError, HeaderParseError):
        return value
    return clean("".join(_word(part, charset) for part, charset in parts))


def _word(part: str | bytes, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    # Between encoded words the library gives Latin text as bytes, with other signs written out.
    return decode(part, charset) if charset else part.decode("raw_unicode_escape", "replace")


def unflowed(text: str, *, delete_space: bool = False) -> str:
    """Joins lines that were broken for sending only (RFC 3676); quotations stay apart."""
    lines: list[tuple[int, list[str]]] = []
    goes_on = False
    for depth, line in map(_unstuffed, text.split("\n")):
        flowed = line.endswith(" ") and line != SIGNATURE
        words = line[:-1] if flowed and delete_space else line
        if goes_on and lines[-1][0] == depth and line != SIGNATURE:
            lines[-1][1].append(words)
        else:
            lines.append((depth, [words]))
        goes_on = flowed
    return "\n".join(quoted(depth, "".join(words)) for depth, words in lines)


def _unstuffed(line: str) -> tuple[int, str]:
    """How deep a line is quoted, and what stands in it."""
    line = line.removesuffix("\r")
    depth = len(_MARKS.match(line).group())  # type: ignore[union-attr]
    return depth, line[depth:].removeprefix(" ")


def quoted(depth: int, line: str) -> str:
    """A line with the marks of its quotation, and without blanks behind it."""
    return f"{'>' * min(depth, DEEPEST)} {line}".rstrip() if depth else line.rstrip()
