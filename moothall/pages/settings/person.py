"""One person: particulars, what they hold, and the end of their time here."""

from __future__ import annotations

from django.http import HttpResponse

from moothall.cases.visibility import named_to
from moothall.pages.handover import may_read
from moothall.pages.settings.page import Cell, Link, Table, finish, form_of, found, show
from moothall.pages.visit import Visit
from moothall.people import holding, particulars
from moothall.people.models import Membership, Organization, Person, Post
from moothall.people.posts import is_over
from moothall.worktime.words import plain_date

PEOPLE = ("People", "settings-people", ())
HOW = {
    "end": "It ends",
    "mistake": "It was entered by mistake: take it out",
}
ROLES = {value or "member": label.capitalize() for value, label in Membership.Role.choices}


def person(visit: Visit, slug: str) -> HttpResponse:
    """What is recorded of the person; name and addresses can be put right."""
    who = found(Person.objects.all(), visit, slug=slug)
    details = list(who.contact_details.order_by("-preferred", "pk"))
    form = form_of(
        visit,
        name=who.name,
        sort_name=who.sort_name,
        emails="\n".join(one.value for one in details if one.type == "email"),
        telephone="".join([one.value for one in details if one.type == "telephone"][:1]),
    )
    name = form.line("name", "Name", needed="Enter the name")
    sort_name = form.line("sort_name", "Sorted as", hint="Such as Example, Ada")
    emails = form.text("emails", "E-mail addresses", hint="One a line, the preferred one first")
    telephone = form.line("telephone", "Telephone")

    def change() -> None:
        particulars.change_person(
            visit.changing,
            who,
            name=name,
            sort_name=sort_name,
            emails=emails,
            telephone=telephone,
        )

    if form.done(change):
        return finish(visit, "Saved.", "settings-person", slug)
    return show(
        visit,
        who.name if not form.errors else Person.objects.get(pk=who.pk).name,
        back=PEOPLE,
        tables=(_held(visit, who),),
        form=form,
        heading="Name and addresses",
        links=_links(visit, slug),
    )


def _links(visit: Visit, slug: str) -> tuple[Link, ...]:
    log = visit.address("settings-log")
    return (
        Link("Add a post, ward, group or committee", visit.address("settings-holding-new", slug)),
        Link("End their time here", visit.address("settings-leaving", slug)),
        Link("What was changed of this person", f"{log}?about={slug}"),
    )


def _held(visit: Visit, who: Person) -> Table:
    rows = [
        (
            Cell(
                str(one.post or one.organization),
                visit.address("settings-holding", who.slug, one.pk),
                one.get_role_display() if one.organization else "",
                tag="Over" if one.end_date and one.end_date < visit.on else "",
            ),
            f"From {plain_date(one.start_date)}" if one.start_date else "From an unknown day",
            f"Until {plain_date(one.end_date)}" if one.end_date else "Goes on",
        )
        for one in holding.memberships(who)
    ]
    heads = ("What", "First day", "Last day")
    return Table("What they hold", heads, rows, "Nothing is recorded: they cannot sign in.")


def holding_new(visit: Visit, slug: str) -> HttpResponse:
    """The person takes something up."""
    who = found(Person.objects.all(), visit, slug=slug)
    form = form_of(visit, start=visit.on, role="member")
    what = form.choice(
        "what", "What do they take up?", _to_take_up(visit), needed="Choose what they take up"
    )
    role = form.choice("role", "As what, in a committee or group?", ROLES)
    start = form.day("start", "First day", needed="Enter the first day")
    last = form.day("last", "Last day (optional)", hint="Leave this open if it goes on")

    def take_up() -> None:
        assert start is not None
        kind, _, name = what.partition("-")
        model = Post if kind == "post" else Organization
        row = model._default_manager.get(council=visit.council, slug=name)
        holding.begin(
            visit.changing,
            who,
            post=row if isinstance(row, Post) else None,
            organization=row if isinstance(row, Organization) else None,
            role="" if role == "member" else role,
            start=start,
            last=last,
        )

    if form.done(take_up):
        return finish(visit, "It is recorded.", "settings-person", slug)
    back = (who.name, "settings-person", (slug,))
    return show(visit, f"What does {who.name} take up?", back=back, form=form)


