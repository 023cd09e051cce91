"""Opens a council's document, whatever it was written with, as lines of plain text.

The only place of the room that reads Word and PDF files. What the lines say, and which of them are
clauses, is found in `splitting/`.
"""

from __future__ import annotations

from moothall.protocol.adopting.documents.lines import Document, Line
from moothall.protocol.adopting.documents.opening import open_document

__all__ = ["Document", "Line", "open_document"]
