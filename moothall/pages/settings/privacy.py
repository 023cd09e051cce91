"""Privacy: who else may see new business of a kind, where whoever began it chose nothing."""

from __future__ import annotations

from django.http import HttpResponse

from moothall.cases.procedure import Procedure
from moothall.cases.procedures import load
from moothall.pages.settings.page import finish, form_of, show
from moothall.pages.visit import Visit
from moothall.protocol.phrases import capital


def privacy(visit: Visit) -> HttpResponse:
    """One question for each kind that has levels."""
    kinds = {kind: one for kind, one in load().items() if one.level}
    own = visit.council.privacy_defaults
    form = form_of(visit, **{kind: own.get(kind) or _usual(one) for kind, one in kinds.items()})
    wanted = {
        kind: form.choice(
            kind,
            f"{one.plural}: who else may see them?",
            _levels(visit, one),
            hint="In the words that the councillor reads: “my” is the councillor’s",
            widget="radios",
            needed="Choose who else may see them",
        )
        for kind, one in kinds.items()
    }

    def change() -> None:
        changing = visit.changing
        kept = {kind: level for kind, level in wanted.items() if level != _usual(kinds[kind])}
        others = {kind: level for kind, level in own.items() if kind not in kinds}
        changing.change(changing.council, privacy_defaults={**others, **kept})

    if form.done(change):
        return finish(visit, "Saved. It holds for what begins from now on.", "settings-privacy")
    lead = (
        "This holds where a councillor chooses nothing, as by e-mail. What a councillor chooses "
        "always goes before it, and open cases keep their level.",
    )
    return show(visit, "Privacy", lead=lead, form=form)


def _usual(procedure: Procedure) -> str:
    """The level that the procedure gives by itself."""
    starting = (act for act in procedure.acts.values() if act.starts)
    return next((str(act.sets.get(procedure.level["field"], "")) for act in starting), "")


def _levels(visit: Visit, procedure: Procedure) -> dict[str, str]:
    choices = procedure.fields[procedure.level["field"]].choices
    return {level: capital(visit.own_words(label)) for level, label in choices.items()}
