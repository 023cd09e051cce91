"""Every story holds under every council's own protocol."""

from __future__ import annotations

import pytest
from story_reading import Story, read_stories
from story_runner import run


@pytest.mark.django_db
@pytest.mark.parametrize("story", read_stories(), ids=lambda story: story.name)
def test_story(story: Story) -> None:
    run(story)


def test_every_act_of_every_procedure_is_done_in_a_story() -> None:
    from moothall.cases.procedures import load

    told = {done for story in read_stories() for done in story.acts}
    acts = {
        (procedure.kind, act.name)
        for procedure in load().values()
        for act in procedure.acts.values()
        if not act.automatic
    }
    assert acts <= told, f"no story does {sorted(acts - told)}"
