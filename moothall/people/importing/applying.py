"""Writes a difference in one batch and one transaction, through the one write path for people.

It is compared anew inside the transaction: what was shown is written, or nothing.
"""

from __future__ import annotations

from datetime import datetime

from django.db import DataError, IntegrityError, transaction

from moothall.people.changing import Changing
from moothall.people.confirming import ChangedMeanwhile
from moothall.people.importing.difference import Difference, compare
from moothall.people.importing.plan import ImportRefused, Plan
from moothall.people.models import Council, Person
from moothall.worktime import LONDON


def apply_plan(
    plan: Plan,
    council: Council,
    *,
    by: Person | None,
    at: datetime,
    through: str,
    digest: str = "",
    allow: float | None = None,
) -> Difference:
    """Brings the council's people up to the plan; what was done. A refused one writes nothing.

    With `digest`, only the difference of that name. Raises ChangedMeanwhile, UnknownProtocol, and
    ImportRefused where the database does not take it.
    """
    try:
        with transaction.atomic():
            Council.objects.select_for_update().get(pk=council.pk)
            difference = compare(plan, council, on=at.astimezone(LONDON).date(), allow=allow)
            if digest and difference.digest != digest:
                raise ChangedMeanwhile(difference)
            if not difference.refused:
                changing = Changing(council=council, by=by, at=at, through=through)
                for one in difference.operations:
                    if one.values is None:
                        changing.add(one.row)
                    else:
                        changing.change(one.row, **one.values)
        return difference
    except (DataError, IntegrityError) as error:
        raise ImportRefused(
            f"The database does not take it, and nothing was changed: {error}"
        ) from None
