"""Property: whatever the list, doing it again changes nothing, and nobody is ever deleted."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moothall.people.importing.applying import apply_plan
from moothall.people.importing.reading import read_plan
from moothall.people.models import Change, ContactDetail, Council, Membership, Person

from .conftest import AT
from .sources import table

NAMES = (
    "Cllr Ada Example",
    "Ada Example",
    "Bert Sample",
    "Cleo Specimen",
    "Nora New",
    "",
    "Vacancy",
)
CELLS = {
    "Name": st.sampled_from(NAMES),
    "Ward": st.sampled_from(("Elm", "Elm Ward", "Oak & Ash", "Beech", "", "No ward")),
    "Group": st.sampled_from(("Green Group", "Greens", "Blue", "Independent", "", "New Group")),
    "Email": st.sampled_from(
        ("ada@rowborough.example", "bert@rowborough.example", "new@rowborough.example", "", "x@")
    ),
    "Telephone": st.sampled_from(("01234 567890", "01234 567891; 01234 567892", "")),
    "Post": st.sampled_from(("", "", "Leader of the Council", "Committee clerk", "Gardener")),
    "Department": st.sampled_from(("", "Highways", "Parks")),
    "Committee": st.sampled_from(("", "Planning Committee", "Audit; Planning Committee")),
    "Role in body": st.sampled_from(("", "Chair", "Vice-Chair")),
    "Id": st.sampled_from(("", "1", "2", "3")),
    "Start": st.sampled_from(("", "08/05/2023", "01/12/2026", "32/01/2026")),
    "End": st.sampled_from(("", "", "01/01/2026", "01/05/2027")),
}
ROWS = st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=6)


def csv_of(rows: list[dict[str, str]]) -> bytes:
    return table(",".join(CELLS), *(",".join(row[name] for name in CELLS) for row in rows))


@settings(
    max_examples=40,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=ROWS)
def test_the_same_list_again_changes_nothing(rowborough: Council, rows: Any) -> None:
    named = [row for row in rows if row["Name"] not in ("", "Vacancy")]
    if not named:
        return
    data = csv_of(rows)
    with transaction.atomic():
        before = {Person: set(Person.objects.values_list("pk", flat=True))}
        before[Membership] = set(Membership.objects.values_list("pk", flat=True))
        before[ContactDetail] = set(ContactDetail.objects.values_list("pk", flat=True))

        def bring() -> Any:
            plan = read_plan("csv", [data])
            return apply_plan(plan, rowborough, by=None, at=AT, through="import", allow=100)

        bring()
        changes = Change.objects.count()
        again = bring()
        assert [(one.outcome, one.name, one.what) for one in again.entries] == []
        assert Change.objects.count() == changes
        for model, numbers in before.items():
            assert numbers <= set(model._default_manager.values_list("pk", flat=True))
        transaction.set_rollback(True)
