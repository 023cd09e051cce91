"""An edition of the protocol comes into force by an act, and by no other way once the council runs.

Which act, and that two people are needed for it, is said by the procedure (`adopts:`). Every other
case keeps the edition that it began under.
"""

from __future__ import annotations

from moothall import protocol
from moothall.cases.doing import Doing
from moothall.people.changing import Changing
from moothall.people.law import protocol_of_edition
from moothall.people.models import Council
from moothall.protocol import ProtocolErrors, UnknownProtocol


class NoSuchEdition(ValueError):
    """There is no such edition of the council's protocol, or it has mistakes in it."""


def editions_of(council: Council) -> list[str]:
    """The names of the editions of the council's own protocol that stand in this installation."""
    return protocol.editions(_folder(council))


def edition_named(council: Council, name: str) -> str:
    """The name again, where it can come into force. Raises NoSuchEdition."""
    known = editions_of(council)
    if name not in known:
        raise NoSuchEdition(f"there is no “{name}” here. There is: {', '.join(known)}.")
    try:
        protocol_of_edition(f"{_folder(council)}/{name}")
    except (ProtocolErrors, UnknownProtocol) as wrong:
        check = f"moothall protocol check {_folder(council)}"
        raise NoSuchEdition(f"“{name}” has mistakes in it. See them with: {check}") from wrong
    return name


def pin(doing: Doing) -> None:
    """The case of an edition goes on under that edition, once it is adopted: its review is counted
    as its own clauses say. Any other case keeps the edition that it began under."""
    if doing.act.adopts:
        doing.now.edition = f"{_folder(doing.council)}/{doing.value(doing.act.adopts)}"


def come_into_force(doing: Doing) -> None:
    """Makes the edition that the act adopts that of the council, in the log of its settings.

    Whoever did the act stands there, or nobody where the day came by itself.
    """
    if not doing.act.adopts:
        return
    assert doing.case is not None
    changing = Changing(doing.council, doing.doer, doing.at, doing.case.reference)
    changing.change(doing.council, protocol=doing.now.edition)


def _folder(council: Council) -> str:
    return council.protocol.partition("/")[0]
