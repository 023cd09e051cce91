"""An edition comes into force by two people, on its day, and is reminded of when it is reviewed."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from enquiries import asked, moment, someone

from moothall import places
from moothall.cases.models import Case, Outgoing
from moothall.cases.perform import perform
from moothall.cases.refusals import Incomplete, NotPossible
from moothall.cases.tick import tick
from moothall.cases.verify import verify
from moothall.people.council_shape import BadCouncil
from moothall.people.directory import forget
from moothall.people.load import load_council
from moothall.people.models import Change, Council, Post

HUB, MONITORING = "querida-quill", "mona-metronome"
PROPOSED = {"edition": "2027", "minute": "Council of 5 May, minute 7"}
DAYS = {"adopted_on": "2026-05-05", "last_day": "2026-05-31"}


@pytest.fixture
def two_editions(guildford: Council, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Council:
    """Guildford with another edition of its protocol: the same again, called 2027."""
    folder = tmp_path / "laws" / "guildford" / "2027"
    shutil.copytree(places.PROTOCOLS / "guildford" / "current", folder)
    cover = folder / "protocol.yaml"
    cover.write_text(cover.read_text().replace("edition: current", 'edition: "2027"'))
    monkeypatch.setattr(places, "own_protocols", lambda: tmp_path / "laws")
    guildford.switched = {"edition": True}
    guildford.save()
    return guildford


def does(council: Council, case: Case | None, act: str, by: str, at: str, **given: str) -> Case:
    started = {} if case else {"kind": "edition", "council": council}
    who = someone(council, by)
    return perform(case, act, by=who, at=moment(at), fields=given, **started).case


def adopted(council: Council) -> Case:
    case = does(council, None, "propose", HUB, "2026-05-06T10:00", **PROPOSED)
    return does(council, case, "confirm", MONITORING, "2026-05-07T10:00", **DAYS)


def test_one_person_alone_brings_nothing_into_force(two_editions: Council) -> None:
    case = does(two_editions, None, "propose", HUB, "2026-05-06T10:00", **PROPOSED)
    Post.objects.filter(slug="democratic-services-manager").update(role="monitoring_officer")
    forget(two_editions.pk)
    with pytest.raises(NotPossible, match=r"Whoever proposed it does not confirm it as well"):
        does(two_editions, case, "confirm", HUB, "2026-05-07T10:00", **DAYS)
    tick(moment("2026-06-01T09:00"))
    two_editions.refresh_from_db()
    assert two_editions.protocol == "guildford/current"


def test_two_bring_it_into_force_on_its_day_and_the_log_says_so(two_editions: Council) -> None:
    before = asked(two_editions, at="2026-05-20T10:00").case
    case = adopted(two_editions)
    for at, edition in (("2026-05-31T23:50", "current"), ("2026-06-01T00:10", "2027")):
        tick(moment(at))
        two_editions.refresh_from_db()
        assert two_editions.protocol == f"guildford/{edition}"
    assert asked(two_editions, at="2026-06-01T10:00").case.edition == "guildford/2027"
    before.refresh_from_db()
    assert before.edition == "guildford/current"
    change = Change.objects.filter(council=two_editions, table="council").latest("pk")
    assert (change.before, change.after) == (
        {"protocol": "guildford/current"},
        {"protocol": "guildford/2027"},
    )
    assert (change.by, change.through) == (None, case.reference)
    assert verify(two_editions).clean


def test_its_review_has_a_day_that_no_calendar_reaches_yet(two_editions: Council) -> None:
    case = adopted(two_editions)
    tick(moment("2026-06-01T09:00"))
    review = case.clocks.get(act="protocol.review")
    assert (review.due, review.clause) == (date(2030, 5, 5), "2.1")


def test_the_monitoring_officer_is_reminded_of_the_review(wantage: Council) -> None:
    wantage.switched = {"edition": True}
    wantage.demonstration = False
    wantage.save()
    forget(wantage.pk)
    given = {"edition": "2026", "adopted_on": "2026-04-20"}
    does(wantage, None, "note", "lydia-larch", "2026-11-02T10:00", **given)
    tick(moment("2028-03-20T09:00"))
    assert not Outgoing.objects.filter(purpose="reminder").exists()
    tick(moment("2028-03-30T09:00"))
    mail = Outgoing.objects.get(purpose="reminder")
    assert mail.person is not None
    assert mail.person.slug == "orla-osier"
    assert "is due on Friday 31 March 2028" in mail.body


def test_only_an_edition_that_is_there_and_can_be_read(two_editions: Council) -> None:
    with pytest.raises(Incomplete, match=r"there is no “2031” here. There is: 2027, current"):
        does(two_editions, None, "propose", HUB, "2026-05-06T10:00", edition="2031", minute="7")
    chapter = places.own_protocols() / "guildford" / "2027" / "02-review.md"
    chapter.write_text(chapter.read_text().replace("duty:", "dooty:"))
    with pytest.raises(Incomplete, match=r"has mistakes in it.*protocol check guildford"):
        does(two_editions, None, "propose", HUB, "2026-05-06T10:00", **PROPOSED)


def test_a_file_brings_no_other_edition_into_force(two_editions: Council) -> None:
    council = {
        "slug": "guildford",
        "name": two_editions.name,
        "prefix": two_editions.prefix,
        "protocol": "guildford/2027",
        "calendar": two_editions.calendar,
        "address": two_editions.address,
    }
    with pytest.raises(BadCouncil, match="comes into force when two people have adopted it"):
        load_council({"council": council}, at=moment("2026-05-06T10:00"))
