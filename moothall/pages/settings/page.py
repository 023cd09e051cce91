"""How a settings page is made: lead, tables, a form, links; and the banner of what was done.

Every page of this folder is one call of `show`, on one template.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect

from moothall.pages.forms import Form
from moothall.pages.visit import Visit
from moothall.people.models import (
    Absence,
    Area,
    ClosureDay,
    Election,
    Membership,
    Organization,
    Person,
    Post,
)

Row = TypeVar("Row", Absence, Area, ClosureDay, Election, Membership, Organization, Person, Post)
DONE = "settings"  # what was done just now, in the session
INDEX = ("Settings", "settings", ())
EMPTY: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: words, perhaps a link, a second line, a tag."""

    text: str
    href: str = ""
    hint: str = ""
    tag: str = ""
    whole: bool = False  # never broken over two lines: a reference
    about: str = ""  # said to screen readers behind the link: which of several it is


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; `empty` is said where it has no rows."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell | str]]
    empty: str = ""
    hidden: bool = False  # the caption, where a heading just above says the same


@dataclass(frozen=True, slots=True)
class Link:
    """A link below a table or form."""

    text: str
    href: str


def show(
    visit: Visit,
    title: str,
    *,
    back: tuple[str, str, Iterable[object]] = INDEX,
    lead: Sequence[str] = (),
    tables: Sequence[Table] = (),
    form: Form | None = None,
    heading: str = "",
    button: str = "Save",
    warning: bool = False,
    hidden: Mapping[str, Any] | None = None,
    links: Sequence[Link] = (),
    template: str = "settings/page.html",
    **more: Any,
) -> HttpResponse:
    """A settings page. `back` is the words, the name and the arguments of the page above."""
    words, name, arguments = back
    done = "" if form and form.errors else visit.request.session.pop("done", {}).get(DONE, "")
    return visit.render(
        template,
        status=422 if form and form.errors else 200,
        title=title,
        back=Link(words, visit.address(name, *arguments)),
        lead=lead,
        tables=tables,
        form=form,
        heading=heading,
        button=button,
        warning=warning,
        hidden=hidden or {},
        links=links,
        done=done,
        **more,
    )


def finish(visit: Visit, words: str, name: str, *arguments: object) -> HttpResponseRedirect:
    """Goes to a settings page, which says what was done."""
    visit.request.session["done"] = {DONE: words}
    return visit.go(name, *arguments)


def form_of(visit: Visit, /, **now: Any) -> Form:
    """The form of this page; `now` is what stands there, by name of the question."""
    request = visit.request
    return Form(request.POST if request.method == "POST" else None, now=now, files=request.FILES)


def found(rows: QuerySet[Row], visit: Visit, **where: object) -> Row:
    """A row of this council, read anew. Raises Http404."""
    row = rows.filter(council=visit.council, **where).first()
    if row is None:
        raise Http404
    return row


def slug_choices(rows: Iterable[Area | Organization | Post]) -> dict[str, str]:
    """The rows as choices of a form, by slug."""
    return {row.slug: str(row) for row in rows}
