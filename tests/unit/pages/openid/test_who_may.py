"""Which accounts may sign in: tenant, groups, invitations."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from openid_world import ADA_OID, TENANT, Provider, Traveller
from pytest_django import Settings

from moothall.cases.models import Outgoing
from moothall.config import cli
from moothall.pages.models import GroupPost, LinkedAccount, SignInRules
from moothall.people.models import Change, Council, Post
from moothall.people.roles import roles_of

from ..conftest import Browse, Browsing
from .conftest import ada, is_in, link, title

# The provider stands on a library that calls itself old.
pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning")
ADA = "ada.example@councillors.southend.example"


# Entra: the tenant, and what stays the same -------------------------------------------------------


def test_another_tenant_is_never_let_in(
    southend: Council, traveller: Traveller, provider: Provider, rules: SignInRules
) -> None:
    rules.tenant = TENANT
    rules.save()
    link(southend, provider.issuer, f"{TENANT}/{ADA_OID}")
    other = "99999999-2222-3333-4444-555555555555"
    provider.say("eve", tid=other, oid=ADA_OID, email=ADA)
    assert title(traveller.go("eve")) == "That account is of another organisation"
    provider.say("none", oid=ADA_OID, email=ADA)
    assert title(traveller.go("none")) == "That account is of another organisation"
    provider.say("ada", tid=TENANT.upper(), oid=ADA_OID)
    assert not is_in(traveller)


def test_entra_accounts_are_known_by_tenant_and_object(
    southend: Council, traveller: Traveller, provider: Provider, rules: SignInRules
) -> None:
    rules.tenant = TENANT
    rules.save()
    link(southend, provider.issuer, f"{TENANT}/{ADA_OID}")
    provider.say("another-sub-for-this-application", tid=TENANT, oid=ADA_OID)
    assert traveller.go("another-sub-for-this-application").status_code == 302
    assert is_in(traveller)


# Groups -------------------------------------------------------------------------------------------


def test_only_the_allowed_groups(
    southend: Council, traveller: Traveller, provider: Provider, rules: SignInRules
) -> None:
    rules.allowed_groups = ["members", "officers"]
    rules.save()
    link(southend, provider.issuer)
    assert title(traveller.go()) == "That account may not sign in here"
    provider.say("ada", groups=["members"])
    assert traveller.go().status_code == 302
    assert is_in(traveller)
    provider.say("ada", groups=["leavers"])
    assert traveller.go().status_code == 403
    assert not is_in(traveller), "whoever is refused now is out everywhere"


def test_groups_that_were_left_out_are_not_none(
    southend: Council, traveller: Traveller, provider: Provider, rules: SignInRules
) -> None:
    rules.allowed_groups = ["members"]
    rules.save()
    link(southend, provider.issuer)
    provider.say("ada", _claim_names={"groups": "src1"})
    assert title(traveller.go()) == "Your groups could not be read"


def test_a_group_gives_a_post_and_takes_it_back_and_the_log_says_so(
    southend: Council, traveller: Traveller, provider: Provider, rules: SignInRules
) -> None:
    post = Post.objects.create(
        council=southend, slug="portal-keeper", label="Portal keeper", role="administrator"
    )
    GroupPost.objects.create(council=southend, group="admins", post=post)
    link(southend, provider.issuer)
    today = datetime.now(UTC).date()
    provider.say("ada", groups=["admins", "others"])
    traveller.go()
    assert roles_of(ada(southend), on=today) >= {"administrator", "councillor"}
    traveller.go()
    assert Change.objects.filter(table="membership", through="groups at sign-in").count() == 1
    provider.say("ada", groups=["others"])
    traveller.go()
    assert "administrator" not in roles_of(ada(southend), on=today)
    assert "councillor" in roles_of(ada(southend), on=today)
    rows = Change.objects.filter(table="membership", through="groups at sign-in")
    assert [one.action for one in rows.order_by("pk")] == ["added", "changed"]


def test_what_no_group_gave_no_group_takes(
    southend: Council, traveller: Traveller, provider: Provider
) -> None:
    post = Post.objects.get(council=southend, slug="councillor-pierhead")
    GroupPost.objects.create(council=southend, group="members", post=post)
    link(southend, provider.issuer)
    provider.say("ada", groups=[])
    assert traveller.go().status_code == 302
    assert "councillor" in roles_of(ada(southend), on=datetime.now(UTC).date())


# Invitations --------------------------------------------------------------------------------------


def invited(southend: Council, browse: Browse) -> str:
    cli.main(["people", "administrator", "nadia-mock", "--council", "southend"])
    nadia = browse(southend, "nadia-mock")
    nadia.send("settings/sign-in/person/", {"person": "ada-example", "what": "invite"})
    body = Outgoing.objects.latest("pk").body
    return next(line for line in body.splitlines() if "/invitation/" in line).rsplit("/", 2)[1]


def test_an_invitation_links_the_account_once(
    southend: Council, traveller: Traveller, browse: Browse
) -> None:
    token = invited(southend, browse)
    page = traveller.browsing.read(f"sign-in/invitation/{token}/")
    assert "This invitation is for Councillor Ada Example" in page
    assert traveller.go(query=f"?invitation={token}").status_code == 302
    assert is_in(traveller)
    assert LinkedAccount.objects.get().confirmed_by == "invitation"
    assert traveller.browsing.open(f"sign-in/invitation/{token}/").status_code == 403
    other = Traveller(Browsing(Client(), "southend"), traveller.provider)
    assert title(other.go("somebody-else", query=f"?invitation={token}")) == (
        "That invitation cannot be used"
    )


def test_opening_an_invitation_uses_nothing_up(
    southend: Council, traveller: Traveller, browse: Browse
) -> None:
    token = invited(southend, browse)
    for _ in range(3):
        assert traveller.browsing.open(f"sign-in/invitation/{token}/").status_code == 200
    assert traveller.go(query=f"?invitation={token}").status_code == 302


def test_the_client_secret_is_read_from_its_file_and_stands_in_no_table(
    southend: Council, traveller: Traveller, provider: Provider, settings: Settings
) -> None:
    link(southend, provider.issuer)
    (settings.HOME / "openid" / "southend").write_text("s3cret-of-southend\n")
    assert traveller.go().status_code == 302
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert "s3cret-of-southend" not in str(cursor.fetchall()), table
