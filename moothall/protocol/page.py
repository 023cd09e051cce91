"""One file of a protocol while it is read: gathers what is wrong with it and goes on.

What is read strictly by every room is in `moothall/strict.py`; this adds only the few ways in which
protocols write names and texts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from moothall.strict import Faults, Twig, read_text


@dataclass(slots=True)
class Page(Faults):
    """The faults of one file of a protocol."""

    def compose(self, text: str, *, first_line: int = 1) -> Twig | None:
        """The root of a YAML text; None, and a fault, where it is empty or no YAML."""
        return read_text(text, faults=self, name=self.file, first_line=first_line)

    def entries(self, twig: Twig, what: str, *, keys: Collection[str] = ()) -> Mapping[str, Twig]:
        """The entries of a mapping. Others than `keys`, where any are given, are faults."""
        if not keys:
            return self.mapping(twig, what)
        return {name: one for name, one in self.keys(twig, keys, what).items() if name in keys}

    def words(self, twig: Twig | None, what: str, *, line: int = 0) -> str:
        """A text that is not empty, on one line. A number counts as it is written."""
        if twig is None:
            self.add(line, what, f"{what} is missing.")
            return ""
        words = " ".join(twig.written.split())
        if twig.value == "":
            self.add(twig.line, what, f"{what} is still empty.")
            return ""
        if not words or isinstance(twig.value, bool):
            self.add(twig.line, what, f"{what} must be text.")
            return ""
        return words

    def optional(self, entries: Mapping[str, Twig], key: str) -> str:
        """The text under `key`, or "" where the key is left out."""
        return self.words(entries[key], f"`{key}`") if key in entries else ""

    def choice(
        self, entries: Mapping[str, Twig], key: str, allowed: Collection[str], *, default: str = ""
    ) -> str:
        """The value under `key`, one of those allowed; `default` where the key is left out."""
        if key not in entries:
            return default
        value = entries[key].written
        if value not in allowed:
            message = f"`{key}` cannot be {value!r}: {', '.join(allowed)}."
            self.add(entries[key].line, value, message, known=allowed)
            return default
        return value

    def names(self, twig: Twig | None, what: str) -> list[tuple[int, str]]:
        """One name or a list of names, each with its line."""
        found: list[tuple[int, str]] = []
        for part in twig.parts if twig is not None else ():
            name = part.written.strip()
            if not name or isinstance(part.value, bool):
                self.add(part.line, what, f"{what} must be a name or a list of names.")
            else:
                found.append((part.line, name))
        return found

    def known(
        self, twig: Twig | None, key: str, known: Collection[str], what: str
    ) -> tuple[str, ...]:
        """One name or a list of them, each of which must be known."""
        names = self.names(twig, f"`{key}`")
        for line, name in names:
            if name not in known:
                self.add(line, name, f"There is no {what} {name!r}.", known=known)
        return tuple(dict.fromkeys(name for _, name in names))
