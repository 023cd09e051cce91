"""When elections are, and whether a day lies in the time just before one.

Source: Code of Recommended Practice on Local Authority Publicity in England (Circular 01/2011),
paragraphs 33 to 35: from the publication of the notice of the election until the poll has closed.
"""

from __future__ import annotations

from datetime import date

from moothall.people.directory import directory_of
from moothall.people.models import Council, Election


def before_election(council: Council, *, on: date) -> Election | None:
    """The election whose pre-election period includes that day; None where there is none.

    Both its first day (the notice) and its last (the polling day) are included.
    """
    for one in directory_of(council.pk).elections:
        if one.notice_on <= on <= one.polling_day:
            return one
    return None
