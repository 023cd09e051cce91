"""Documents for tests, made here: Word files with lists that Word counts, and small PDF files."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from moothall.protocol.adopting.documents.lines import Document, Line
from moothall.protocol.adopting.splitting import Outline, outline

# Word -------------------------------------------------------------------------------------------

# Levels of a list as Word defines them: format, text and start.
LEGAL = (("decimal", "%1.", 1), ("decimal", "%1.%2", 1), ("lowerLetter", "(%3)", 1))
BULLETS = (("bullet", "", 1), ("bullet", "o", 1))
Level = tuple[str, str, int]


class WordFile:
    """A Word file that is being written."""

    def __init__(self) -> None:
        self.file = docx.Document()
        self.numbering = self.file.part.numbering_part.element
        self.count = 100

    def define(
        self, levels: Sequence[Level], *, styles: Sequence[str] = (), extra: str = ""
    ) -> int:
        """A list definition and one list of it; the number of the list."""
        self.count += 1
        inner = "".join(
            f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>'
            + (f'<w:pStyle w:val="{styles[at]}"/>' if at < len(styles) else "")
            + f'{extra}<w:lvlText w:val="{text}"/></w:lvl>'
            for at, (kind, text, start) in enumerate(levels)
        )
        abstract = (
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{self.count}">{inner}</w:abstractNum>'
        )
        first = self.numbering.find(qn("w:num"))
        self.numbering.insert(list(self.numbering).index(first), parse_xml(abstract))
        return self.use(self.count)

    def use(self, abstract: int, *, overrides: str = "") -> int:
        """Another list of a definition, such as one that starts again."""
        self.count += 1
        self.numbering.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{self.count}">'
                f'<w:abstractNumId w:val="{abstract}"/>{overrides}</w:num>'
            )
        )
        return self.count

    def paragraph(
        self, words: str, *, number: int = 0, level: int = 0, style: str = "", bold: bool = False
    ) -> Any:
        made = self.file.add_paragraph(style=style or None)
        made.add_run(words).bold = bold or None
        if number:
            self._count(made._p.get_or_add_pPr(), number, level)
        return made

    def _count(self, properties: Any, number: int, level: int) -> None:
        properties.append(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/>'
                f'<w:numId w:val="{number}"/></w:numPr>'
            )
        )

    def count_style(self, name: str, number: int) -> None:
        """Ties a list to a paragraph style, as templates of constitutions do."""
        properties = self.file.styles[name].element.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="{number}"/></w:numPr>')
        )

    def content(self) -> bytes:
        kept = io.BytesIO()
        self.file.save(kept)
        return kept.getvalue()

    def saved(self, path: Path) -> Path:
        path.write_bytes(self.content())
        return path


# PDF --------------------------------------------------------------------------------------------


@dataclass
class Set:
    """Words as a page sets them: from the left and from the top, in points."""

    left: float
    top: float
    words: str
    size: float = 11
    bold: bool = False


def pdf(pages: Iterable[Sequence[Set]], *, password: str = "", picture: bool = False) -> bytes:
    """A PDF of pages of A4, in Helvetica; with a password, encrypted with 40 bits."""
    pages = list(pages)
    fonts = "/F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    fonts += fonts.replace("/F1", " /F2").replace("/Helvetica", "/Helvetica-Bold")
    kids = " ".join(f"{3 + 2 * at} 0 R" for at in range(len(pages)))
    objects: list[tuple[bytes, bytes | None]] = [
        (b"<< /Type /Catalog /Pages 2 0 R >>", None),
        (f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(), None),
    ]
    for at, page in enumerate(pages):
        head = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {4 + 2 * at} 0 R"
        objects.append((f"{head} /Resources << /Font << {fonts} >> >> >>".encode(), None))
        drawn = b"100 100 300 300 re f" if picture else b"\n".join(map(_drawn, page))
        objects.append((b"", drawn))
    return _Pdf(objects, password).written()


def _drawn(one: Set) -> bytes:
    words = one.words.encode("cp1252").replace(b"\\", b"\\\\")
    words = words.replace(b"(", b"\\(").replace(b")", b"\\)")
    font = "/F2" if one.bold else "/F1"
    place = f"BT {font} {one.size} Tf {one.left} {842 - one.top} Td (".encode()
    return place + words + b") Tj ET"


class _Pdf:
    """Puts objects together; encrypts streams by the standard handler, revision 2."""

    PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    ID = b"0123456789abcdef"

    def __init__(self, objects: Sequence[tuple[bytes, bytes | None]], password: str) -> None:
        self.objects = objects
        self.key = b""
        if password:
            padded = (password.encode() + self.PAD)[:32]
            self.owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
            whole = padded + self.owner + (-4 & 0xFFFFFFFF).to_bytes(4, "little") + self.ID
            self.key = hashlib.md5(whole).digest()[:5]
            self.user = _rc4(self.key, self.PAD)

    def written(self) -> bytes:
        out = io.BytesIO(b"%PDF-1.4\n")
        out.seek(0, io.SEEK_END)
        places = []
        for number, (head, stream) in enumerate(self.objects, start=1):
            places.append(out.tell())
            out.write(b"%d 0 obj\n" % number)
            if stream is None:
                out.write(head)
            else:
                body = self.closed(stream, number)
                out.write(b"<< /Length %d >>\nstream\n" % len(body) + body + b"\nendstream")
            out.write(b"\nendobj\n")
        start = out.tell()
        out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
        out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
        identity = self.ID.hex().encode()
        out.write(
            b"trailer\n<< /Size %d /Root 1 0 R /ID [<%s> <%s>] "
            % (len(places) + 1, identity, identity)
        )
        if self.key:
            out.write(
                b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> "
                % (self.owner.hex().encode(), self.user.hex().encode())
            )
        out.write(b">>\nstartxref\n%d\n%%%%EOF\n" % start)
        return out.getvalue()

    def closed(self, stream: bytes, number: int) -> bytes:
        if not self.key:
            return stream
        key = hashlib.md5(self.key + number.to_bytes(3, "little") + b"\0\0").digest()[:10]
        return _rc4(key, stream)


def _rc4(key: bytes, text: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    out = bytearray()
    for byte in text:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


# Outlines ---------------------------------------------------------------------------------------


def outlined(*lines: Line) -> Outline:
    """The outline of these lines."""
    return outline(Document(lines))


def told(made: Outline) -> list[tuple[str, str, str]]:
    """Number, heading and words of each provision, as a test reads them."""
    return [(one.number, one.heading, shown(one.pieces)) for one in made.provisions]


def shown(pieces: Iterable[Any]) -> str:
    """Paragraphs by " / ", items with their labels and depth, rows of tables in bars."""
    parts = []
    for piece in pieces:
        if piece.sort == "row":
            parts.append("|" + "|".join(piece.cells) + "|")
        elif piece.sort == "item":
            parts.append(f"{'>' * piece.depth}{piece.label} {piece.words}")
        else:
            parts.append(piece.words)
    return " / ".join(parts)
