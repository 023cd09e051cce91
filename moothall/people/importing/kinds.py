"""Of which kind a membership is, so that a source ends only what it speaks of.

A list of councillors says nothing of officers, and a list of one committee nothing of another.
"""

from __future__ import annotations

from moothall.people.importing.text import key_of
from moothall.people.models import Organization, Post
from moothall.protocol import Protocol

SEAT, GROUP = "seat", "group"
# What goes with the last seat: whoever ceases to be a councillor ceases to sit as one (Local
# Government Act 1972, section 102(5)); co-opted members of a committee were never councillors.
WITH_THE_SEAT = ("councillor", "group", "body ")


def kind_of_post(post: Post, protocol: Protocol) -> str:
    """seat, coopted, councillor, officer or the role itself where it is of neither side."""
    whole = key_of(post.label) == "councillor"  # of a council without wards
    if post.role in ("elected_councillor", "councillor") and (post.area is not None or whole):
        return SEAT
    if post.role == "coopted_member":
        return "coopted"
    sides = protocol.kinds_of(post.role)
    return next((side for side in ("councillor", "officer") if side in sides), post.role)


def kind_of_body(body: Organization) -> str:
    """group for every political group, for other bodies each one for itself."""
    if body.classification == Organization.Classification.GROUP:
        return GROUP
    return f"body {body.pk or body.slug}"
