"""Titles: what this council calls each role, and whether its areas are wards or divisions.

A role's title stands in the protocol and changes with its edition; a post's is the council's own.
"""

from __future__ import annotations

from django.http import HttpResponse

from moothall.pages.settings.page import Cell, Table, finish, form_of, show
from moothall.pages.visit import Visit
from moothall.people.directory import directory_of
from moothall.people.posts import roles_of_posts

WORDS = {"ward": "Wards", "division": "Divisions"}


def titles(visit: Visit) -> HttpResponse:
    """Each role that posts stand for, with the protocol's title and the posts' own."""
    form = form_of(visit, area_word=visit.council.area_word)
    word = form.choice(
        "area_word",
        "What are the areas called that councillors are elected for?",
        WORDS,
        widget="radios",
        needed="Choose wards or divisions",
    )
    changing = visit.changing if form.sent else None
    if form.done(lambda: changing and changing.change(changing.council, area_word=word)):
        return finish(visit, "Saved.", "settings-titles")
    posts = directory_of(visit.council.pk).posts.values()
    rows = [
        (
            Cell(
                title[:1].upper() + title[1:],
                hint="The protocol’s title" if role in visit.protocol.titles else "",
            ),
            ", ".join(post.label for post in posts if post.role == role),
        )
        for role, title in roles_of_posts(visit.protocol).items()
        if any(post.role == role for post in posts) and role != "elected_councillor"
    ]
    table = Table("Roles and the titles of their posts", ("Role", "Posts"), rows, "No posts yet.")
    lead = (
        "Pages show the title of a role as your protocol has it; to change one, publish a new "
        "edition of the protocol. Change the title of a post under Posts.",
    )
    return show(visit, "Titles", lead=lead, tables=(table,), form=form)
