"""What administrators and the monitoring officer do to every case names none that is not theirs."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from leaks.conftest import Does
from moothall.cases import holds
from moothall.cases.models import Case, Clock, Notice, Outgoing
from moothall.people.changing import Changing
from moothall.people.law import working_time_of
from moothall.people.models import Area, ClosureDay, Council, Organization, Person

Find = Callable[[Council, str], Person]
Sign = Callable[[Council, str], str]
ADMINISTRATOR, WATCHER, PARTY = "petra-placard", "nadia-mock", "dev-instance"


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC) - timedelta(hours=1)


@pytest.fixture
def sealed(does: Does, now: datetime, southend: Council) -> Case:
    """A confidential enquiry of a ward and a service, with an officer and a running clock."""
    case = does(
        None, "submit", "ada-example", at=now, kind="enquiry", subject="Zebra", details="Quagga",
        ward="pierhead",
    ).case  # fmt: skip
    case = does(case, "assign", "hattie-hub", at=now, given_to="sam-stencil").case
    Case.objects.filter(pk=case.pk).update(confidential=True)
    case.refresh_from_db()
    return case


@pytest.fixture
def grievance(does: Does, now: datetime) -> Case:
    """Ada's, with Dev to help her; the monitoring officer is within."""
    return does(
        None, "raise", "ada-example", at=now, kind="grievance", subject="Zebra", files=True,
        message="A quagga was unkind", with_whom=[PARTY],
    ).case  # fmt: skip


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch, grievance: Case) -> Case:
    """A grievance in which the monitoring officer is not: it may be about them."""
    rows = grievance.viewers.filter(key="role:monitoring_officer")
    assert rows.exists()
    rows.delete()
    return grievance


def browser(session: str) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client


def day(name: str, when: object) -> dict[str, int]:
    parts = ("day", "month", "year")
    return {f"{name}-{part}": getattr(when, part) for part in parts}


def test_a_closure_day_moves_what_it_does_not_name(
    southend: Council, sealed: Case, does: Does, now: datetime, session_of: Sign
) -> None:
    """Regression: the look ahead, and the list of what was counted again, named every case."""
    plain = does(
        None, "submit", "ada-example", at=now, kind="enquiry", subject="Lamp", details="Out"
    ).case
    was = Clock.objects.get(case=sealed, act="enquiry.answer").due
    shut = working_time_of(southend).add(timezone.localdate(), 1)
    petra = browser(session_of(southend, ADMINISTRATOR))
    fields = {"reason": "Burst pipe", **day("first", shut)}
    looked = petra.post("/southend/settings/closures/", fields).content.decode()
    assert plain.reference in looked
    petra.post("/southend/settings/closures/", {**fields, "confirm": "yes"})
    done = petra.get("/southend/settings/closures/").content.decode()
    assert "1 open case was counted again" in done
    assert plain.reference in done
    number = ClosureDay.objects.get(council=southend, date=shut).pk
    back = petra.get(f"/southend/settings/closures/{number}/").content.decode()
    assert plain.reference in back
    assert sealed.reference not in looked + done + back
    now_due = Clock.objects.get(case=sealed, act="enquiry.answer").due
    assert was is not None and now_due is not None and now_due > was
    assert Notice.objects.filter(case=sealed, event__act="recount").exists(), "its owner is told"


@pytest.mark.parametrize("what", ["bodies/{body}", "areas/{area}"])
def test_what_ends_does_not_name_what_runs_in_it(
    what: str, southend: Council, sealed: Case, does: Does, now: datetime, session_of: Sign
) -> None:
    """Regression: the refusal listed every open case."""
    body = Organization.objects.create(
        council=southend, slug="spare", name="Spare", classification="department"
    )
    area = Area.objects.get(council=southend, slug="pierhead")
    Case.objects.filter(pk=sealed.pk).update(area=area, sheet={**sealed.sheet, "service": body.pk})
    address = f"/southend/settings/{what.format(body=body.slug, area=area.slug)}/end/"
    petra = browser(session_of(southend, ADMINISTRATOR))
    page = petra.post(address, day("last", timezone.localdate()), follow=True).content.decode()
    assert sealed.reference not in page
    assert "cases are open in it" not in page
    Case.objects.filter(pk=sealed.pk).update(confidential=False)
    Organization.objects.filter(pk=body.pk).update(end_date=None)
    page = petra.post(address, day("last", timezone.localdate()), follow=True).content.decode()
    assert f"These cases are open in it: {sealed.reference}" in page


