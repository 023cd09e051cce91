"""Pages at 10,000 and at 100,000 cases, through the server's own door and all its middleware.

For the hub, who see everything, and for a councillor and an officer, who see a few in a hundred.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.html import escape

from bench import population, scratch
from bench.enquiries import word
from bench.timing import Report
from moothall.cases import visibility
from moothall.config.wsgi import application
from moothall.people.models import Person
from moothall.worktime import LONDON

PEOPLE = {"hub": "hattie-hub", "councillor": "councillor-7", "officer": "officer-7"}
QUEUES = {
    "the queue": "",
    "mine, late": "?mine=yes&late=yes",
    "one ward, oldest first": "?area=ward-3&sort=oldest",
    "closed, newest first": "?ended=yes&sort=newest",
    "one state, by reference": "?state=asked&sort=reference",
    "a word in one case": "?ended=any&text=w777",
    "a word in one of a hundred": f"?ended=any&text={word(1400)}",
    "a word in most": f"?ended=any&text={word(2)}",
}
QUEUE_SECONDS, CASE_SECONDS, FLAT = 0.015, 0.020, 1.3


def run(report: Report) -> None:
    few, many = population.files()
    for who, slug in PEOPLE.items():
        small, large = Visitor(few, slug), Visitor(many, slug)
        report.heading(f"Queue page of a {who}, who sees {small.sees:,} and {large.sees:,} cases")
        report.compare({"floor: 25 rows, bare query, bare HTML": partial(bare, many)})
        for what, query in QUEUES.items():
            address = f"cases/{query}"
            _compare(report, what, small.get(address), large.get(address), most=QUEUE_SECONDS)
        report.heading(f"Other pages of a {who}")
        _compare(report, "home", small.get(""), large.get(""), most=CASE_SECONDS)
        case = small.get(small.case), large.get(large.case)
        _compare(report, "a case", *case, most=CASE_SECONDS)


def _compare(
    report: Report, what: str, small: Callable[[], None], large: Callable[[], None], *, most: float
) -> None:
    rows = {f"{what}, {population.FEW:,}": small, f"{what}, {population.MANY:,}": large}
    first, second = report.compare(rows).values()
    at_most = second.seconds <= most
    flat = second.seconds <= FLAT * first.seconds
    report.expect(f"at most {most * 1000:.0f} ms", holds=at_most)
    report.expect(f"at most {FLAT} times as long as with {population.FEW:,}", holds=flat)


def bare(file: Path) -> str:
    """The first rows of a list by one query, without asking who may see them, as plain HTML."""
    scratch.use(file)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.reference, c.subject, c.next_due, p.name FROM cases_case c "
            "LEFT JOIN people_person p ON p.id = c.owner_id WHERE c.council_id = 1 AND NOT c.ended "
            "ORDER BY c.urgent DESC, c.queue_due, c.id LIMIT 25"
        )
        rows = cursor.fetchall()
    cells = ("".join(f"<td>{escape(str(one))}</td>" for one in row) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


class Visitor:
    """Somebody who has signed in to one database, and asks for pages."""

    def __init__(self, file: Path, slug: str) -> None:
        scratch.use(file)
        self.file = file
        client = Client(headers={"host": "localhost"})
        client.post("/bench/sign-in/", {"person": slug})
        self.cookies = {"HTTP_COOKIE": client.cookies.output(header="", sep=";")}
        person = Person.objects.select_related("council").get(slug=slug)
        today = timezone.now().astimezone(LONDON).date()
        seen = visibility.cases_for(person, on=today)
        self.sees = seen.count()
        longest = seen.filter(state="closed").order_by("-version", "pk")[0]
        self.case = f"cases/{longest.reference}/"

    def get(self, address: str) -> Callable[[], None]:
        """A call that asks for a page of the council, and makes sure that it came."""
        request = RequestFactory(headers={"host": "localhost"}).get(f"/bench/{address}")
        environ = {**request.environ, **self.cookies}

        def call() -> None:
            scratch.use(self.file)
            answers: list[str] = []
            response = application(dict(environ), lambda status, headers: answers.append(status))
            page = b"".join(response)
            response.close()
            assert answers == ["200 OK"] and b"</html>" in page, (address, answers)

        return call
