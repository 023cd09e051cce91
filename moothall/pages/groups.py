"""What a provider's groups mean at a council: who may sign in at all, and who holds which post.

Looked at whenever somebody signs in with the council's account. Only what a group has given is
ever taken away again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction

from moothall.pages.models import GivenByGroup, GroupPost, SignInRules
from moothall.pages.openid_provider import Trouble
from moothall.people.changing import Changing
from moothall.people.models import Membership, Person
from moothall.people.roles import current, in_force
from moothall.worktime import LONDON

THROUGH = "groups at sign-in"


def groups_in(claims: Mapping[str, Any], rules: SignInRules) -> frozenset[str]:
    """The groups that the provider names, as text.

    Raises Trouble where it leaves them out because there are too many (Entra's overage claim):
    not knowing is not the same as none.
    """
    left_out = claims.get("_claim_names")
    if isinstance(left_out, Mapping) and rules.groups_claim in left_out:
        raise Trouble("groups", "left out")
    found = claims.get(rules.groups_claim, ())
    named = found if isinstance(found, list) else [found] if found else []
    return frozenset(str(one) for one in named)


def are_used(rules: SignInRules) -> bool:
    """Whether groups matter at this council at all."""
    return bool(rules.allowed_groups) or rules.council.group_posts.exists()


def check(groups: frozenset[str], rules: SignInRules) -> None:
    """Raises Trouble for somebody in none of the groups that may sign in."""
    if rules.allowed_groups and not groups & set(rules.allowed_groups):
        raise Trouble("not allowed")


def apply(changing: Changing, person: Person, groups: frozenset[str]) -> None:
    """Gives the posts of these groups from today, and ends those that other groups had given."""
    on = changing.at.astimezone(LONDON).date()
    wanted = {
        one.post_id: one.post
        for one in GroupPost.objects.filter(council=changing.council).select_related("post")
        if one.group in groups
    }
    held = list(Membership.objects.filter(in_force(on), person=person, post__isnull=False))
    given = set(GivenByGroup.objects.filter(membership__in=held).values_list("pk", flat=True))
    with transaction.atomic():
        for membership in current(held, on=on):
            if membership.pk in given and membership.post_id not in wanted:
                changing.change(membership, end_date=on - timedelta(days=1))
        for number in wanted.keys() - {one.post_id for one in held}:
            row = Membership(
                council=changing.council, person=person, post=wanted[number], start_date=on
            )
            changing.add(row)
            GivenByGroup.objects.create(council=changing.council, membership=row)
