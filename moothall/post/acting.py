"""What the message of a person we know does: the act it is, with its words, files and copies.

The act is done by `perform` and judged by the protocol; who else receives the message is judged in
`copies.py`. What becomes of the message afterwards is settled in `handle.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from moothall.cases import recording, visibility
from moothall.cases.beginning import Request, begin, procedure_of
from moothall.cases.doing import Doing
from moothall.cases.models import Case, Event
from moothall.cases.perform import perform
from moothall.cases.refusals import NotPossible, Refused
from moothall.people.models import Person
from moothall.people.roles import roles_of
from moothall.post import answering, copies
from moothall.post.models import Mail
from moothall.post.quoting import newly_written
from moothall.post.reading import Incoming
from moothall.post.threading import thread_of
from moothall.worktime import LONDON

BEGINS = ("enquiry", "submit")
AN_HOUR = timedelta(hours=1)
MOST_AN_HOUR = 20  # messages of one person on one case; more are a machine answering a machine
SEE_FILES = "(see the files)"


class Unclear(Exception):
    """It needs a person: `why` is a sentence for the quarantine. Nobody else is told."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(slots=True)
class Attempt:
    """A message on its way to be an act. `act` and `case` say how far it came."""

    mail: Mail
    message: Incoming
    by: Person
    at: datetime
    case: Case | None = None
    act: str = BEGINS[1]
    aside: bool = False  # a reply that not everybody of the case sees
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def on(self) -> date:
        return self.at.astimezone(LONDON).date()

    def do(self) -> Event:
        """Does it. Raises Unclear and what `perform` raises."""
        self._check_whole()
        found = thread_of(self.message, self.mail.council, envelope_to=tuple(self.mail.envelope_to))
        if found.named:
            self._reply_in(found.case)
        else:
            self._begin()
        return self._perform()

    def _check_whole(self) -> None:
        if self.message.broken:
            raise Unclear(f"It could not be read in full: {self.message.broken}.")
        if left := self.message.files_left_out:
            raise Unclear(f"It brings {left} more files than can be taken in at once.")

    def _begin(self) -> None:
        roles = roles_of(self.by, on=self.on)
        if "councillor" not in roles:
            raise Unclear(
                f"{self.by.name} is an officer and answers no case that we can find: "
                "it needs somebody to say where it belongs."
            )
        if not (self.message.subject or self.message.text.strip() or self.message.files):
            raise NotPossible("It says nothing: it has no subject, no text and no file.")
        self.fields = answering.enquiry_fields(
            self.mail.council, self.message, by=self.by, on=self.on
        )

    def _reply_in(self, case: Case | None) -> None:
        """The same words for a case that is not there as for one that is not theirs to see."""
        if case is None or not visibility.may_see(self.by, case, on=self.on):
            raise Unclear(f"{self.by.name} answers something that is not theirs to see.")
        self._check_pace(case)
        self.case = self.mail.case = case
        act, takes = answering.act_of(case, by=self.by, at=self.at)
        self.act = act.name
        self.aside = act.circle != procedure_of(case.kind).main_circle and not (act.to or act.in_)
        self.fields = {takes: self._words()}

    def _check_pace(self, case: Case) -> None:
        recent = Mail.objects.filter(
            case=case, person=self.by, received_at__gt=self.at - AN_HOUR, received_at__lte=self.at
        )
        if recent.count() >= MOST_AN_HOUR:
            raise Unclear(
                f"{self.by.name} has sent {MOST_AN_HOUR} messages on {case.reference} within an "
                "hour: perhaps two programs answer each other."
            )

    def _words(self) -> str:
        """What was newly written. Raises NotPossible where nothing was."""
        words = newly_written(self.message.text, subject=self.message.subject)
        if not words and self.message.files:
            return SEE_FILES
        if not words:
            raise NotPossible("It says nothing beside the text that it quotes.")
        return words

    def _perform(self) -> Event:
        self._check_copies()
        kind, council = (None, None) if self.case else (BEGINS[0], self.mail.council)
        return perform(
            self.case,
            self.act,
            kind=kind,
            council=council,
            by=self.by,
            at=self.at,
            fields=self.fields,
            files=self.message.files,
            message_id=self.mail.message_id,
            in_reply_to=next(iter(self.message.references), ""),
        ).event

    def _check_copies(self) -> None:
        """Raises Refused, recorded on the case, where a copy goes to whom the law keeps it from.

        Copies of an answer are among its answers, so that they are judged and shown with it.
        """
        doing = self._doing()
        openly, hidden = self._others(doing)
        try:
            copies.check(doing, hidden, are_hidden=True)
            if "copies" in doing.act.asked:
                self.fields["copies"] = [one.slug for one in (*openly, *hidden)] or None
            elif self.case is not None:
                copies.check(doing, openly, are_hidden=False)
        except Refused as refusal:
            if self.case is not None:
                recording.record_refusal(
                    self.case, self.act, by=self.by, at=self.at, refusal=refusal
                )
            raise

    def _others(self, doing: Doing) -> tuple[list[Person], list[Person]]:
        """Who else receives the message, openly and hidden, beside the parties of the case."""
        council, message = self.mail.council, self.message
        openly = copies.shown(council, message, by=self.by)
        hidden = copies.hidden(council, message, self.mail.envelope_to, by=self.by)
        return copies.outside(doing, openly), copies.outside(doing, hidden)

    def answers(self) -> dict[str, list[str]]:
        """What the message answers to the questions of `act`, in the words of a form."""
        given: dict[str, list[str]] = {}
        asked = self._doing().act.asked
        takes = self._doing().procedure.replies.get(self.act, "")
        if takes in asked:
            given[takes] = [newly_written(self.message.text, subject=self.message.subject)]
        openly, hidden = self._others(self._doing())
        if "copies" in asked:
            given["copies"] = [one.slug for one in (*openly, *hidden)]
        return given

    def _doing(self) -> Doing:
        kind, council = (None, None) if self.case else (BEGINS[0], self.mail.council)
        return begin(Request(self.case, self.act, self.by, self.at, kind, council), lock=False)
