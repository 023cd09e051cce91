"""Tells by a file's first bytes what it is, and reads it as that. Its name counts only for text.

Every way in which a file can be unfit is one sentence (Unreadable); a damaged or hostile file
never ends in anything else.
"""

from __future__ import annotations

from pathlib import Path

from moothall.protocol.adopting.documents import markdown, text
from moothall.protocol.adopting.documents.lines import Document
from moothall.protocol.adopting.trouble import Unreadable

MOST_BYTES = 40 * 1024 * 1024
MOST_CHARACTERS = 3_000_000  # of text, once read: some thousand pages
_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP, _PDF, _RICH = b"PK\x03\x04", b"%PDF-", b"{\\rtf"
_MARKDOWN = (".md", ".markdown")


def open_document(path: Path) -> Document:
    """The document of a file. Raises Unreadable."""
    try:
        content = _content(path)
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror or error}.") from None
    document = _read(path, content)
    if not any(line.words or line.cells for line in document.lines):
        raise Unreadable(f"There are no words in {path.name}.")
    length = sum(len(line.words) + sum(map(len, line.cells)) for line in document.lines)
    if length > MOST_CHARACTERS:
        raise Unreadable(f"{path.name} is too long for a protocol: {length:,} characters.")
    return document


def _content(path: Path) -> bytes:
    if path.is_dir():
        raise Unreadable(f"{path} is a folder: name the file in it.")
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise Unreadable(
            f"{path.name} is too large: {size / 1024 / 1024:.0f} MB, and "
            f"{MOST_BYTES // 1024 // 1024} MB is the most. Take its pictures out first."
        )
    return path.read_bytes()


def _read(path: Path, content: bytes) -> Document:
    if _PDF in content[:1024]:
        from moothall.protocol.adopting.documents.pdf import read as read_pdf

        return read_pdf(content, name=path.name)
    if content.startswith(_ZIP):
        from moothall.protocol.adopting.documents.word import read as read_word

        return read_word(content, name=path.name)
    if content.startswith(_OLD_WORD):
        raise Unreadable(
            f"{path.name} is an old Word file, or one with a password. Open it in Word and save it "
            "as .docx, without a password."
        )
    if content.startswith(_RICH):
        raise Unreadable(f"{path.name} is rich text. Open it in Word and save it as .docx.")
    written = text.decoded(content, name=path.name)
    if path.suffix.lower() in _MARKDOWN or markdown.is_markdown(written):
        return markdown.read(written)
    return text.read(written)
