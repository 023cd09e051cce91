"""Every way out: each address, each mail, the command line, search. One line each.

A new page or channel is a line in ADDRESSES or CHANNELS; `test_every_way_out.py` misses it there.
What comes out is looked at in `test_leaks.py`.
"""

from __future__ import annotations

from leaks import keeping
from leaks.channels import command_line, digests, feeds, mails, searches
from leaks.garden import SUBJECT
from leaks.quiet_pages import ACCOUNT, ADMINISTRATORS, SIGNING_IN
from leaks.visiting import Answer, Format, Mine, Out, Visitor, whole
from moothall.cases import search
from moothall.cases.models import Case
from moothall.cases.procedures import load
from moothall.cases.registers import entries
from moothall.people.roles import in_force


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
    subjects = {t.token for t in visitor.own.things if t.sort == SUBJECT and t.sure and mine(t)}
    yield Answer(f"cases/?sort={sort}", text, frozenset(subjects))
    kind = f"kind={visitor.random.choice(list(load()))}"
    narrow = visitor.random.choice(["mine=yes", "late=yes", "urgent=yes", kind])
    yield Answer(f"cases/?{narrow}", whole(visitor.get(f"cases/?{narrow}")))


def case_pages(visitor: Visitor, mine: Mine) -> Out:
    for case in visitor.cases():
        path = f"cases/{case.reference}/"
        response = visitor.get(path)
        due = {
            t.token
            for t in visitor.own.things
            if t.case == case and t.sure and mine(t) and t.where not in UNSHOWN
        }
        yield Answer(path, whole(response), frozenset(due))


# Behind a link, shown where it is chosen, with the grant, on the page of holds.
UNSHOWN = ("bytes", "place", "purpose", "why it is held")


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


def many_pages(visitor: Visitor, mine: Mine) -> Out:
    """What there is to do with many cases, theirs or not, and what one act would come to."""
    cases = visitor.cases()
    acts = [f"{one.kind}.note" for one in cases] + ["enquiry.answer", "contact.end"]
    given: dict[str, object] = {"on-case": [case.reference for case in cases]}
    address = f"/{visitor.own.council.slug}/many/"
    yield Answer("POST many/", whole(visitor.client.post(address, given)))  # type: ignore[arg-type]
    given |= {"do-act": visitor.random.choice(acts), "step": "check", "message": "x", "answer": "x"}
    yield Answer("POST many/ check", whole(visitor.client.post(address, given)))  # type: ignore[arg-type]


def new_pages(visitor: Visitor, mine: Mine) -> Out:
    """Forms that begin business suggest people, cases, and entries of registers."""
    acts = [(one.kind, act.name) for one in load().values() for act in one.starting_acts]
    for kind, act in visitor.random.sample(acts, 2):
        path = f"cases/new/{kind}/{act}/"
        yield Answer(path, whole(visitor.get(path)))


def files(visitor: Visitor, mine: Mine) -> Out:
    """Bytes and file names; a file of a case that is theirs need not be theirs."""
    found = [t for t in visitor.own.things if t.where == "bytes"]
    for thing in visitor.random.sample(found, min(2, len(found))):
        assert thing.case is not None
        path = f"cases/{thing.case.reference}/files/{thing.file}/"
        due = frozenset({thing.token} if mine(thing) and thing.sure else ())
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
        if t.sort == SUBJECT and t.sure and mine(t) and t.case is not None
        if t.case.owner_id == visitor.person.pk and not t.case.ended
    }
    yield Answer(path, whole(visitor.get(path)), frozenset(owned))
    everybody = list(visitor.own.council.people.all())
    for one in visitor.random.sample(everybody, min(3, len(everybody))):
        path = f"people/{one.slug}/handover/"
        yield Answer(path, whole(visitor.get(path)))


def registers(visitor: Visitor, mine: Mine) -> Out:
    """What is in force: a page and a file of each register, and by words; nothing is published."""
    of_kind = {name: one.kind for name, one in entries.kinds().items()}
    for name, kind in visitor.random.sample(list(of_kind.items()), min(3, len(of_kind))):
        held = {
            t.token
            for t in visitor.own.things
            if t.sort == SUBJECT and t.sure and mine(t)
            if t.case is not None and t.case.kind == kind
            if t.case.registered.filter(in_force(visitor.on)).exists()
        }
        for path in (f"registers/{name}/", f"registers/{name}/register.csv"):
            yield Answer(path, whole(visitor.get(path)), frozenset(held))
    name, kind = visitor.random.choice(list(of_kind.items()))
    things = [t for t in visitor.own.things if t.case is not None and t.case.kind == kind]
    for thing in things[:1]:
        page = whole(visitor.get(f"registers/{name}/?text={thing.token}"))
        yield Answer("registers: search", thing.token if "<caption" in page else "")
    yield Answer("published", whole(visitor.get("published/")))
    yield Answer(f"published/{name}/", whole(visitor.get(f"published/{name}/")))


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
    "start": plain("start/"),
    "cases": lists,
    "many-act": many_pages,
    "many-new": plain("many/new/training/provide/", "many/new/contact/confirm/?text=zq"),
    "many-done": nothing("what somebody did themselves, of cases that they may see"),
    "new": new_pages,
    "case": case_pages,
    "why": why_pages,
    "act": act_pages,
    "feed": feeds,
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
    "registers": plain("registers/"),
    "register": registers,
    "register-file": nothing("driven with the pages of registers"),
    "published": nothing("driven with the pages of registers"),
    "published-register": nothing("driven with the pages of registers"),
    "published-file": nothing("behind the same door as the page of the published register"),
    "absence": plain("absence/"),
    "ask": nothing("the protocol alone, and what the asker types"),
    "answer": nothing("the protocol alone, and what the asker types"),
    "compare": nothing("the protocol alone"),
    "protocol": nothing("the protocol alone"),
    "open-questions": nothing("the protocol alone"),
    "clause": nothing("the protocol alone"),
    "my-data": keeping.my_data,
    "personal-data": keeping.personal_data,
    "holds": keeping.holds,
    "hold": keeping.hold,
    **{name: keeping.settings(name) for name in ADMINISTRATORS},
    **{name: plain(path) for name, path in ACCOUNT.items()},
    **dict.fromkeys(SIGNING_IN, nothing("before anybody is known, or nothing but a way in")),
}


# Other channels -----------------------------------------------------------------------------------

CHANNELS: dict[str, Format] = {
    "search": searches,
    "mail": mails,
    "digest": digests,
    "command line": command_line,
    "another council": elsewhere,
}
# What `Outgoing.purpose` there is, and who reads it: whom it is addressed to (`mails`).
PURPOSES = ("notice", "reminder", "digest", "stranger", "held", "noted", "invitation")
FORMATS: dict[str, Format] = ADDRESSES | CHANNELS
# Of use to whoever keeps the council alone.
KEEPING = {*ADMINISTRATORS, "holds", "hold", "personal-data"}
# Nobody comes there for somebody else, or they do so as themselves.
IN_PERSON = {"my-data", "mail", "digest", "feed", "command line"}
