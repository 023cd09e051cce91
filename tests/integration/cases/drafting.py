"""Writes down what happens in a story, so that its author can read it and say whether it is right.

`python tests/integration/cases/drafting.py FILE` reads stories whose steps only act (by, does,
at, with …), tells each in a database of its own, and prints them with everything a step may say. A
draft proves nothing: what the clauses do not want is a fault of the procedure, found by reading.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
ROOT = HERE.parent.parent.parent


def main(file: Path) -> int:
    with tempfile.TemporaryDirectory() as home:
        os.environ["MOOTHALL_HOME"] = home
        os.environ.pop("DATABASE_URL", None)
        sys.path[:0] = [str(ROOT), str(HERE)]
        from moothall.config import starting

        starting.set_up()
        starting.migrate()
        from moothall.config import demonstration

        for slug in demonstration.COUNCILS:
            demonstration.load_people(slug)
        drafted = [_draft(data) for data in yaml.load(file.read_text(), Loader=yaml.CBaseLoader)]
    print(
        yaml.dump(
            drafted,
            Dumper=_Dumper,
            sort_keys=False,
            allow_unicode=True,
            width=110,
            default_flow_style=None,
        )
    )
    return 0


class _Dumper(yaml.SafeDumper):
    """Short lists and mappings on one line, long words as they are read."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def _draft(data: dict[str, Any]) -> dict[str, Any]:
    import story_world
    from django.db import transaction
    from story_reading import Story
    from story_runner import begin

    story = Story("draft", data)
    if "forms" in data:
        return data
    with story_world.law_of(data), transaction.atomic():
        begin(story)
        steps = [_told(story, step) for step in story.steps]
        transaction.set_rollback(True)
    from moothall.people.directory import forget

    assert story.council is not None
    forget(story.council.pk)
    return {**data, "steps": steps}


def _told(story: Any, step: dict[str, Any]) -> dict[str, Any]:
    import story_runner as runner

    story.where = str(step)
    with runner.steady():
        before = story.stand.get(runner._alias(step), runner.NOTHING)
        said: dict[str, Any] = {}
        if "does" in step:
            story.at = runner._moment(step["at"])
            said = _act(story, step)
        else:
            with contextlib.suppress(runner.Untrue):  # nothing is said of it yet
                runner._step(story, step)
        return {**step, **said, **_changed(story, step, before)}


def _act(story: Any, step: dict[str, Any]) -> dict[str, Any]:
    import story_begun
    import story_checks
    import story_runner as runner
    import story_world

    from moothall.cases.models import Outgoing
    from moothall.cases.refusals import CannotPerform, Incomplete, Refused

    case = None if "as" in step else story.cases.get(runner._alias(step))
    before = story_begun.known(story)
    try:
        done = runner.perform(
            case,
            step["does"],
            by=runner._person(story, step["by"]),
            at=story.at,
            fields=runner._fields(story, step.get("with", {})),
            kind=runner.kind_of(story, step) if case is None else None,
            council=story_world.now(story.council) if case is None else None,
            departure=step.get("departure", ""),
        )
    except CannotPerform as error:
        names = {"Refused": "refused", "Incomplete": "incomplete"}
        said: dict[str, Any] = {names.get(type(error).__name__, "not_possible"): error.why}
        if isinstance(error, Refused):
            said["clauses"] = list(error.judgement.clauses)
            said["instead"] = [one.act for one in error.judgement.instead]
            said["decider"] = list(error.judgement.decider)
        if isinstance(error, Incomplete):
            said["problems"] = sorted(error.problems)
        return {name: value for name, value in said.items() if value}
    story.cases[runner._alias(step)] = done.case
    event, facts = done.event, done.event.body["facts"]
    told = dict(event.notices.values_list("person__slug", "text"))
    mailed = set(Outgoing.objects.filter(event=event).values_list("person__slug", flat=True))
    assert mailed == set(told), f"told {set(told)}, mailed {mailed}"
    seen = sorted(
        slug
        for slug, person in story.people.items()
        if runner.visibility.visible(
            event, runner.visibility.circles_for(person, done.case, on=runner.on(story))
        )
    )
    begun = story_begun.begun(story, done.case, before)
    return {
        **({"begun": begun} if begun else {}),
        "told": sorted(told),
        "words": told,
        "outcome": done.judgement.outcome,
        "judged": done.judgement.act if facts else "nothing",
        "clauses": list(done.judgement.clauses),
        **({"departed": "true"} if event.body["departed"] else {}),
        **({"beside": beside} if (beside := story_checks.beside(event.body)) else {}),
        "facts": {
            name: value if isinstance(value, list) else str(value).lower()
            for name, value in facts.items()
        },
        "says": event.said.get(field="words.done").value,
        "seen_by": seen,
        "hidden_from": sorted(set(story.people) - set(seen)),
    }


def _changed(story: Any, step: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Where the case stands now, as far as it is otherwise than before, and what can be seen."""
    import story_runner as runner
    from story_standing import stands

    from moothall.cases import possible, view

    case = story.cases.get(runner._alias(step))
    if case is None:
        return {}
    case.refresh_from_db()
    now = stands(case)
    story.stand[runner._alias(step)] = now
    found: dict[str, Any] = {}
    for name, value in now.items():
        if value == before[name]:
            continue
        if name in ("sheet", "clocks"):
            value = {key: one for key, one in value.items() if before[name].get(key) != one}
        found[name] = value
    whole = view.view(case, person=None, on=runner.on(story))
    assert whole is not None
    if found and not {"refused", "not_possible", "incomplete"} & set(step):
        found["front"] = dict(whole.answers)
        found["next"] = whole.next
        found["listed"] = {"subject": case.subject, "area": case.area.slug if case.area else ""}
        found["can"] = {
            slug: acts
            for slug, person in story.people.items()
            if (
                acts := sorted(
                    {one.act.name for one in possible.possible_acts(case, by=person, at=story.at)}
                )
            )
        }
    return found


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
