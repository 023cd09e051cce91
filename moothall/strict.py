"""Reads YAML strictly: every value with its line, no guessing of types, no key twice.

`true`, `false` and whole numbers are typed, everything else is text: YAML's own guesses would turn
clause 4.10 into 4.1, 17:00 into 1020 and `no` into false. What keys mean is known to whoever reads
protocols, procedures and calendars.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

_QUOTED = ("'", '"', "|", ">")
_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Scalar = str | int | bool


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file: where, which name, what, and the nearest right name."""

    file: str
    line: int
    name: str
    message: str
    nearest: str = ""

    def __str__(self) -> str:
        hint = f" Did you mean {self.nearest!r}?" if self.nearest else ""
        return f"{self.file}:{self.line}: {self.message}{hint}"


class Broken(ValueError):
    """A file that cannot be used; `faults` holds everything found, in file order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line)))
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True, slots=True)
class Twig:
    """A value of the file and the line it stands on."""

    line: int
    value: Scalar | list[Twig] | dict[str, Twig]

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.value, dict)

    @property
    def entries(self) -> Mapping[str, Twig]:
        """The entries of a mapping; empty for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def parts(self) -> list[Twig]:
        """The parts of a list; a value that is no list is a list of one."""
        return self.value if isinstance(self.value, list) else [self]

    @property
    def written(self) -> str:
        """A scalar as it stands in the file; "" for lists and mappings."""
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        return str(self.value) if isinstance(self.value, (str, int)) else ""

    def line_of(self, *path: str) -> int:
        """The line of an inner entry, as far down the path as it is written."""
        twig = self
        for name in path:
            if name not in twig.entries:
                break
            twig = twig.entries[name]
        return twig.line

    def plain(self) -> object:
        """The value without its lines."""
        if isinstance(self.value, dict):
            return {name: twig.plain() for name, twig in self.value.items()}
        if isinstance(self.value, list):
            return [twig.plain() for twig in self.value]
        return self.value


@dataclass(slots=True)
class Faults:
    """Gathers what is wrong with one file."""

    file: str
    found: list[Fault] = field(default_factory=list)

    def add(self, line: int, name: str, message: str, *, known: Iterable[str] = ()) -> None:
        close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
        self.found.append(Fault(self.file, line, name, message, close[0] if close else ""))

    def raise_any(self) -> None:
        """Raises Broken where anything was found."""
        if self.found:
            raise Broken(self.found)

    def keys(self, twig: Twig, allowed: Iterable[str], where: str) -> Mapping[str, Twig]:
        """The entries of a mapping; a key that is not allowed is a fault."""
        allowed = list(allowed)
        entries = self.mapping(twig, where)
        for name, inner in entries.items():
            if name not in allowed:
                self.add(inner.line, name, f"{where} has no key {name!r}.", known=allowed)
        return entries

    def mapping(self, twig: Twig | None, where: str) -> Mapping[str, Twig]:
        if twig is None:
            return {}
        if isinstance(twig.value, dict):
            return twig.value
        self.add(twig.line, where, f"{where} must be written as `name: value` lines.")
        return {}

    def items(self, twig: Twig | None, where: str) -> list[Twig]:
        """The items of a list; nothing where it is missing."""
        if twig is None:
            return []
        if isinstance(twig.value, list):
            return twig.value
        self.add(twig.line, where, f"{where} must be a list: lines that begin with a dash.")
        return []

    def text(self, twig: Twig | None, where: str, *, line: int = 0, needed: bool = True) -> str:
        if twig is None:
            if needed:
                self.add(line, where, f"{where} is missing.")
            return ""
        if isinstance(twig.value, str) and twig.value.strip():
            return twig.value
        self.add(twig.line, where, f"{where} must be text.")
        return ""

    def flag(self, twig: Twig | None, where: str) -> bool:
        if twig is None:
            return False
        if isinstance(twig.value, bool):
            return twig.value
        self.add(twig.line, where, f"{where} is true or false.")
        return False

    def one_of(
        self,
        twig: Twig | None,
        allowed: Iterable[str],
        where: str,
        *,
        line: int = 0,
        default: str = "",
    ) -> str:
        """A text out of a closed list; `default` where it is missing and a default is given."""
        allowed = list(allowed)
        if twig is None and default:
            return default
        given = self.text(twig, where, line=line)
        if given and given not in allowed:
            listed = ", ".join(allowed)
            at = twig.line if twig else line
            self.add(at, given, f"{where} is one of {listed}; {given!r} is not.", known=allowed)
        return given

    def texts(self, twig: Twig | None, where: str) -> tuple[str, ...]:
        """A list of texts; one text alone counts as a list of one."""
        if twig is None:
            return ()
        if isinstance(twig.value, str):
            return (twig.value,)
        if isinstance(twig.value, list) and all(isinstance(one.value, str) for one in twig.value):
            return tuple(str(one.value) for one in twig.value)
        self.add(twig.line, where, f"{where} must be a list of names.")
        return ()


def read(path: Path, *, faults: Faults) -> Twig | None:
    """The root of a YAML file, or None with a fault where it cannot be read."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        faults.add(1, path.stem, f"The file cannot be read: {error}.")
        return None
    return read_text(text, faults=faults, name=path.stem)


def read_text(text: str, *, faults: Faults, name: str, first_line: int = 1) -> Twig | None:
    """The root of a YAML text that begins on `first_line` of its file."""
    shift = first_line - 1
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        faults.add(line + shift, name, f"This is not YAML: {error.problem}.")
        return None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        sign = f"U+{int(error.character):04X}"
        faults.add(line + shift, name, f"This is not YAML: the sign {sign} cannot stand in it.")
        return None
    if node is None:
        faults.add(1 + shift, name, "There is nothing here.")
        return None
    return _Walk(faults, shift).twig(node)


class _Walk:
    """Turns nodes into twigs. A node met twice is an alias, which no reader could follow."""

    def __init__(self, faults: Faults, shift: int) -> None:
        self.faults = faults
        self.shift = shift
        self.met: set[int] = set()

    def twig(self, node: yaml.Node) -> Twig:
        line = node.start_mark.line + 1 + self.shift
        if id(node) in self.met:
            self.faults.add(line, "*", "An alias (`*name`) cannot be used: write it out.")
            return Twig(line, "")
        self.met.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return Twig(line, [self.twig(one) for one in node.value])
        if isinstance(node, yaml.MappingNode):
            return Twig(line, self.entries(node))
        return Twig(line, _scalar(node)) if isinstance(node, yaml.ScalarNode) else Twig(line, "")

    def entries(self, node: yaml.MappingNode) -> dict[str, Twig]:
        found: dict[str, Twig] = {}
        for key, value in node.value:
            name, at = str(key.value), key.start_mark.line + 1 + self.shift
            if name in found:
                self.faults.add(at, name, f"{name!r} stands here twice.")
            found[name] = Twig(at, self.twig(value).value)
        return found


def _scalar(node: yaml.ScalarNode) -> Scalar:
    text = str(node.value)
    if node.style not in _QUOTED:
        if text in ("true", "false"):
            return text == "true"
        if _WHOLE.fullmatch(text):
            return int(text)
    return text
