"""Notes which parts of a procedure are read, so that stories are told only from where it matters.

Up to the first step that reads what a mistake has changed, a story with the mistake is the same
story as one without.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

from moothall.cases.procedure import Procedure

Part = tuple[str, ...]  # ("acts", "answer", "by") or ("circles",)
T = TypeVar("T")


def watched(procedure: Procedure, read: set[Part]) -> Procedure:
    """The same procedure; every part of it that is looked at is added to `read`."""
    kind = procedure.kind
    named: dict[str, Any] = {
        field.name: {
            name: _watched(one, (kind, field.name, name), read) for name, one in value.items()
        }
        for field in dataclasses.fields(procedure)
        if _holds_parts(value := getattr(procedure, field.name))
    }
    if procedure.register is not None:
        named["register"] = _watched(procedure.register, (kind, "register"), read)
    return _watched(dataclasses.replace(procedure, **named), (kind,), read)


def _holds_parts(value: object) -> bool:
    return isinstance(value, Mapping) and any(map(dataclasses.is_dataclass, value.values()))


def _watched(one: T, path: Part, read: set[Part]) -> T:
    """A copy of a dataclass that notes each of its fields that is looked at."""
    plain = type(one)
    names = {field.name for field in dataclasses.fields(plain)}  # type: ignore[arg-type]

    class Watched(plain):  # type: ignore[misc,valid-type]
        __slots__ = ()

        def __getattribute__(self, name: str) -> Any:
            if name in names:
                read.add((*path, name))
            return plain.__getattribute__(self, name)

    copy = object.__new__(Watched)
    for name in names:
        object.__setattr__(copy, name, getattr(one, name))
    return copy


def differences(sound: Procedure, changed: Procedure) -> set[Part]:
    """The parts in which two procedures of one kind differ, named as `watched` names them."""
    return set(_differing(sound, changed, (sound.kind,)))


def _differing(one: Any, other: Any, path: Part) -> list[Part]:
    found: list[Part] = []
    for field in dataclasses.fields(one):
        before, after = getattr(one, field.name), getattr(other, field.name)
        here = (*path, field.name)
        if before == after and _in_order(before) == _in_order(after):
            continue
        if len(path) > 1:
            found.append(here)
        elif _holds_parts(before) and list(before) == list(after):
            for name in before:
                if before[name] != after[name]:
                    found += _differing(before[name], after[name], (*here, name))
        elif dataclasses.is_dataclass(before) and type(before) is type(after):
            found += _differing(before, after, here)
        else:
            found.append(here)
    return found


def _in_order(value: object) -> list[object]:
    """Mappings that hold the same in another order are not the same here."""
    return list(value) if isinstance(value, Mapping) else []
