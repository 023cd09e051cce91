"""Finds the clauses of a document: what is no part of it, what its numbers are, what is whose.

Pure: lines in, an outline out; nothing is rewritten and nothing is invented. What a clause is about
is no business of this room.
"""

from __future__ import annotations

from moothall.protocol.adopting.splitting.outline import Outline, Part, Piece, Provision
from moothall.protocol.adopting.splitting.reading import outline

__all__ = ["Outline", "Part", "Piece", "Provision", "outline"]
