"""What must be true of a procedure's fields, and of what is shown, chosen and registered by them.

Which questions an act asks is checked in `act_checks.py`, the facts that a field gives in
`vocabulary_checks.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moothall.cases.circles import LEVELS
from moothall.cases.procedure import Field
from moothall.people.models import Organization

if TYPE_CHECKING:
    from moothall.cases.procedure_checks import Checks

PEOPLE = ("person", "people")
_SHOWN = {
    "subject": ("line", "organization", "edition"),
    "area": ("area",),
    "urgent": ("bool",),
    "confidential": ("bool",),
}
_NAMES_SOME = ("case", "entry")  # types that must say of which kinds or registers


@dataclass(slots=True)
class FieldChecks:
    """The fields of a procedure, and the keys that name one of a certain type."""

    of: Checks

    def run(self) -> None:
        for name, field in self.of.procedure.fields.items():
            self.field(name, field)
        for shown, field_name in self.of.procedure.shows.items():
            self.kept([field_name], "shows", shown, types=_SHOWN[shown])
        if self.of.procedure.level:
            self.level()
        self.register()

    def field(self, name: str, field: Field) -> None:
        procedure = self.of.procedure
        if field.type == "choice" and not field.choices:
            self.fault(name, f"The choice {name!r} has nothing to choose from: add of:.")
        if field.type != "choice" and field.choices:
            self.fault(name, f"{name!r} has choices but is no choice.")
        if field.type in _NAMES_SOME and not field.of:
            self.fault(name, f"Nothing can be named by {name!r}: say which with of:.")
        if field.type in PEOPLE:
            self.of.exists(field.of, self.of.roles(), "role", "fields", name, "of")
        if field.type == "organization":
            sorts = Organization.Classification.values
            self.of.exists(field.of, sorts, "sort of body", "fields", name, "of")
        self.of.exists(field.means, field.choices, "choice", "fields", name, "means")
        self.of.exists(field.same, procedure.parties, "party", "fields", name, "same")
        asking = [act for act in procedure.acts.values() if name in act.asked]
        if not asking:
            self.fault(name, f"No act asks for {name!r}.")
        elif field.older and all(act.starts for act in asking):
            self.fault(name, f"Whatever {name!r} names is older than a case that starts.")
        elif all(act.automatic for act in asking):
            self.unasked(name, field)

    def unasked(self, name: str, field: Field) -> None:
        """Where only the system answers, nobody chooses, and nothing limits the choice."""
        for key, given in (("of", field.type in PEOPLE and field.of), ("same", field.same)):
            if given:
                self.fault(name, f"Only the system answers {name!r}, so leave {key}: out.")

    def fault(self, name: str, message: str) -> None:
        self.of.fault("fields", name, message, name)

    def kept(
        self, names: Iterable[str], where: str, *path: str, types: tuple[str, ...] = ()
    ) -> None:
        """Fields that the case keeps on its sheet, where it matters of one of these types."""
        names = list(names)
        self.of.exists(names, self.of.procedure.sheet, "sheet field", where, *path)
        self.typed(names, types, where, *path)

    def typed(
        self, names: Iterable[str], types: tuple[str, ...], where: str, *path: str, by: str = ""
    ) -> None:
        """Fields that can only be of certain types there; names of other things are passed over."""
        for name in names:
            field = self.of.procedure.fields.get(name)
            if field is not None and types and field.type not in types:
                wanted = " or ".join(types)
                article = "an" if wanted[0] in "aeiou" else "a"
                message = f"{by}{name!r} is a {field.type}; here it must be {article} {wanted}."
                self.of.fault(where, name, message, *path)

    def level(self) -> None:
        """Each choice is a privacy level that somebody can be let in by."""
        level, procedure = self.of.procedure.level, self.of.procedure
        for key in ("field", "of"):
            if key not in level:
                self.of.fault("level", key, f"level: {key} is missing.")
        if "field" in level:
            self.kept([level["field"]], "level", "field", types=("choice",))
            field = procedure.fields.get(level["field"])
            choices = field.choices if field else ()
            self.of.exists(choices, LEVELS, "privacy level", "fields", level["field"], "of")
        if "of" in level:
            self.of.exists([level["of"]], procedure.parties, "party", "level", "of")

    def register(self) -> None:
        register = self.of.procedure.register
        if register is None:
            return
        if not register.states:
            self.of.fault("register", "while", "register: say while the case is in which states.")
        self.of.exists(register.states, self.of.procedure.states, "state", "register", "while")
        for key in ("person", "whom"):
            slots = filter(None, [getattr(register, key)])
            self.of.exists(slots, self.of.procedure.parties, "party", "register", key)
        self.kept([register.what], "register", "what")
        for key in ("start", "end"):
            days = filter(None, [getattr(register, key)])
            self.kept(days, "register", key, types=("date",))
