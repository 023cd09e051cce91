"""Every way out: each address, each mail, the command line, search. One line each.

A new page or channel is a line in ADDRESSES or CHANNELS; `test_every_way_out.py` misses it there.
What comes out is looked at in `test_leaks.py`.
"""

from __future__ import annotations

from leaks.channels import command_line, mails, searches
from leaks.planting import SUBJECT
from leaks.quiet_pages import ADMINISTRATORS, SIGNING_IN
from leaks.visiting import Answer, Format, Mine, Out, Visitor, whole
from moothall.cases import search
from moothall.cases.models import Case
from moothall.cases.procedures import load


def plain(*paths: str) -> Format:
    """Pages that are the same address for everybody."""

    def drive(visitor: Visitor, mine: Mine) -> Out:
        for path in paths:
            yield Answer(path, whole(visitor.get(path)))

    return drive


def nothing(why: str) -> Format:
    """A page that knows of nobody's business; `why` says how one can tell."""

    def drive(visitor: Visitor, mine: Mine) -> Out:
        yield from ()

    assert why
    return drive


# Pages --------------------------------------------------------------------------------------------


def lists(visitor: Visitor, mine: Mine) -> Out:
    """All pages of the list, in one order or another: what it counts is what is theirs."""
    sort = visitor.random.choice(list(search.SORTS))
    text, number = "", 1
    while True:
        part = whole(visitor.get(f"cases/?ended=any&sort={sort}&page={number}"))
        text, number = text + part, number + 1
        if 'rel="next"' not in part:
            break
    subjects = {t.token for t in visitor.own.things if t.sort == SUBJECT and mine(t)}
    yield Answer(f"cases/?sort={sort}", text, frozenset(subjects))
    narrow = visitor.random.choice(["mine=yes", "late=yes", "urgent=yes", "kind=contact"])
    yield Answer(f"cases/?{narrow}", whole(visitor.get(f"cases/?{narrow}")))


def case_pages(visitor: Visitor, mine: Mine) -> Out:
    for case in visitor.cases():
        path = f"cases/{case.reference}/"
        response = visitor.get(path)
        due = {
            t.token
            for t in visitor.own.things
            if t.case == case and mine(t) and t.where not in ("bytes", "place", "purpose")
        }
        yield Answer(path, whole(response), frozenset(due))


def _few(visitor: Visitor) -> list[Case]:
    found = visitor.cases()
    return visitor.random.sample(found, min(2, len(found)))


def why_pages(visitor: Visitor, mine: Mine) -> Out:
    for case in _few(visitor):
        path = f"cases/{case.reference}/why/1/"
        yield Answer(path, whole(visitor.get(path)))


def act_pages(visitor: Visitor, mine: Mine) -> Out:
    """Forms of acts on cases, theirs or not: their suggestions, and how they say no."""
    for case in _few(visitor):
        acts = [name for name, act in load()[case.kind].acts.items() if not act.starts]
        path = f"cases/{case.reference}/do/{visitor.random.choice(acts)}/"
        yield Answer(path, whole(visitor.get(path)))
        sent = visitor.client.post(
            f"/{visitor.own.council.slug}/{path}", {"seen": "0"}
        )  # nothing is done
        yield Answer(f"POST {path}", whole(sent))  # type: ignore[arg-type]


def new_pages(visitor: Visitor, mine: Mine) -> Out:
    """Forms that begin business suggest people, and entries of the register."""
    for path in ("cases/new/enquiry/submit/", "cases/new/correspondence/send/"):
        if visitor.random.random() < 0.3:
            yield Answer(path, whole(visitor.get(path)))


def files(visitor: Visitor, mine: Mine) -> Out:
    """Bytes and file names; a file of a case that is theirs need not be theirs."""
    found = [t for t in visitor.own.things if t.where == "bytes"]
    for thing in visitor.random.sample(found, min(2, len(found))):
        assert thing.case is not None
        path = f"cases/{thing.case.reference}/files/{thing.file}/"
        due = frozenset({thing.token} if mine(thing) else ())
        yield Answer(path, whole(visitor.get(path)), due)


def opened_pages(visitor: Visitor, mine: Mine) -> Out:
    """Of cases that nobody has opened: there is no such page, for whomever."""
    for case in _few(visitor):
        path = f"opened/{case.reference}/"
        yield Answer(path, whole(visitor.get(path)))


