"""An act as a procedure's file has it, and what is written around it: the ground for planting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from planting import listed

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Act:
    """An act as it is written, and what is written around it."""

    kind: str
    name: str
    data: Data
    body: Data

    @cached_property
    def asked(self) -> list[str]:
        return [one.removesuffix("?") for one in self.body.get("asks", [])]

    def asked_of(self, *types: str) -> list[str]:
        fields = self.data["fields"]
        return [one for one in self.asked if fields.get(one, {}).get("type") in types]

    @cached_property
    def relations(self) -> list[str]:
        """The relations of the kind that people may come from; what is a party itself is none."""
        return [name for name, one in self.data.get("roles", {}).items() if isinstance(one, dict)]

    @cached_property
    def inner(self) -> list[str]:
        """The states that it moves something between: the case's own, or those of its list."""
        inside = self.body.get("in")
        return list(self.data["lists"][inside]["states"] if inside else self.data["states"])

    @cached_property
    def set_somewhere(self) -> set[str]:
        """The sheet fields that some act sets by itself."""
        return {name for body in self.data["acts"].values() for name in body.get("sets", {})}

    @cached_property
    def outside(self) -> set[str]:
        """The parties that do not see it."""
        circles = self.data["circles"]
        inside = circles[self.body.get("circle", next(iter(circles)))]
        return set(self.data["parties"]) - set(inside)

    def fills(self, field: str) -> set[str]:
        """The slots that an answer fills."""
        return {slot for slot, by in self.body.get("fills", {}).items() if field in listed(by)}

    @cached_property
    def ends(self) -> bool:
        """Whether the case ends with it, whatever happens."""
        to = self.body.get("to", {})
        leads_to = [] if "in" in self.body else to if isinstance(to, dict) else listed(to)
        return bool(leads_to) and all("ends" in self.data["states"][one] for one in leads_to)

    @cached_property
    def limits(self) -> list[str]:
        """Everything that the kind limits."""
        bodies = self.data["acts"].values()
        return list(dict.fromkeys(name for body in bodies for name in body.get("limits", {})))

    @cached_property
    def clocks(self) -> list[str]:
        """Acts whose clocks the kind speaks of, and those that its acts meet by themselves."""
        keys = ("stops", "resumes", "moves", "meets")
        named = [
            n for body in self.data["acts"].values() for key in keys for n in body.get(key, ())
        ]
        return list(dict.fromkeys([*named, *(f"{self.kind}.{name}" for name in self.limits)]))

    @cached_property
    def stopping(self) -> set[str]:
        """States of the case in which a clock may stand still."""
        bodies = [body for body in self.data["acts"].values() if "stops" in body]
        states = [body.get("to") for body in bodies]
        return {one for to in states for one in (to if isinstance(to, dict) else listed(to))}

    @cached_property
    def judged(self) -> list[str]:
        """What the acts of the kind are judged as."""
        acts = self.data["acts"].items()
        found = (body.get("judged", f"{self.kind}.{name}") for name, body in acts)
        return list(dict.fromkeys(one for one in found if one != "nothing"))
