"""The law a council lives by: its protocol, and how it counts working days.

Joins the council's row with the pure rooms `protocol` and `worktime`; both are cached there, so
asking again costs nothing. Who holds a role is in `roles.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from functools import lru_cache

from moothall import protocol
from moothall.people.directory import directory_of
from moothall.people.models import Council
from moothall.protocol import Protocol
from moothall.worktime import WorkingTime, load_calendar


def protocol_of(council: Council) -> Protocol:
    """The edition of its protocol that the council names today, for cases that begin now.

    Raises UnknownProtocol where there is no such folder.
    """
    return protocol_of_edition(council.protocol)


def protocol_of_edition(folder: str) -> Protocol:
    """The protocol of a folder such as "southend/2020": a case keeps the one it began under.

    Raises UnknownProtocol where there is no such folder.
    """
    council, _, edition = folder.partition("/")
    return protocol.load(council, edition or "-")  # never "the newest": a case names its edition


@lru_cache(maxsize=1024)
def roles_counting_as(folder: str, role: str) -> frozenset[str]:
    """Every role whose holders count as `role` under that protocol: a director as chief_officer."""
    edition = protocol_of_edition(folder)
    return frozenset(
        [role, *(name for name in edition.vocabulary.roles if role in edition.kinds_of(name))]
    )


def working_time_of(
    council: Council, *, edition: str = "", closures: Mapping[date, str] | None = None
) -> WorkingTime:
    """The council's working days: its calendar, its closure days, its protocol's counting rule.

    The rule is that of today's edition, or of the one that a case began under. With `closures`,
    as they would be with those days shut instead. Raises UnknownCalendar, OutsideCalendar (a
    closure day beyond the calendar) and UnknownProtocol.
    """
    counting = protocol_of_edition(edition or council.protocol).counting
    known = directory_of(council.pk).closures
    shut = known if closures is None else tuple(sorted(closures.items()))
    return _working_time(council.calendar, shut, counting.cut_off, counting.late_counts_next_day)


@lru_cache(maxsize=512)
def _working_time(
    calendar: str,
    closures: tuple[tuple[date, str], ...],
    cut_off: time | None,
    late_counts_next_day: bool,
) -> WorkingTime:
    """Kept, because a WorkingTime makes tables for all the years of its calendar."""
    return WorkingTime(
        load_calendar(calendar),
        closures=dict(closures),
        cut_off=cut_off,
        late_counts_next_day=late_counts_next_day,
    )
