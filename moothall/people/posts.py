"""Posts are made and put right: the council's own title, the role, where it belongs, to whom.

Who holds them is in `holding.py`; a post is never removed, since cases name it: it stands vacant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from moothall.people.changing import CannotChange, Changing
from moothall.people.directory import directory_of
from moothall.people.holding import ADMINISTRATOR, check_role
from moothall.people.law import protocol_of
from moothall.people.models import Area, Council, Organization, Post
from moothall.people.roles import current
from moothall.people.slugs import free_slug
from moothall.protocol import Protocol

SEAT = "elected_councillor"  # each ward has one post of it, which its councillors share


@dataclass(frozen=True, slots=True)
class PostValues:
    """What a post is made of."""

    label: str
    role: str
    organization: Organization | None = None
    area: Area | None = None
    reports_to: Post | None = None


def roles_of_posts(law: Protocol) -> dict[str, str]:
    """The roles a post may stand for, with the council's own titles, in their order.

    Relations to a case, and what bodies are, are none. Those that the vocabulary, but not this
    protocol, has among officers, are: the monitoring officer of a parish is the district's.
    """
    found = {
        role: law.role_name(role)
        for role in law.vocabulary.roles
        if "." not in role and (side_of(law, role) or role == ADMINISTRATOR)
    }
    return dict(sorted(found.items(), key=lambda pair: pair[1].lower()))


def side_of(law: Protocol, role: str) -> frozenset[str]:
    """Whether councillors or officers hold it, by this protocol's tree or by the vocabulary's."""
    known, found, waiting = law.vocabulary.roles, set(law.kinds_of(role)), [role]
    while waiting:
        above = known[waiting.pop()].within
        found.update(above)
        waiting.extend(above)
    return frozenset(found) & {"councillor", "officer"}


def add_post(changing: Changing, wanted: PostValues) -> Post:
    """A new post, vacant. Raises CannotChange for `label` and `role`."""
    _check(changing, wanted)
    taken = Post.objects.filter(council=changing.council).values_list("slug", flat=True)
    slug = free_slug(wanted.label, taken=taken, otherwise="post")
    return changing.add(Post(council=changing.council, slug=slug, **_values(wanted)))


def change_post(changing: Changing, post: Post, wanted: PostValues) -> bool:
    """Gives the post these values; whether anything differs.

    Raises CannotChange for `label`, `role` and `reports_to`.
    """
    _check(changing, wanted)
    above = wanted.reports_to
    while above is not None:
        if above.pk == post.pk:
            raise CannotChange(reports_to=f"{post.label} would report to itself in the end")
        above = above.reports_to
    check_role(changing, post, role=wanted.role)
    return changing.change(post, **_values(wanted))


def _values(wanted: PostValues) -> dict[str, object]:
    return {
        "label": " ".join(wanted.label.split()),
        "role": wanted.role,
        "organization": wanted.organization,
        "area": wanted.area,
        "reports_to": wanted.reports_to,
    }


def _check(changing: Changing, wanted: PostValues) -> None:
    if not wanted.label.strip():
        raise CannotChange(label="Enter the title of the post")
    if len(wanted.label) > 200:
        raise CannotChange(label="The title must be 200 characters or less")
    if wanted.role not in roles_of_posts(protocol_of(changing.council)):
        raise CannotChange(role="Choose what the post stands for")
    if wanted.role == SEAT and wanted.area is None:
        raise CannotChange(area=f"Choose the {changing.council.area_word} of the councillors")


def unheld(council: Council, *, on: date) -> tuple[Post, ...]:
    """The posts that nobody holds that day, in the order of their titles.

    Those of a ward or body that is over by then are gone with it, and not vacant.
    """
    directory = directory_of(council.pk)
    held = {one.post_id for one in current(directory.memberships, on=on)}
    return tuple(
        post
        for post in directory.posts.values()
        if post.pk not in held and not is_over(post, on=on)
    )


def is_over(post: Post, *, on: date) -> bool:
    """Whether the ward or body that the post belongs to has ended before that day."""
    places = (post.area, post.organization)
    return any(place is not None and (place.end_date or on) < on for place in places)
