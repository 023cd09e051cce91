"""Choosing many people for a batch: narrowed by words, and by when they came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Min
from django.http import QueryDict

from moothall.cases.procedure import Field
from moothall.pages.forms import day_posted
from moothall.pages.questions import people_to_choose
from moothall.pages.visit import Visit
from moothall.people.models import Membership, Person

LONGEST = 100
WHO, ALL = "for-whom", "for-all"  # none is a name that a field can have


@dataclass(frozen=True, slots=True)
class Choice:
    """Who may be chosen, by slug, and how the list was narrowed."""

    known: dict[str, Person]
    words: dict[str, str]  # name with post
    text: str
    since: tuple[str, str, str]  # day, month, year as they were typed
    problem: str

    @property
    def people(self) -> list[tuple[str, str]]:
        """Slug and name with post, in order."""
        return [(slug, words) for slug, words in self.words.items() if slug in self.known]

    def chosen(self, posted: QueryDict) -> list[Person]:
        """Those ticked, or everybody who is listed."""
        everybody = posted.get(ALL) == "yes"
        ticked = set(posted.getlist(WHO))
        return [self.known[slug] for slug, _ in self.people if everybody or slug in ticked]


def choice_of(visit: Visit, field: Field) -> Choice:
    """Who may be named in the field today, narrowed as the address says."""
    asked, problem, since = visit.request.GET, "", None
    text = str(asked.get("text", ""))[:LONGEST].strip()
    try:
        since = day_posted(asked, "since")
    except ValueError:
        problem = "Enter a real date, such as 27 3 2027"
    named = dict(people_to_choose(visit, field))
    words = {slug: one for slug, one in named.items() if text.lower() in one.lower()}
    rows = Person.objects.filter(council=visit.council, slug__in=words)
    if since is not None:
        rows = rows.filter(pk__in=_came(visit, since))
    known = {one.slug: one for one in rows.select_related("council")}
    typed = [str(asked.get(f"since-{part}", "")) for part in ("day", "month", "year")]
    return Choice(known, words, text, (typed[0], typed[1], typed[2]), problem)


def _came(visit: Visit, since: date) -> set[int]:
    """The numbers of those whose first post began on that day or later."""
    held = Membership.objects.filter(council=visit.council, post__isnull=False)
    first = held.values_list("person").annotate(first=Min("start_date"))
    return {number for number, day in first if day and day >= since}