def mails_held(visitor: Visitor, mine: Mine) -> Out:
    for mail in visitor.own.mails:
        path = f"quarantine/{mail.pk}/"
        yield Answer(path, whole(visitor.get(path)))
    other = visitor.random.choice([g for g in visitor.gardens if g is not visitor.own])
    path = f"quarantine/{other.mails[0].pk}/"
    yield Answer(path, whole(visitor.get(path)))


def people_pages(visitor: Visitor, mine: Mine) -> Out:
    everybody = list(visitor.own.council.people.all())
    for one in visitor.random.sample(everybody, 1):
        yield Answer(f"people/{one.slug}/", whole(visitor.get(f"people/{one.slug}/")))


def handovers(visitor: Visitor, mine: Mine) -> Out:
    """Their own, which holds what is theirs to move, and somebody else's."""
    path = f"people/{visitor.person.slug}/handover/"
    owned = {
        t.token
        for t in visitor.own.things
        if t.sort == SUBJECT and mine(t) and t.case is not None
        if t.case.owner_id == visitor.person.pk and not t.case.ended
    }
    yield Answer(path, whole(visitor.get(path)), frozenset(owned))
    everybody = list(visitor.own.council.people.all())
    for one in visitor.random.sample(everybody, min(3, len(everybody))):
        path = f"people/{one.slug}/handover/"
        yield Answer(path, whole(visitor.get(path)))


def elsewhere(visitor: Visitor, mine: Mine) -> Out:
    """The pages of another council, signed in at one's own."""
    other = visitor.random.choice([g for g in visitor.gardens if g is not visitor.own])
    case = visitor.random.choice(other.cases)
    for path in visitor.random.sample(
        ["", "cases/", f"cases/{case.reference}/", "triage/", "quarantine/"], 2
    ):
        response = visitor.get(path, other.council.slug)
        yield Answer(f"{other.council.slug}/{path}", whole(response))


ADDRESSES: dict[str, Format] = {
    "choose": nothing("outside every council: their names and protocols"),
    "health": nothing("figures about the whole installation"),
    "sign-in": plain("sign-in/"),
    "sign-in-code": nothing("before anybody is known"),
    "sign-out": plain("sign-out/"),
    "home": plain(""),
    "cases": lists,
    "new": new_pages,
    "case": case_pages,
    "why": why_pages,
    "act": act_pages,
    "file": files,
    "opened": plain("opened/"),
    "opened-case": opened_pages,
    "opened-file": nothing("behind the same door as the page of the opened case"),
    "readings": plain("readings/"),
    "triage": plain("triage/"),
    "quarantine": plain("quarantine/"),
    "quarantined": mails_held,
    "people": plain("people/", "people/?text=zq"),
    "roles": nothing("who is who, and no case"),
    "person": people_pages,
    "handover": handovers,
    "areas": plain("areas/"),
    "absence": plain("absence/"),
    "ask": nothing("the protocol alone, and what the asker types"),
    "answer": nothing("the protocol alone, and what the asker types"),
    "compare": nothing("the protocol alone"),
    "protocol": nothing("the protocol alone"),
    "open-questions": nothing("the protocol alone"),
    "clause": nothing("the protocol alone"),
    "my-data": nothing("what they are and wrote themselves: theirs by law, see personal data"),
    "personal-data": nothing("not driven yet: for the monitoring officer, about one person"),
    "holds": nothing("not driven yet: for the monitoring officer, by reference"),
    "hold": nothing("not driven yet: for the monitoring officer, by reference"),
    "settings-leaving": nothing("a count of what somebody owns, and no case"),
    "settings-reorganise": nothing("references that move, of no confidential case, and no content"),
    **dict.fromkeys(ADMINISTRATORS, nothing("people and settings, and no case")),
    **dict.fromkeys(SIGNING_IN, nothing("how somebody signs in, and no case")),
}


# Other channels -----------------------------------------------------------------------------------

CHANNELS: dict[str, Format] = {
    "search": searches,
    "mail": mails,
    "command line": command_line,
    "another council": elsewhere,
}
# What `Outgoing.purpose` there is, and who reads it: whom it is addressed to (`mails`).
PURPOSES = ("notice", "reminder", "stranger", "held", "noted", "invitation")
FORMATS: dict[str, Format] = ADDRESSES | CHANNELS
