"""The law a council lives by: its protocol's edition and how it counts working days."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from moothall.people.law import (
    protocol_of,
    protocol_of_edition,
    roles_counting_as,
    working_time_of,
)
from moothall.people.models import ClosureDay, Council
from moothall.protocol import UnknownProtocol
from moothall.worktime import LONDON


def test_the_council_names_its_edition(southend: Council) -> None:
    protocol = protocol_of(southend)
    assert (protocol.council, protocol.edition) == ("southend", "2020")
    assert protocol is protocol_of_edition("southend/2020")


@pytest.mark.parametrize("folder", ["southend/1066", "atlantis/2020", "southend"])
def test_a_missing_edition_is_an_error(folder: str) -> None:
    with pytest.raises(UnknownProtocol):
        protocol_of_edition(folder)


def test_a_role_is_widened_by_the_tree_of_the_protocol() -> None:
    chiefs = roles_counting_as("southend/2020", "chief_officer")
    assert {"chief_officer", "director", "chief_executive"} <= chiefs
    assert "hub" not in chiefs


def test_working_time_has_the_councils_closure_days(southend: Council) -> None:
    day = date(2026, 12, 24)
    assert working_time_of(southend).is_working(day)
    ClosureDay.objects.create(council=southend, date=day, reason="Boiler failure")
    assert not working_time_of(southend).is_working(day)
    assert working_time_of(southend).why_closed(day) == "Council closed: Boiler failure"


def test_working_time_has_the_protocols_counting_rule(southend: Council) -> None:
    counting = protocol_of(southend).counting
    working_time = working_time_of(southend)
    assert working_time.cut_off == counting.cut_off
    evening = datetime(2026, 12, 1, 23, 59, tzinfo=LONDON)
    late = counting.cut_off is not None and counting.late_counts_next_day
    assert working_time.received_on(evening).date == date(2026, 12, 2 if late else 1)


def test_the_tables_are_made_once(southend: Council) -> None:
    assert working_time_of(southend) is working_time_of(southend)
