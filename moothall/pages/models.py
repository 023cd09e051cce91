"""What signing in keeps: a council's rules for it, codes, sessions, linked accounts, invitations.

Tables only. Who is who is in `people`; second factors are kept by `allauth.mfa`.
"""

from __future__ import annotations

from django.db import models

from moothall.people.models import Council, Membership, Person, Post


class SignInRules(models.Model):
    """How a council lets people sign in; an administrator changes it on a page.

    The provider's client secret is not here: see `openid_secret.py`.
    """

    class Second(models.TextChoices):
        NOBODY = "nobody"
        ADMINISTRATORS = "administrators"
        OFFICERS = "officers", "officers and administrators"
        EVERYBODY = "everybody"

    council = models.OneToOneField(
        Council, on_delete=models.CASCADE, primary_key=True, related_name="sign_in_rules"
    )
    by_code = models.BooleanField(default=True)
    second_factor = models.CharField(max_length=20, choices=Second, default=Second.NOBODY)
    idle_minutes = models.PositiveIntegerField(default=120)
    longest_hours = models.PositiveIntegerField(default=12)
    # An OpenID provider; no issuer: none.
    label = models.CharField(max_length=60, blank=True)  # what the button calls the account
    issuer = models.CharField(max_length=300, blank=True)
    client_id = models.CharField(max_length=200, blank=True)
    tenant = models.CharField(max_length=36, blank=True)  # Entra only: whose `tid` it must be
    groups_claim = models.CharField(max_length=60, default="groups")
    allowed_groups = models.JSONField(default=list, blank=True)  # empty: everybody known

    def __str__(self) -> str:
        return f"Signing in at {self.council}"


class GroupPost(models.Model):
    """Whoever the provider has in this group holds this post."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="group_posts")
    group = models.CharField(max_length=200)
    post = models.ForeignKey(Post, on_delete=models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "group", "post"], name="group_post_once")
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.post}"


class GivenByGroup(models.Model):
    """A membership that a group gave, and that ends when the person leaves the group."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE)
    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, primary_key=True)


class LinkedAccount(models.Model):
    """An account at the council's provider that is known to be this person's."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="linked_accounts")
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=300)  # `sub`; of Entra `tid/oid`
    linked_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=20)  # code or invitation

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "issuer", "subject"], name="linked_account_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.issuer}"


class Invitation(models.Model):
    """A link sent to a person's own address, with which an account may be linked once."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations_made")
    used = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"Invitation of {self.person}"


class SignInCode(models.Model):
    """A six-digit code that was sent to an address; only its keyed digest is kept."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE)  # none: unknown address
    address = models.CharField(max_length=254)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used = models.BooleanField(default=False)
    browser = models.CharField(max_length=64, default="")  # digest: only there is it valid
    origin = models.CharField(max_length=64, default="")  # digest of the network address
    known = models.CharField(max_length=64, default="")  # digest, of a browser used before

    class Meta:
        indexes = [
            models.Index(fields=["council", "address", "-made_at"], name="code_address"),
            models.Index(fields=["council", "origin", "-made_at"], name="code_origin"),
        ]


class SignedIn(models.Model):
    """Somebody signed in at a council with a browser: since when, how, from what."""

    class How(models.TextChoices):
        CODE = "code", "a code by e-mail"
        OPENID = "openid", "the council’s account"
        PASSKEY = "passkey", "a passkey"
        CHOSEN = "chosen", "the demonstration’s list"

    council = models.ForeignKey(Council, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="signed_in")
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=10, choices=How)
    second = models.BooleanField(default=False)  # with a second factor too
    device = models.CharField(max_length=60)  # "Firefox on Windows"

    class Meta:
        indexes = [models.Index(fields=["person", "ended_at"], name="signed_in_person")]


class FactorTry(models.Model):
    """One attempt at a second factor, by somebody who has passed the first; kept for a day."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    right = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["person", "-at"], name="factor_try")]


class FeedAddress(models.Model):
    """A person's calendar address: a number that is good only with our signature beside it."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="feed_address")
    number = models.CharField(max_length=32, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Calendar address of {self.person}"
