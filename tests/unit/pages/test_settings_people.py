"""People, posts, bodies and absences on the administrator's pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone

from moothall.pages.settings import together as page
from moothall.people.models import Absence, Area, Change, Council, Membership, Organization, Person

from .conftest import Ask, Browse, Do, parsed

PETRA = "petra-placard"
Find = Callable[[Council, str], Person]


def day(name: str, value: date) -> dict[str, str]:
    parts = {"day": value.day, "month": value.month, "year": value.year}
    return {f"{name}-{part}": str(number) for part, number in parts.items()}


def test_somebody_is_found_by_name_side_and_place(southend: Council, browse: Browse) -> None:
    petra = browse(southend, PETRA)
    assert "Sam Stencil" in petra.read("settings/people/?text=stencil")
    assert "Sam Stencil" not in petra.read("settings/people/?side=councillor")
    assert "1 person" in petra.read("settings/people/?text=sam.stencil@southend.example")
    assert "Jonah Bygone" in petra.read("settings/people/?side=left")
    text = petra.read("settings/people/?place=area-pierhead")
    assert "3 people" in text
    assert "Councillor Ada Example" in text
    assert "Nobody fits" in petra.read("settings/people/?text=qqq")


def test_a_councillor_is_added_and_signs_in_from_the_first_day(
    southend: Council, browse: Browse, person: Find
) -> None:
    petra = browse(southend, PETRA)
    fields = {"name": "Councillor Nina Novel", "emails": "nina@councillors.southend.example"}
    answer = petra.send("settings/people/new/", fields)
    assert answer["Location"] == "/southend/settings/people/nina-novel/holds/new/"
    today = timezone.localdate()
    answer = petra.send(
        "settings/people/nina-novel/holds/new/",
        {"what": "post-councillor-pierhead", "role": "member", **day("start", today)},
    )
    assert answer.status_code == 302
    text = petra.read("settings/people/nina-novel/")
    assert "Councillor for Pierhead" in text
    assert browse(southend, "nina-novel").open().status_code == 200
    made = Change.objects.filter(council=southend, by=person(southend, PETRA))
    assert set(made.values_list("table", flat=True)) == {"person", "contactdetail", "membership"}


def test_an_overlap_is_said_at_the_question(southend: Council, browse: Browse) -> None:
    answer = browse(southend, PETRA).send(
        "settings/people/ada-example/holds/new/",
        {"what": "body-meadow-group", "role": "member", **day("start", timezone.localdate())},
    )
    assert answer.status_code == 422
    page = parsed(answer)
    assert "already belongs to Harbour Group" in page.text
    assert any(one.get("href") == "#what" for one in page.all("a"))


def test_a_leaver_says_what_becomes_of_their_cases(
    southend: Council, browse: Browse, ask: Ask, do: Do
) -> None:
    do(ask(southend, "ada-example"), "assign", "hattie-hub", given_to="sam-stencil")
    petra = browse(southend, PETRA)
    assert "1 open case is theirs" in petra.read("settings/people/sam-stencil/end/")
    yesterday = timezone.localdate() - timedelta(days=1)
    petra.send("settings/people/sam-stencil/end/", day("last", yesterday))
    assert "Highways engineer: ends on" in petra.read("settings/people/sam-stencil/")
    assert browse(southend, "sam-stencil").open().status_code == 302


def test_the_last_administrator_is_told_what_to_do(southend: Council, browse: Browse) -> None:
    answer = browse(southend, PETRA).send(
        "settings/people/petra-placard/end/", day("last", timezone.localdate())
    )
    assert answer.status_code == 422
    assert "You are the last administrator. Make somebody else" in parsed(answer).text


def test_a_name_is_put_right(southend: Council, browse: Browse, person: Find) -> None:
    petra = browse(southend, PETRA)
    fields = {"name": "Samuel Stencil", "sort_name": "", "emails": "sam.stencil@southend.example"}
    assert petra.send("settings/people/sam-stencil/", fields).status_code == 302
    assert person(southend, "sam-stencil").sort_name == "Stencil, Samuel"
    answer = petra.send("settings/people/sam-stencil/", {**fields, "emails": "ada@x"})
    assert "is no e-mail address" in parsed(answer).text
    log = petra.read("settings/log/?about=sam-stencil")
    assert "name: Sam Stencil → Samuel Stencil" in log


# Many at once -------------------------------------------------------------------------------------


def test_many_are_changed_after_a_look_at_each(southend: Council, browse: Browse) -> None:
    petra = browse(southend, PETRA)
    fields = {"action": "end", "who": ["sam-stencil", "hattie-hub", "howard-hub"]}
    asked = parsed(petra.send("settings/people/together/", fields))
    assert "For 3 people" in asked.text
    assert "There is a problem" not in asked.text
    last = timezone.localdate() + timedelta(days=30)
    fields |= {"ready": "yes", "body": "everything", **day("last", last)}
    looked = parsed(petra.send("settings/people/together/", fields))
    assert "Nothing has been changed yet" in looked.text
    assert "These stay as they are" in looked.text
    assert "Change 2 people" in looked.text
    assert not Membership.objects.filter(person__council=southend, end_date=last).exists()
    hidden = {one["name"]: one["value"] for one in looked.all("input") if one["type"] == "hidden"}
    assert petra.send("settings/people/together/", {**fields, "confirm": "no"}).status_code == 200
    assert not Membership.objects.filter(person__council=southend, end_date=last).exists()
    confirmed = petra.send("settings/people/together/", {**fields, "confirm": hidden["confirm"]})
    assert confirmed.status_code == 302
    text = petra.read("settings/people/")
    assert "2 people were changed. As they were stay:" in text
    ended = Membership.objects.filter(person__council=southend, end_date=last)
    assert ended.count() == 2
    changes = Change.objects.filter(council=southend, table="membership", action="changed")
    assert len(set(changes.values_list("batch", flat=True))) == 1


def test_everybody_listed_is_chosen_by_the_filter(southend: Council, browse: Browse) -> None:
    petra = browse(southend, PETRA)
    fields = {
        "action": "join",
        "everybody": "yes",
        "place": "area-pierhead",
        "text": "",
        "side": "",
    }
    assert "For 3 people" in parsed(petra.send("settings/people/together/", fields)).text
    start = timezone.localdate()
    fields |= {"ready": "yes", "body": "standards-committee", "role": "member"}
    looked = parsed(petra.send("settings/people/together/", {**fields, **day("start", start)}))
    assert "Change 3 people" in looked.text
    hidden = {one["name"]: one["value"] for one in looked.all("input") if one["type"] == "hidden"}
    assert hidden["place"] == "area-pierhead", "the list is narrowed to the same people again"
    assert petra.send("settings/people/together/", hidden).status_code == 302
    assert (
        Membership.objects.filter(
            organization__slug="standards-committee",
            person__council=southend,
            start_date=start,
        ).count()
        == 3
    )


def test_what_many_need_is_asked_again_where_it_is_wanting(
    southend: Council, browse: Browse
) -> None:
    petra = browse(southend, PETRA)
    for action in page.ACTIONS:
        fields = {"action": action, "who": ["sam-stencil"], "ready": "yes"}
        answer = petra.send("settings/people/together/", fields)
        assert answer.status_code == 422, action
    assert petra.send("settings/people/together/", {"action": "end"}).status_code == 302


# Posts, bodies, absences --------------------------------------------------------------------------


def test_vacant_posts_can_be_listed(southend: Council, browse: Browse) -> None:
    petra = browse(southend, PETRA)
    fields = {"label": "Tree officer", "role": "officer", "body": "waste"}
    assert petra.send("settings/posts/new/", fields).status_code == 302
    text = petra.read("settings/posts/?vacant=yes")
    assert "Tree officer" in text
    assert "Highways engineer" not in text
    fields = {"label": "Woods officer", "role": "officer", "body": "planning"}
    assert petra.send("settings/posts/tree-officer/", fields).status_code == 302
    assert "title: Tree officer → Woods officer" in petra.read("settings/log/")


def test_a_body_with_open_cases_does_not_end_and_says_which(
    southend: Council, browse: Browse, ask: Ask
) -> None:
    petra = browse(southend, PETRA)
    fields = {"name": "Flood Team", "classification": "department"}
    assert petra.send("settings/bodies/new/", fields).status_code == 302
    case = ask(southend, "ada-example", service="flood-team", ward="pierhead")
    today = day("last", timezone.localdate())
    answer = petra.send("settings/bodies/flood-team/end/", today)
    assert answer.status_code == 422
    assert case.reference in parsed(answer).text
    answer = petra.send("settings/areas/pierhead/end/", today)
    assert case.reference in parsed(answer).text
    assert not Organization.objects.filter(council=southend, end_date__isnull=False).exists()
    assert not Area.objects.filter(council=southend, end_date__isnull=False).exists()


def test_anybodys_absence_is_recorded_and_taken_back(southend: Council, browse: Browse) -> None:
    petra = browse(southend, PETRA)
    today = timezone.localdate()
    days = {**day("start", today), **day("end", today + timedelta(days=3))}
    fields = {"person": "sam-stencil", "cover": "ada-example", **days}
    answer = petra.send("settings/absences/new/", fields)
    assert "officer for an officer" in parsed(answer).text
    fields["cover"] = "vera-variable"
    assert petra.send("settings/absences/new/", fields).status_code == 302
    row = Absence.objects.get(person__slug="sam-stencil", person__council=southend)
    assert "Vera Variable" in petra.read("settings/absences/")
    assert petra.send(f"settings/absences/{row.pk}/", {}).status_code == 302
    assert not Absence.objects.filter(pk=row.pk).exists()
    assert Change.objects.filter(table="absence", action="removed", row=row.pk).exists()


def test_one_thing_that_somebody_holds_is_ended_or_taken_out(
    southend: Council, browse: Browse
) -> None:
    petra = browse(southend, PETRA)
    row = Membership.objects.get(person__slug="edith-pattern", organization__slug="meadow-group")
    address = f"settings/people/edith-pattern/holds/{row.pk}/"
    assert petra.send(address, {"how": "end"}).status_code == 422
    answer = petra.send(address, {"how": "end", **day("last", date(2020, 1, 1))})
    assert "begins on 9 May 2023" in parsed(answer).text
    petra.send(address, {"how": "end", **day("last", date(2027, 1, 31))})
    assert "31 January 2027" in petra.read("settings/people/edith-pattern/")
    petra.send(address, {"how": "mistake"})
    assert not Membership.objects.filter(pk=row.pk).exists()
