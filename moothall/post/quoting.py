"""What somebody newly wrote in a reply, without the text they quoted.

For display only: the original is kept whole. Where folding would lose something, nothing is folded.
"""

from __future__ import annotations

import re

from mailparser_reply import EmailReplyParser

_QUOTED = re.compile(r"^\s*>")


def newly_written(text: str) -> str:
    """The reply without what it quotes; the whole text where the two cannot be told apart."""
    if _answers_inline(text):
        return text.strip()
    try:
        folded = EmailReplyParser(languages=["en"]).parse_reply(text=text)
    except (ValueError, TypeError, IndexError, AttributeError):
        return text.strip()
    return (folded or "").strip() or text.strip()


def _answers_inline(text: str) -> bool:
    """Whether new lines stand between quoted ones."""
    lines = [bool(_QUOTED.match(line)) for line in text.splitlines() if line.strip()]
    if True not in lines:
        return False
    first = lines.index(True)
    last = len(lines) - 1 - lines[::-1].index(True)
    return not all(lines[first : last + 1])
