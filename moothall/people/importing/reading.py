"""From the bytes of a source to its plan, by the format that the administrator named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from moothall.people.importing import moderngov, popolo, rows
from moothall.people.importing.opening import within_limit
from moothall.people.importing.plan import ImportRefused, Plan, Source

SOURCES: tuple[Source, ...] = get_args(Source)


def read_plan(source: Source, answers: Sequence[bytes]) -> Plan:
    """What these bytes say. Only ModernGov has more than one answer.

    Raises ImportRefused with one sentence, whatever they are.
    """
    for data in answers:
        within_limit(data, where="It")
    if source == "moderngov":
        return moderngov.read(answers)
    if len(answers) != 1:
        raise ImportRefused("One file at a time.")
    return popolo.read(answers[0]) if source == "popolo" else rows.read(answers[0])
