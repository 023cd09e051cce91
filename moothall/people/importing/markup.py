"""Reads an XML answer as other people's systems give it, and refuses what could do harm.

Document types are refused whole, so that no entity is ever expanded or fetched. An answer inside
SOAP, inside CDATA or written out as text is unwrapped. What the elements mean is in `moderngov.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from moothall.people.importing.plan import ImportRefused
from moothall.people.importing.text import clean

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"^\s*<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)", re.IGNORECASE)
_DEEPEST = 60
_WRAPS = 4


def tag(element: Element) -> str:
    """An element's name without its namespace, in small letters."""
    return str(element.tag).rpartition("}")[2].casefold()


def read_xml(data: bytes) -> Element:
    """The root of what was answered, unwrapped. Raises ImportRefused."""
    refuse_other(data, wanted="XML")
    root = _parsed(data)
    for _ in range(_WRAPS):
        _refuse_fault(root)
        inner = _wrapped(root)
        if inner is None:
            break
        root = _parsed(inner)
    if depth(root) > _DEEPEST:
        raise ImportRefused("The XML is nested far too deeply to be a list of people.")
    return root


def refuse_other(data: bytes, *, wanted: str) -> None:
    """Raises ImportRefused for what is empty, a page for people, or another format."""
    start = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"").lower()
    if not data.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise ImportRefused("There is nothing in it: the file or the answer is empty.")
    if start.startswith((b"<!doctype html", b"<html")) or (
        wanted != "XML" and b"<html" in start[:1024]
    ):
        raise ImportRefused(_page_said(data, wanted=wanted))
    if wanted == "JSON":
        return _refuse_for_json(start)
    if start.startswith((b"{", b"[")):
        raise ImportRefused(f"That is JSON, and not {wanted}.")
    if start.startswith(b"%pdf"):
        raise ImportRefused(f"That is a PDF, and not {wanted}.")
    if wanted == "XML" and start.startswith(b"pk\x03\x04"):
        raise ImportRefused("That is a spreadsheet or a ZIP file, and not XML.")
    if wanted == "XML" and not start.startswith(b"<"):
        raise ImportRefused("That is not XML: it does not begin with “<”.")
    if wanted != "XML" and start.startswith(b"<?xml"):
        raise ImportRefused(f"That is XML, and not {wanted}.")
    return None


def _refuse_for_json(start: bytes) -> None:
    if start.startswith(b"<"):
        raise ImportRefused("That is XML, and not JSON.")
    if start.startswith(b"pk\x03\x04"):
        raise ImportRefused("That is a spreadsheet or a ZIP file, and not JSON.")


def _page_said(data: bytes, *, wanted: str) -> str:
    text = data[:200_000].decode("utf-8", "replace")
    title = re.search(r"<title[^>]*>(.{0,200}?)</title", text, re.IGNORECASE | re.DOTALL)
    named = f" called “{clean(title[1])}”" if title and clean(title[1]) else ""
    if re.search(r"type\s*=\s*[\"']?password|sign[ -]?in|log[ -]?[io]n", text, re.IGNORECASE):
        return f"That is a sign-in page{named}, and not {wanted}. The address needs no signing in."
    return f"That is a web page{named}, perhaps an error page, and not {wanted}."


def _parsed(data: bytes | str) -> Element:
    try:
        return _from_text(data)
    except DefusedXmlException:
        raise ImportRefused(
            "The XML declares a document type or entities, with which an answer can attack whoever "
            "reads it. Nothing was read."
        ) from None
    except ParseError as error:
        line = getattr(error, "position", (0, 0))[0]
        if "no element found" in str(error) or "unclosed" in str(error):
            raise ImportRefused(
                f"The XML breaks off in line {line}: the file or answer is truncated."
            ) from None
        what = str(error).partition(":")[0]
        raise ImportRefused(f"The XML is not well-formed in line {line}: {what}.") from None
    except (ValueError, LookupError, RecursionError) as error:
        raise ImportRefused(f"The XML cannot be read: {error}.") from None


def _from_text(data: bytes | str) -> Element:
    """Parsed; bytes that are not in the encoding they claim are taken for Windows-1252."""
    if isinstance(data, bytes):
        named = _ENCODING.search(data[:200])
        encoding = named[1].decode().casefold() if named else "utf-8"
        if encoding in ("utf-8", "utf8", "us-ascii", "ascii") and not data.startswith(_UTF_16):
            data = _DECLARATION.sub("", _decoded(data).lstrip("\ufeff"), count=1)
    elif data:
        data = _DECLARATION.sub("", data.lstrip("\ufeff"), count=1)
    if isinstance(data, str):
        data = "".join(one for one in data if one >= " " or one in "\t\r\n")
        return fromstring(data.strip(), forbid_dtd=True)  # type: ignore[no-any-return]
    return fromstring(data, forbid_dtd=True)  # type: ignore[no-any-return]


_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _wrapped(root: Element) -> str | None:
    """XML that stands as text in an element, as ASMX answers and SOAP bodies have it."""
    for element in root.iter():
        text = (element.text or "").strip()
        if len(element) == 0 and text.startswith("<") and text.endswith(">") and len(text) > 40:
            return text
        if len(element) == 0 and text.startswith("&lt;") and text.endswith("&gt;"):
            return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return None


def _refuse_fault(root: Element) -> None:
    """Raises ImportRefused where the service says that it failed."""
    for element in root.iter():
        if tag(element) == "fault" or (element is root and tag(element) in ("error", "exception")):
            words = clean(" ".join(element.itertext()))[:300]
            raise ImportRefused(
                f"The web service answered with a fault: {words.rstrip('.') or 'no reason'}."
            )


def depth(root: Element) -> int:
    """How deeply the elements are nested, counted without recursion."""
    deepest = 0
    waiting = [(root, 1)]
    while waiting:
        element, level = waiting.pop()
        deepest = max(deepest, level)
        waiting.extend((inner, level + 1) for inner in element)
    return deepest


def field(element: Element, *names: str) -> str:
    """The words of the first child, else of the attribute, that bears one of the names."""
    for name in names:
        for child in element:
            if tag(child) == name and (text := clean("".join(child.itertext()))):
                return text
    attributes = {key.rpartition("}")[2].casefold(): value for key, value in element.items()}
    return next((clean(attributes[name]) for name in names if clean(attributes.get(name))), "")


def named(root: Element, *names: str) -> Iterator[Element]:
    """Every element below that bears one of the names, in the order of the document."""
    return (element for element in root.iter() if tag(element) in names)
