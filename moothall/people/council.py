"""A council and what is its own: settings, closure days, elections, and its people's revision.

Tables only, part of `models.py`, which is what everybody imports.
"""

from __future__ import annotations

from django.db import models


class Council(models.Model):
    """A council that runs its protocol here, with its own settings."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    prefix = models.CharField(max_length=8, unique=True)  # first part of every reference
    protocol = models.CharField(max_length=100)  # folder of the protocol: "southend/2020"
    calendar = models.CharField(max_length=50)  # "england-and-wales"
    demonstration = models.BooleanField(default=False)  # sign-in is choosing a person
    address = models.EmailField(unique=True)  # where members' enquiries are sent
    other_addresses = models.JSONField(default=list, blank=True)  # also ours: former ones, aliases
    receiving_server = models.CharField(max_length=200, blank=True)  # trusted authserv-id
    follow_up_days = models.PositiveSmallIntegerField(default=20)  # working days a case stays open
    # The council's own promises where its protocol gives no number: {"enquiry.answer": 10}
    # in working days. Always shown as a service standard, never as a clause.
    service_standards = models.JSONField(default=dict, blank=True)
    # Who may open a case that is not theirs, with a reason: this role, and no other.
    break_glass = models.CharField(max_length=40, default="monitoring_officer")
    area_word = models.CharField(max_length=20, default="ward")  # ward or division
    # An import that would end more than this share of the memberships it speaks of is refused.
    import_ending_percent = models.PositiveSmallIntegerField(default=20)
    # Who is told of a promise that is overdue, after how many working days: {"promise.manager": 2}.
    # Roles with `ladder` in the vocabulary may be named. The council's own, beside what its
    # protocol says; never shown as a clause.
    ladder = models.JSONField(default=dict, blank=True)
    # Kinds of business that the council itself has switched on or off: {"visit": true}. Any other
    # is on where the protocol speaks of it.
    switched = models.JSONField(default=dict, blank=True)
    # Who else may see new business of a kind where nobody chose a level: {"enquiry": "ward"}.
    privacy_defaults = models.JSONField(default=dict, blank=True)
    # How many months after a case has ended its words are erased: {"enquiry": 72}. What is not
    # named is kept: nothing is ever erased that the council has not set.
    retention = models.JSONField(default=dict, blank=True)
    # Registers that everybody may read without signing in: ["direct_contact"]. No other is public.
    public_registers = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def own_addresses(self) -> frozenset[str]:
        """Every address, in lower case, at which mail is for this council."""
        return frozenset(one.lower() for one in (self.address, *self.other_addresses))


class Revision(models.Model):
    """What the database calls the present state of a council's people; new with every change.

    Written by triggers only (`revising.py`), asked for by `directory.py`.
    """

    council = models.OneToOneField(Council, on_delete=models.CASCADE, primary_key=True)
    token = models.CharField(max_length=36)


class ClosureDay(models.Model):
    """A day on which the council is shut although it is no bank holiday."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="closure_days")
    date = models.DateField()
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "date"], name="one_closure_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.date}: {self.reason}"


class Election(models.Model):
    """A polling day, and the day its notice was given: the time between is the pre-election period.

    Source: Code of Recommended Practice on Local Authority Publicity (Circular 01/2011), 33 to 35;
    notice by rule 1 of the Local Elections (Principal Areas) (England and Wales) Rules 2006.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="elections")
    polling_day = models.DateField()
    notice_on = models.DateField()
    label = models.CharField(max_length=200)  # "Council elections 2027", "By-election in Garrison"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "polling_day", "label"], name="election_once"
            ),
            models.CheckConstraint(
                condition=models.Q(notice_on__lte=models.F("polling_day")),
                name="notice_before_polling",
            ),
        ]

    def __str__(self) -> str:
        return self.label
