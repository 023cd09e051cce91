"""The cases that an act of a story began: whose they are, who was told, who sees them, and how.

A story names such a case afterwards by whoever has to do something about it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from story_standing import stands

from moothall.cases import possible, view, visibility
from moothall.cases.models import Case

if TYPE_CHECKING:
    from story_reading import Story


def named(story: Story, said: Any) -> Any:
    """What a step says, with references that nobody can foresee: `<B>` is that of the case B."""
    if isinstance(said, dict):
        return {name: named(story, one) for name, one in said.items()}
    if isinstance(said, list):
        return [named(story, one) for one in said]
    return re.sub(r"<([\w-]+)>", lambda found: _reference(story, found[1], found[0]), said)


def _reference(story: Story, alias: str, written: str) -> str:
    return story.cases[alias].reference if alias in story.cases else written


def _can(story: Story, case: Case, slug: str) -> list[str]:
    assert story.at is not None
    found = possible.possible_acts(case, by=story.people[slug], at=story.at)
    return sorted({one.act.name for one in found})


def known(story: Story) -> set[int]:
    """The cases there are, by number."""
    return set(Case.objects.filter(council=story.council).values_list("pk", flat=True))


def begun(story: Story, case: Case, before: set[int]) -> dict[str, Any]:
    """What there is to say of every new case but this one; the story can name them from now on."""
    found: dict[str, Any] = {}
    for new in Case.objects.filter(council=story.council).exclude(pk__in={*before, case.pk}):
        event, now = new.events.get(), stands(new)
        story.cases[now["owner"]], story.stand[now["owner"]] = new, now
        found[now["owner"]] = {
            "state": now["state"],
            "words": dict(
                event.notices.order_by("person__slug").values_list("person__slug", "text")
            ),
            "can": {
                slug: acts for slug in sorted(story.people) if (acts := _can(story, new, slug))
            },
            "seen_by": sorted(
                slug
                for slug, person in story.people.items()
                if visibility.may_see(person, new, on=event.at.date())
            ),
            "says": event.said.get(field="words.done").value,
            "clauses": list((event.body["judgement"] or {}).get("clauses", ())),
            "next": whole.next
            if (whole := view.view(new, person=None, on=event.at.date()))
            else "",
            "parties": now["parties"],
            "sheet": now["sheet"],
        }
    return dict(sorted(found.items()))
