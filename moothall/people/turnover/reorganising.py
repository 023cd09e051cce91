"""Departments become part of others, and wards get new boundaries, on a day.

Nothing is rewritten: what ends says what it became, and posts, services and old cases are found
through it (`succession.py`). Posts that go elsewhere than their department are moved one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from moothall.people.bodies import LONGEST_AREA
from moothall.people.changing import Changing
from moothall.people.directory import directory_of
from moothall.people.models import Area, Council, Organization, Post, Succession
from moothall.people.roles import all_holders
from moothall.people.succession import organization_on
from moothall.people.turnover.plan import Plan, PlanRefused, Step, day_before
from moothall.worktime.words import plain_date

LONGEST_SLUG = 39  # characters: the post of its councillors has it after `councillor-`


def plan_department(old: Organization, into: Organization, *, on: date) -> Plan:
    """What changes when a department ends and becomes part of another from that day on.

    Departments below it belong to the new one, by the same rule.
    """
    plan, kind = Plan(on), Organization.Classification.DEPARTMENT
    if {old.classification, into.classification} != {kind}:
        plan.refused = "Only a department becomes part of another."
    elif old == into or organization_on(into, on=on) == old or _is_under(into, old):
        plan.refused = f"{into.name} is {old.name}, or part of it."
    elif old.end_date or (into.end_date and into.end_date < on):
        plan.refused = f"{old.name if old.end_date else into.name} has ended already."
    if plan.refused:
        return plan
    last = day_before(on)

    def do(changing: Changing) -> None:
        row = Organization.objects.get(pk=old.pk)
        changing.change(row, end_date=last, successor=into)

    said = f"part of {into.name} from {plain_date(on)}"
    plan.steps.append(Step("ended", old.slug, old.name, said, do))
    for post in directory_of(old.council_id).posts.values():
        if post.organization == old:
            held = all_holders(post.pk, council=old.council_id, on=on)
            who = ", ".join(one.name for one in held) or "vacant"
            plan.steps.append(Step("moved", post.slug, post.label, f"{who}: to {into.name}"))
    return plan


def _is_under(body: Organization, above: Organization) -> bool:
    seen: set[int] = set()
    while body.parent is not None and body.pk not in seen:
        seen.add(body.pk)
        body = body.parent
        if body == above:
            return True
    return False


def move_post(post: Post, department: Organization, *, changing: Changing) -> bool:
    """Puts a post into another department from now on; whether anything was different."""
    return changing.change(Post.objects.get(pk=post.pk), organization=department)


def plan_wards(
    council: Council, became: Mapping[str, Sequence[str]], *, on: date, seats: Mapping[str, int]
) -> Plan:
    """What changes when wards end and others begin on a day. `became`: old slug -> new names.

    An old ward's councillors stay until the election that fills the new ones (`election.py`).
    """
    plan, areas = Plan(on), {one.slug: one for one in directory_of(council.pk).areas.values()}
    unknown = [slug for slug in became if slug not in areas]
    names = list(dict.fromkeys(name for new in became.values() for name in new))
    taken = [name for name in names if slug_of(name) in areas]
    alike = {slug_of(name): name for name in names}
    twice = [name for name in names if alike[slug_of(name)] != name]
    ended = [slug for slug in became if slug in areas and areas[slug].end_date]
    empty = [slug for slug, new in became.items() if not new]
    long = [f"{name[:40]}…" for name in names if len(name) > LONGEST_AREA]
    bare = [name for name in names if not slug_of(name)]
    for wrong, said in (
        (unknown, f"no such {council.area_word}"),
        (ended, "ended already"),
        (taken, "there is one of that name already"),
        (empty, "say what it becomes"),
        (long, f"a name must be {LONGEST_AREA} characters or fewer"),
        (bare, "a name needs a letter or a figure"),
        (twice, "another new one begins just like it"),
    ):
        if wrong and not plan.refused:
            plan.refused = f"{', '.join(wrong)}: {said}."
    if plan.refused:
        return plan
    for name in names:
        plan.steps.append(_new_ward(council, name, on=on, seats=seats.get(name)))
    for slug, new in became.items():
        plan.steps.append(_old_ward(areas[slug], new, on=on))
    return plan


def read_wards(council: Council, lines: Iterable[str]) -> dict[str, list[str]]:
    """Which wards become which, from lines such as `Garrison=North Shore,South Shore`.

    By the slug of the old ward; the old may be named or given by slug. Raises PlanRefused.
    """
    known = {one.name.lower(): one.slug for one in directory_of(council.pk).areas.values()}
    known |= {slug: slug for slug in known.values()}
    became: dict[str, list[str]] = {}
    for line in lines:
        old, equals, new = line.partition("=")
        name = " ".join(old.split())
        if not equals:
            raise PlanRefused(f"{name}: write the old {council.area_word}, = and the new ones.")
        if name.lower() not in known:
            raise PlanRefused(f"There is no {council.area_word} {name!r}.")
        if known[name.lower()] in became:
            raise PlanRefused(f"{name} stands there twice.")
        names = [" ".join(one.split()) for one in new.split(",") if one.strip()]
        became[known[name.lower()]] = names
    return became


def slug_of(name: str) -> str:
    """Market Cross -> market-cross."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in name.lower()).split()
    return "-".join(words)[:LONGEST_SLUG].strip("-")


def _new_ward(council: Council, name: str, *, on: date, seats: int | None) -> Step:
    slug = slug_of(name)

    def do(changing: Changing) -> None:
        area = changing.add(Area(council=council, slug=slug, name=name, seats=seats, start_date=on))
        label, role = f"Councillor for {name}", "elected_councillor"
        slot = f"councillor-{slug}"
        changing.add(Post(council=council, slug=slot, label=label, role=role, area=area))

    return Step("begun", slug, name, f"from {plain_date(on)}", do)


def _old_ward(area: Area, new: Sequence[str], *, on: date) -> Step:
    slugs = [slug_of(name) for name in new]

    def do(changing: Changing) -> None:
        changing.change(Area.objects.get(pk=area.pk), end_date=day_before(on))
        for one in Area.objects.filter(council=area.council_id, slug__in=slugs):
            changing.add(Succession(council=changing.council, old=area, new=one))

    said = f"until {plain_date(day_before(on))}; then {', '.join(new)}"
    return Step("ended", area.slug, area.name, said, do)
