"""Short names for headings, as clauses and files are named by them. Words in, words out."""

from __future__ import annotations

import re
import unicodedata

_LITTLE = {
    *("a", "an", "and", "any", "at", "between", "by", "do", "for", "from", "go", "how", "if", "in"),
    *("is", "it", "its", "of", "on", "or", "other", "some", "that", "the", "their", "them"),
    *("this", "to", "what", "when", "which", "who", "with", "you", "your"),
}
_MOST_WORDS = 3


def slug(heading: str, *, most: int = _MOST_WORDS) -> str:
    """The first words of a heading that say something: "councillors-access-information"."""
    plain = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", plain.lower()))
    telling = [word for word in words if word not in _LITTLE] or words
    return "-".join(telling[:most]) or "part"
