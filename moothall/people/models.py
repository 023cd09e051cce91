"""Who is who, and when, in the Popolo words: Person, Organization, Post, Membership, Area.

Tables only; the council's own are in `council.py`. Who holds a role on a day is answered in
`roles.py`, who covers in `cover.py`.
Every row belongs to one Council; dates are inclusive at both ends and empty where open.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from moothall.people.council import ClosureDay, Council, Election, Revision
from moothall.people.preference import Preference
from moothall.people.wards import Succession

__all__ = [
    "Absence",
    "Area",
    "Change",
    "ClosureDay",
    "ContactDetail",
    "Council",
    "Election",
    "Identifier",
    "Membership",
    "Organization",
    "Person",
    "Post",
    "Preference",
    "Revision",
    "Succession",
]


class Area(models.Model):
    """A ward or division."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="areas")
    slug = models.SlugField()
    name = models.CharField(max_length=200)
    seats = models.PositiveSmallIntegerField(null=True, blank=True)  # empty: nobody has said
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["council", "slug"], name="area_slug")]

    def __str__(self) -> str:
        return self.name


class Organization(models.Model):
    """A department, a body of councillors, a political group, another council or outside body."""

    class Classification(models.TextChoices):
        COUNCIL = "council"  # another one: a principal council, or the partner of a joint post
        DEPARTMENT = "department"
        CABINET = "cabinet"
        COMMITTEE = "committee"
        SUB_COMMITTEE = "sub_committee", "sub-committee"
        WORKING_PARTY = "working_party", "working party"
        PANEL = "panel"
        AREA_BOARD = "area_board", "area board"
        GROUP = "group", "political group"
        OUTSIDE_BODY = "outside_body", "outside body"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="organizations")
    slug = models.SlugField()
    name = models.CharField(max_length=200)
    classification = models.CharField(max_length=20, choices=Classification)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    role = models.CharField(max_length=50, blank=True)  # a body of the vocabulary, if it is one
    portfolio = models.ForeignKey(  # the Cabinet Member's post; empty: as of the one above
        "Post", null=True, blank=True, on_delete=models.PROTECT, related_name="answers_for"
    )
    successor = models.ForeignKey(  # what a department that has ended became part of
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="precursors"
    )
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["council", "slug"], name="organization_slug")
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A position that somebody may hold, with the standard role it stands for."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="posts")
    slug = models.SlugField()
    label = models.CharField(max_length=200)  # the council's own title
    role = models.CharField(max_length=50)  # a bare role of the vocabulary: hub, clerk, director
    organization = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.PROTECT)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT)
    reports_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        ordering = ["label"]
        constraints = [models.UniqueConstraint(fields=["council", "slug"], name="post_slug")]

    def __str__(self) -> str:
        return self.label


class Person(models.Model):
    """A councillor, co-opted member or officer of one council."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="people")
    slug = models.SlugField()
    name = models.CharField(max_length=200)
    sort_name = models.CharField(max_length=200)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    through: Assistance | None = None  # no column: an assistant acts as this person just now

    class Meta:
        ordering = ["sort_name"]
        verbose_name_plural = "people"
        constraints = [models.UniqueConstraint(fields=["council", "slug"], name="person_slug")]

    def __str__(self) -> str:
        return self.name


class ContactDetail(models.Model):
    """An address of a person (Popolo contact detail). Home addresses are never kept."""

    class Type(models.TextChoices):
        EMAIL = "email"
        TELEPHONE = "telephone"

    council = models.ForeignKey(Council, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contact_details")
    type = models.CharField(max_length=20, choices=Type)
    value = models.CharField(max_length=254)  # e-mail addresses in lower case
    preferred = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "type", "value"], name="contact_of_one_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.value}"


class Identifier(models.Model):
    """What another system calls one of our rows (Popolo identifier): exactly one of the four."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE)
    scheme = models.CharField(max_length=40)  # "moderngov"
    identifier = models.CharField(max_length=200)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="identifiers"
    )
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.CASCADE, related_name="identifiers"
    )
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.CASCADE, related_name="identifiers"
    )
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.CASCADE, related_name="identifiers"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "scheme", "identifier", kind],
                condition=models.Q(**{f"{kind}__isnull": False}),
                name=f"identifier_of_{kind}",
            )
            for kind in ("person", "organization", "area", "post")
        ]

    def __str__(self) -> str:
        named = self.person or self.organization or self.area or self.post
        return f"{named}: {self.scheme} {self.identifier}"


class Membership(models.Model):
    """A person holds a post, or belongs to an organization, from one day to another."""

    class Role(models.TextChoices):
        MEMBER = "", "member"
        CHAIR = "chair"
        VICE_CHAIR = "vice_chair", "vice-chair"
        COOPTED = "coopted", "co-opted member"
        SUBSTITUTE = "substitute"

    council = models.ForeignKey(Council, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role, blank=True)  # in the organization
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)  # the last day, inclusive

    def __str__(self) -> str:
        return f"{self.person}: {self.post or self.organization}"


class Absence(models.Model):
    """A person is away from one day to another, both included; somebody covers."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    start_date = models.DateField()
    end_date = models.DateField()
    cover = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="covers"
    )
    reason = models.CharField(max_length=200, blank=True)  # never health details

    def __str__(self) -> str:
        return f"{self.person}: {self.start_date} to {self.end_date}"


class Assistance(models.Model):
    """An assistant acts for a councillor from one day to another; the councillor chose them."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT)
    assistant = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assists")
    councillor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assisted_by")
    sees_own = models.BooleanField(default=False)  # also what is for the councillor alone
    start_date = models.DateField()
    end_date = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.assistant} for {self.councillor}"


class Change(models.Model):
    """A change of a council's people or settings, written with it by `changing.py`; kept for ever.

    `before` and `after` hold the columns that differ, as text, numbers, true or false, and lists.
    """

    class Action(models.TextChoices):
        ADDED = "added"
        CHANGED = "changed"
        REMOVED = "removed"
        EXPORTED = "exported"  # everything about a person was handed out

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    through = models.CharField(max_length=40)  # page, command line, import
    batch = models.CharField(max_length=36)  # the same for everything changed in one go
    action = models.CharField(max_length=10, choices=Action)
    table = models.CharField(max_length=40)  # "person", "membership", "closureday"
    row = models.PositiveBigIntegerField()  # its number
    name = models.CharField(max_length=300)  # what it was called then
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["council", "-id"], name="change_newest"),
            models.Index(fields=["council", "table", "row"], name="change_of_row"),
        ]
