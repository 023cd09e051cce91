"""One topic in several councils' protocols, clause beside clause; or one question, answer beside
answer. Each column is that council's own protocol and nothing else."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from moothall import protocol as law
from moothall.pages.ask import asked_in
from moothall.pages.visit import Visit
from moothall.protocol import Protocol
from moothall.protocol.comparing import councils as side_by_side
from moothall.protocol.phrases import capital


def compare(visit: Visit) -> HttpResponse:
    """Choose councils and a topic; or come from an answer with its question."""
    chosen = _chosen(visit)
    topic, act = visit.request.GET.get("topic", ""), visit.request.GET.get("act", "")
    context: dict[str, Any] = {
        "councils": [(slug, law.load(slug).council_name) for slug in law.councils()],
        "chosen": [one.council for one in chosen],
        "topics": sorted(visit.protocol.vocabulary.topics.items(), key=lambda pair: pair[1]),
        "topic": topic,
        "act": act,
    }
    try:
        if act:
            asked = asked_in(visit, act)
            answers = side_by_side.on_question(chosen, act, asked.facts)
            context |= {"answers": answers, "asked": asked}
            context["label"] = capital(asked.protocol.vocabulary.act(act).label)
            return visit.render("compare.html", **context)
        columns = side_by_side.on_topic(chosen, topic) if topic else ()
    except (law.UnknownName, law.BadFact, ValueError) as wrong:
        raise Http404 from wrong
    return visit.render("compare.html", columns=columns, **context)


def _chosen(visit: Visit) -> list[Protocol]:
    """This council's own protocol first, then those chosen; all of them unless some are."""
    known = law.councils()
    wanted = [slug for slug in visit.request.GET.getlist("with") if slug in known] or known
    others = [law.load(slug) for slug in wanted if slug != visit.protocol.council]
    return [visit.protocol, *others]
