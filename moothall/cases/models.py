"""The truth (Event, Said) and the index over it (Case, Party, Entry, Viewer, Clock, Notice …).

Tables only: everything here is written by `perform` in one transaction and nowhere else, and
everything but Event, Said, ChainHead, Outgoing and Attachment can be rebuilt from the Events.
`verify.py` proves it.
"""

from __future__ import annotations

from datetime import date

from django.db import models

from moothall.cases.batch_table import Batch
from moothall.cases.hold_table import Hold
from moothall.cases.outgoing_table import Outgoing
from moothall.cases.reading import Reading
from moothall.cases.reminder_table import Reminder
from moothall.cases.searchable import Searchable
from moothall.people.models import Area, Council, Person, Post

# Tables of this room in modules of their own:
__all__ = ["Batch", "Hold", "Outgoing", "Reading", "Reminder", "Searchable"]


class Case(models.Model):
    """One piece of business and where it stands. An index over its Events."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=40)  # name of the procedure
    reference = models.CharField(max_length=40, unique=True)
    number = models.PositiveIntegerField()
    edition = models.CharField(max_length=100)  # protocol folder in force when it began
    state = models.CharField(max_length=40)
    ended = models.BooleanField(default=False)
    sheet = models.JSONField(default=dict)  # field -> value, as kept by the procedure's sheet
    subject = models.CharField(max_length=300, blank=True)  # from the sheet, for lists
    urgent = models.BooleanField(default=False)
    confidential = models.BooleanField(default=False)  # marked so, or of a walled kind
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT)
    owner = models.ForeignKey(  # whose turn it is: a person, or a post where nobody is named
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="owned_cases"
    )
    owner_post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT)
    turn = models.CharField(max_length=40, blank=True)  # the party or role whose turn it is
    next_due = models.DateField(null=True, blank=True)  # earliest running promise
    queue_due = models.DateField(default=date.max)  # the same; far away where there is none
    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(
        default=0
    )  # newest Event that changed it; compare-and-set
    done = models.JSONField(default=dict)  # act -> how often it has been done
    empty_slots = models.JSONField(default=list)  # slots that were filled once and are not now

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "kind", "number"], name="case_number")
        ]
        indexes = [
            # One for each order that lists have, so that a page is read off its index.
            models.Index(
                fields=["council", "ended", "-urgent", "queue_due", "id"], name="case_queue"
            ),
            models.Index(
                fields=["council", "ended", "-urgent", "-updated_at", "-id"], name="case_newest"
            ),
            models.Index(
                fields=["council", "ended", "-urgent", "opened_at", "id"], name="case_oldest"
            ),
            models.Index(
                fields=["council", "ended", "-urgent", "kind", "number"], name="case_reference"
            ),
            # Everything that lists filter by: few cases that fit are found in it alone.
            models.Index(
                fields=[
                    "council", "ended", "state", "kind", "area", "owner", "owner_post", "urgent",
                    "next_due",
                ],
                name="case_filters",
            ),
            models.Index(fields=["area", "-updated_at"], name="case_area_newest"),
            models.Index(fields=["owner", "ended", "next_due"], name="case_owner"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference


class Event(models.Model):
    """Something that happened: append-only, hash-chained per case and per council.

    `body` carries the worked-out effects, wording included, so that replay needs no procedure,
    no protocol and no people. What people said stands beside the chain in Said; `body` holds
    its salted digests.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="events")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()  # within the case, from 1
    council_seq = models.PositiveBigIntegerField()  # within the council, from 1
    at = models.DateTimeField()
    act = models.CharField(max_length=80)  # "answer"; kind is the case's
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)  # null: system
    circle = models.CharField(max_length=40)  # who may see it
    body = models.JSONField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    council_previous = models.CharField(max_length=64)
    council_digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["council_seq"]
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="event_of_case"),
            models.UniqueConstraint(fields=["council", "council_seq"], name="event_of_council"),
        ]
        indexes = [models.Index(fields=["council", "act", "-council_seq"], name="event_act")]


class Said(models.Model):
    """A value that somebody gave with an event. Erasable: the chain holds a salted digest."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="said")
    field = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)


class ChainHead(models.Model):
    """The newest event of a council; locked while an act is performed."""

    council = models.OneToOneField(Council, on_delete=models.PROTECT, primary_key=True)
    seq = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")


class Numbering(models.Model):
    """The last number given to a kind of business in a council."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT)
    kind = models.CharField(max_length=40)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "kind"], name="numbering")]


class Party(models.Model):
    """Who fills a slot of a case: a person, or a post where it follows the post."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties")
    slot = models.CharField(max_length=40)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        indexes = [models.Index(fields=["person", "slot"], name="party_person")]


class Entry(models.Model):
    """An item of one of the case's lists, with a small state of its own."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    list = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    state = models.CharField(max_length=40)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    detail = models.JSONField(default=dict)


class Viewer(models.Model):
    """Who may see one circle of a case, as a key such as person:5, role:hub or group:3.

    `until` is the last day on which the key opens anything: it is asked whenever somebody looks,
    so that nothing depends on its being taken away in time.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="viewers")
    circle = models.CharField(max_length=40)
    key = models.CharField(max_length=60)
    until = models.DateField(default=date.max)
    ended = models.BooleanField(default=False)  # as the case: open ones are found without the rest

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "circle", "key", "until"], name="viewer_once")
        ]
        indexes = [
            models.Index(fields=["key", "ended", "case", "circle", "until"], name="viewer_key")
        ]


class Clock(models.Model):
    """A promise or limit that runs, was met or was stopped. `due` is empty without a number."""

    class Sort(models.TextChoices):
        PROMISE = "promise"  # a clause gives the time
        STANDARD = "standard"  # the council's own service standard gives it
        AGREED = "agreed"  # the two sides agreed on it
        LIMIT = "limit"  # a right that lapses
        WORDS = "words"  # the clause gives a word, no number

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks")
    number = models.PositiveSmallIntegerField()  # within the case, from 1
    act = models.CharField(max_length=80)  # the act that meets it: "enquiry.answer"
    sort = models.CharField(max_length=20, choices=Sort)
    clause = models.CharField(max_length=60, blank=True)
    rule = models.CharField(max_length=80, blank=True)
    in_words = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()
    count = models.PositiveSmallIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    due = models.DateField(null=True, blank=True)
    original_due = models.DateField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    owner_post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT)
    history = models.JSONField(default=list)  # each move: {at, due, why, event}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="clock_of_case")]
        indexes = [models.Index(fields=["met_at", "stopped_at", "due"], name="clock_running")]


class Registered(models.Model):
    """A standing entry that other cases ask about, such as a direct-contact permission."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="registered")
    register = models.CharField(max_length=40)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    what = models.CharField(max_length=200, blank=True)
    start_date = models.DateField()
    end_date = models.DateField(null=True, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["council", "register", "person"], name="registered_who")]


class Notice(models.Model):
    """Somebody had to be told, by which clause, and whether it reached them."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="notices")
    audience = models.CharField(max_length=60)  # slot or role
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    clause = models.CharField(max_length=60, blank=True)  # empty where the procedure itself tells
    text = models.TextField()
    read_at = models.DateTimeField(null=True, blank=True)


class Attachment(models.Model):
    """A file that came with an event. Bytes stand in the data folder under their digest."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)  # by content, never by what the sender said
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    erased = models.BooleanField(default=False)  # name and bytes are gone (decision 0008)
