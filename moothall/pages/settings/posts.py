"""Posts: the council's own titles, what each stands for, who holds it, which are vacant."""

from __future__ import annotations

from django.http import HttpResponse

from moothall.pages.forms import Form
from moothall.pages.settings.page import (
    Cell,
    Link,
    Table,
    finish,
    form_of,
    found,
    show,
    slug_choices,
)
from moothall.pages.visit import Visit
from moothall.people.directory import directory_of
from moothall.people.models import Area, Organization, Post
from moothall.people.posts import PostValues, add_post, change_post, is_over, roles_of_posts
from moothall.people.roles import all_holders

BACK = ("Posts", "settings-posts", ())
NOWHERE = "None"


def posts(visit: Visit) -> HttpResponse:
    """Every post with its holders today; vacant ones say so, and can be listed alone."""
    vacant_only = visit.request.GET.get("vacant") == "yes"
    titles = roles_of_posts(visit.protocol)
    rows = []
    for post in directory_of(visit.council.pk).posts.values():
        holding = all_holders(post.pk, council=visit.council.pk, on=visit.on)
        if is_over(post, on=visit.on) or (vacant_only and holding):
            continue
        place = post.area or post.organization
        rows.append(
            (
                Cell(
                    post.label,
                    visit.address("settings-post", post.slug),
                    titles.get(post.role, post.role),
                ),
                str(place) if place else "",
                ", ".join(one.name for one in holding) or Cell("", tag="Vacant"),
            )
        )
    caption = "Vacant posts" if vacant_only else "Posts"
    here = visit.address("settings-posts")
    other = (
        Link("Show all posts", here)
        if vacant_only
        else Link("Show only vacant posts", f"{here}?vacant=yes")
    )
    return show(
        visit,
        "Posts",
        tables=(
            Table(caption, ("Post", "Where", "Held by"), rows, "No post is vacant.", hidden=True),
        ),
        links=(Link("Add a post", visit.address("settings-post-new")), other),
    )


def post_new(visit: Visit) -> HttpResponse:
    """A new post, vacant until somebody takes it up."""
    form = form_of(visit)
    wanted = _Reading(visit, form)
    if form.done(lambda: add_post(visit.changing, wanted.values())):
        return finish(visit, f"{wanted.label} is added. It is vacant.", "settings-posts")
    return show(visit, "Add a post", back=BACK, form=form, button="Add the post")


def post(visit: Visit, slug: str) -> HttpResponse:
    """One post: title, role, place, to whom it reports; and who holds it."""
    rows = Post.objects.select_related("organization", "area", "reports_to")
    one = found(rows, visit, slug=slug)
    form = form_of(
        visit,
        label=one.label,
        role=one.role,
        body=one.organization.slug if one.organization else "",
        area=one.area.slug if one.area else "",
        reports_to=one.reports_to.slug if one.reports_to else "",
    )
    wanted = _Reading(visit, form)
    if form.done(lambda: change_post(visit.changing, one, wanted.values())):
        return finish(visit, "Saved.", "settings-post", slug)
    holding = all_holders(one.pk, council=visit.council.pk, on=visit.on)
    holders = [(Cell(who.name, visit.address("settings-person", who.slug)),) for who in holding]
    empty = "Nobody: it is vacant. Open a person to give it to them."
    return show(
        visit,
        one.label if not form.errors else Post.objects.get(pk=one.pk).label,
        back=BACK,
        tables=(Table("Held today by", ("Person",), holders, empty),),
        form=form,
        heading="What it is",
    )


class _Reading:
    """What a post is made of, as the form asks for it."""

    def __init__(self, visit: Visit, form: Form) -> None:
        self.council = visit.council
        self.label = form.line(
            "label", "Title", hint="The council’s own", needed="Enter the title of the post"
        )
        self.role = form.choice(
            "role",
            "What does it stand for?",
            roles_of_posts(visit.protocol),
            hint="This decides what its holder may do and is asked",
            needed="Choose what the post stands for",
        )
        bodies = Organization.objects.filter(council=visit.council).exclude(end_date__lt=visit.on)
        areas = Area.objects.filter(council=visit.council).exclude(end_date__lt=visit.on)
        others = Post.objects.filter(council=visit.council)
        self.body = form.choice(
            "body", "Department, committee or group", slug_choices(bodies), empty=NOWHERE
        )
        word = visit.council.area_word.capitalize()
        self.area = form.choice("area", word, slug_choices(areas), empty=NOWHERE)
        self.reports_to = form.choice(
            "reports_to", "Reports to", slug_choices(others), empty=NOWHERE
        )

    def values(self) -> PostValues:
        bodies = Organization.objects.filter(council=self.council, slug=self.body)
        areas = Area.objects.filter(council=self.council, slug=self.area)
        above = Post.objects.filter(council=self.council, slug=self.reports_to)
        return PostValues(self.label, self.role, bodies.first(), areas.first(), above.first())
