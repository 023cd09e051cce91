"""How a council's own protocol gets here: an empty one, a copy of another's, or its own document.

What is drafted on the way is marked and has no effect until a person confirms it. The folders made
here are read by `moothall.protocol.reader` like any other.
"""

from __future__ import annotations

from moothall.protocol.adopting.beginning import copy_protocol, new_protocol
from moothall.protocol.adopting.documents import Unreadable
from moothall.protocol.adopting.folders import CannotAdopt
from moothall.protocol.adopting.importing import Imported, import_document

__all__ = [
    "CannotAdopt",
    "Imported",
    "Unreadable",
    "copy_protocol",
    "import_document",
    "new_protocol",
]