def _to_take_up(visit: Visit) -> dict[str, str]:
    """Posts with the ward or department that tells them apart, and bodies that go on."""
    rows = Post.objects.filter(council=visit.council).select_related("area", "organization")
    found: dict[str, str] = {}
    for post in rows:
        if not is_over(post, on=visit.on):
            place = post.organization.name if post.organization and not post.area else ""
            found[f"post-{post.slug}"] = f"{post.label}{f', {place}' if place else ''}"
    bodies = Organization.objects.filter(council=visit.council).exclude(
        classification__in=("department", "council")
    )
    for body in bodies:
        if body.end_date is None or body.end_date >= visit.on:
            found[f"body-{body.slug}"] = f"{body.name} ({body.get_classification_display()})"
    return found


def holding_one(visit: Visit, slug: str, number: int) -> HttpResponse:
    """One thing that the person holds: when it ends."""
    who = found(Person.objects.all(), visit, slug=slug)
    rows = Membership.objects.select_related("post", "organization", "person")
    one = found(rows, visit, person=who, pk=number)
    what = str(one.post or one.organization)
    form = form_of(visit, last=one.end_date, how="end")
    how = form.choice("how", "What is to be done?", HOW, widget="radios", needed="Choose one")
    mistake = how == "mistake"
    last = form.day("last", "Last day", needed="" if mistake else "Enter the last day")

    def stop() -> None:
        if mistake:
            holding.take_out(visit.changing, one)
        elif last is not None:
            holding.end(visit.changing, one, last=last)

    if form.done(stop):
        said = f"ends on {plain_date(last)}" if last and not mistake else "is taken out"
        return finish(visit, f"{what} {said}.", "settings-person", slug)
    since = f"Since {plain_date(one.start_date)}." if one.start_date else "Since an unknown day."
    back = (who.name, "settings-person", (slug,))
    title = f"{what}: {who.name}"
    return show(visit, title, back=back, lead=(since,), form=form, button="Save")


def leaving(visit: Visit, slug: str) -> HttpResponse:
    """Everything ends with one day; their open cases go to whoever is on duty."""
    who = found(Person.objects.all(), visit, slug=slug)
    form = form_of(visit)
    last = form.day("last", "Last day here", needed="Enter the last day here")
    words: list[str] = []

    def leave() -> None:
        assert last is not None
        words.extend(holding.end_all(visit.changing, who, last=last))

    if form.done(leave):
        said = "; ".join(words) or "nothing was left to end"
        return finish(visit, f"{who.name}: {said}.", "settings-person", slug)
    owned = named_to(visit.by, on=visit.on).filter(ended=False, owner=who).count()
    lead = [
        "Everything that goes on ends with that day, and they can sign in no more afterwards. "
        "Nobody is removed: cases still name them. Confidential cases of theirs go the same way as "
        "the rest, and are not counted here."
    ]
    if owned:
        cases = "case is" if owned == 1 else "cases are"
        lead.append(
            f"{owned} open {cases} theirs to move now. On the day after, an officer’s cases go to "
            "whoever holds the post, covers or manages it; nothing is ever nobody’s."
        )
    links: tuple[Link, ...] = ()
    if may_read(visit, who):
        links = (Link("What they hand over", visit.address("handover", slug)),)
    else:
        hub = visit.protocol.role_name("hub")
        lead.append(f"They and the {hub} can print what they hand over, from their page in People.")
    back = (who.name, "settings-person", (slug,))
    title = f"End {who.name}’s time here"
    button = "End their time"
    return show(
        visit, title, back=back, lead=lead, form=form, button=button, warning=True, links=links
    )