def test_a_reorganisation_names_those_of_the_departments_below_and_no_confidential_one(
    southend: Council, sealed: Case, does: Does, now: datetime, session_of: Sign
) -> None:
    made = {"council": southend, "classification": "department"}
    old = Organization.objects.create(slug="old", name="Old", **made)
    below = Organization.objects.create(slug="below", name="Below", parent=old, **made)
    Organization.objects.create(slug="new", name="New", **made)
    plain = does(
        None, "submit", "ada-example", at=now, kind="enquiry", subject="Lamp", details="Out"
    ).case
    for case in (plain, sealed):
        Case.objects.filter(pk=case.pk).update(sheet={**case.sheet, "service": below.pk})
    petra = browser(session_of(southend, ADMINISTRATOR))
    start = timezone.localdate() + timedelta(days=1)
    fields = {"old": "old", "into": "new", **day("start", start)}
    page = petra.post("/southend/settings/reorganise/", fields).content.decode()
    assert plain.reference in page
    assert sealed.reference not in page


def test_months_and_leavers_count_no_confidential_case(
    southend: Council, grievance: Case, person: Find, session_of: Sign
) -> None:
    holds.place(
        Changing(southend, None, datetime.now(UTC), "test"), case=grievance, reason="A quagga claim"
    )
    over = datetime(2019, 1, 1, tzinfo=UTC)
    Case.objects.filter(pk=grievance.pk).update(ended=True, updated_at=over)
    Outgoing.objects.update(state=Outgoing.State.SENT)
    petra = browser(session_of(southend, ADMINISTRATOR))
    pages = [
        petra.post("/southend/settings/retention/", {"grievance": "1", "choice": "preview"}),
        petra.get("/southend/settings/people/ada-example/end/"),
        petra.get("/southend/settings/log/"),
        petra.get("/southend/settings/log/changes.csv"),
    ]
    for page in pages:
        assert page.status_code == 200
        text = page.getvalue().decode()
        assert grievance.reference not in text
        assert "quagga" not in text
    assert "0 cases would be erased" in pages[0].content.decode()
    assert "theirs to move now" not in pages[1].content.decode()


def test_a_hold_behind_a_wall_is_for_those_within(
    southend: Council, outside: Case, person: Find, session_of: Sign
) -> None:
    """Regression: the list of holds named every case that is held, and why."""
    hold = holds.place(
        Changing(southend, None, datetime.now(UTC), "test"), case=outside, reason="A quagga claim"
    )
    nadia = browser(session_of(southend, WATCHER))
    listed = nadia.get("/southend/holds/").content.decode()
    assert outside.reference not in listed and "quagga" not in listed
    assert nadia.get(f"/southend/holds/{hold.pk}/").status_code == 404
    sent = nadia.post("/southend/holds/", {"what": outside.reference, "reason": "Mine"})
    assert sent.status_code == 422
    assert "already" not in sent.content.decode()


def test_personal_data_do_not_lead_behind_a_wall(
    southend: Council, outside: Case, person: Find, session_of: Sign
) -> None:
    """Regression: what somebody wrote behind a wall was in the download, for whoever made it."""
    nadia = browser(session_of(southend, WATCHER))
    page = nadia.get("/southend/people/ada-example/data/").content.decode()
    assert outside.reference not in page
    assert "Something of theirs that you may not see is open or on hold" in page
    sent = nadia.post("/southend/people/ada-example/data/", {"why": "Request 7"})
    text = unzipped(sent.content)
    for secret in (outside.reference, "quagga", "Zebra", "plan.txt", "a plan", "grievance"):
        assert secret not in text, secret
    ada = browser(session_of(southend, "ada-example"))
    own = unzipped(ada.post("/southend/my-data/").content)
    assert "quagga" in own and "plan.txt" in own


def test_personal_data_hold_what_the_monitoring_officer_may_see_behind_a_wall(
    southend: Council, grievance: Case, session_of: Sign
) -> None:
    nadia = browser(session_of(southend, WATCHER))
    sent = nadia.post("/southend/people/ada-example/data/", {"why": "Request 7"})
    text = unzipped(sent.content)
    assert all(one in text for one in (grievance.reference, "quagga", "plan.txt", "a plan"))


def unzipped(content: bytes) -> str:
    """Everything in a download, with the names of its files."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        found = "\n".join(archive.read(name).decode("utf-8", "replace") for name in names)
        assert json.loads(archive.read("data.json"))
    return "\n".join([*names, found])
