"""Signing in with the council's account, at a real provider: who gets in, and who is told what."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import jwt
import openid_world
import pytest
from django.http import HttpResponse
from django.test import Client
from openid_world import ADA_OID, TENANT, Provider, Traveller, set_up
from pytest_django import Settings

from moothall.cases.models import Outgoing
from moothall.pages import openid, openid_provider
from moothall.pages.models import GroupPost, LinkedAccount, SignedIn, SignInRules
from moothall.people.models import Change, Council, Person, Post
from moothall.people.roles import roles_of

from .conftest import Browse, Browsing, parsed

# The provider stands on a library that calls itself old.
pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning")
ADA = "ada.example@councillors.southend.example"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with openid_world.provider() as found:
        yield found


@pytest.fixture
def provider(running: Provider, settings: Settings) -> Provider:
    openid_world.forget()
    settings.OPENID_PLAIN = True
    running.say("ada", email="anybody@elsewhere.example", name="Ada")
    return running


@pytest.fixture
def rules(southend: Council, provider: Provider) -> SignInRules:
    return set_up(southend, provider.issuer)


@pytest.fixture
def traveller(southend: Council, rules: SignInRules, provider: Provider) -> Traveller:
    return Traveller(Browsing(Client(), "southend"), provider)


def ada(council: Council) -> Person:
    return Person.objects.get(council=council, slug="ada-example")


def link(council: Council, issuer: str, subject: str = "ada") -> LinkedAccount:
    return LinkedAccount.objects.create(
        council=council,
        person=ada(council),
        issuer=issuer,
        subject=subject,
        linked_at=datetime.now(UTC),
        confirmed_by="code",
    )


def is_in(traveller: Traveller) -> bool:
    return traveller.browsing.open().status_code == 200


def title(answer: HttpResponse) -> str:
    text = parsed(answer).text
    return text[: text.index(" – ")]


# There and back -----------------------------------------------------------------------------------


def test_a_linked_account_signs_in(
    southend: Council, traveller: Traveller, provider: Provider
) -> None:
    link(southend, provider.issuer)
    answer = traveller.go(query="?next=/southend/cases/")
    assert answer["Location"] == "/southend/cases/"
    assert is_in(traveller)
    row = SignedIn.objects.get(person=ada(southend))
    assert row.how == "openid"


def test_what_is_asked_of_the_provider(traveller: Traveller, settings: Settings) -> None:
    settings.BASE_URL = "https://moothall.southend.example"
    asked = {name: one[0] for name, one in parse_qs(urlsplit(traveller.leave()).query).items()}
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) >= 32
    assert len(asked["nonce"]) >= 32
    assert (
        asked["redirect_uri"] == "https://moothall.southend.example/southend/sign-in/openid/back/"
    )


def test_the_code_is_worth_nothing_without_the_verifier(
    traveller: Traveller, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: dict[str, str] = {}
    monkeypatch.setattr(
        openid_provider, "exchange", lambda _provider, **named: sent.update(named) or "rubbish"
    )
    address = traveller.leave()
    traveller.come_back(provider.visit(address, "ada"))
    hashed = base64.urlsafe_b64encode(hashlib.sha256(sent["verifier"].encode()).digest())
    challenge = parse_qs(urlsplit(address).query)["code_challenge"][0]
    assert challenge == hashed.decode().rstrip("=")
    assert len(sent["verifier"]) >= 43


def test_an_unknown_account_is_let_in_by_no_e_mail_address(
    southend: Council, traveller: Traveller, provider: Provider
) -> None:
    provider.say("mallory", email=ADA, email_verified=True, name="Ada Example")
    answer = traveller.go("mallory")
    assert answer.status_code == 403
    assert "We do not know whose account that is" in parsed(answer).text
    assert not is_in(traveller)
    assert not LinkedAccount.objects.exists()


def test_a_code_and_a_yes_link_the_account_once_and_for_all(
    southend: Council, traveller: Traveller, provider: Provider
) -> None:
    traveller.go()
    browsing = traveller.browsing
    assert "show once that it is yours" in browsing.read("sign-in/")
    browsing.send("sign-in/", {"address": ADA})
    code = Outgoing.objects.latest("pk").subject[:6]
    answer = browsing.send("sign-in/code/", {"code": code})
    assert answer["Location"] == "/southend/account/link/"
    assert "anybody@elsewhere.example" in browsing.read("account/link/")
    browsing.send("account/link/", {"mine": "yes"})
    assert LinkedAccount.objects.get().person == ada(southend)
    assert "can now be used" in Outgoing.objects.latest("pk").body
    assert Change.objects.latest("pk").table == "linkedaccount"
    other = Traveller(Browsing(Client(), "southend"), provider)
    assert other.go().status_code == 302
    assert is_in(other)


def test_an_account_that_somebody_left_in_the_browser_is_not_linked_without_asking(
    southend: Council, traveller: Traveller
) -> None:
    traveller.go()
    traveller.browsing.send("sign-in/", {"address": ADA})
    code = Outgoing.objects.latest("pk").subject[:6]
    traveller.browsing.send("sign-in/code/", {"code": code})
    assert not LinkedAccount.objects.exists()
    traveller.browsing.send("account/link/", {"mine": "no"})
    assert not LinkedAccount.objects.exists()
    traveller.browsing.send("account/link/", {"mine": "yes"})
    assert not LinkedAccount.objects.exists()


def test_an_account_belongs_to_one_person(
    southend: Council, traveller: Traveller, provider: Provider
) -> None:
    row = link(southend, provider.issuer)
    traveller.go()
    session = traveller.browsing.client.session
    assert "account_waiting" not in session
    assert LinkedAccount.objects.get() == row


def test_whoever_is_signed_in_with_a_code_links_from_their_own_page_and_takes_it_back(
    southend: Council, traveller: Traveller
) -> None:
    browsing = traveller.browsing
    browsing.send("sign-in/", {"address": ADA})
    browsing.send("sign-in/code/", {"code": Outgoing.objects.latest("pk").subject[:6]})
    assert "to sign in" in browsing.read("account/")
    assert traveller.go()["Location"] == "/southend/account/link/"
    browsing.send("account/link/", {"mine": "yes"})
    assert "Linked since" in browsing.read("account/")
    browsing.send("account/unlink/")
    assert not LinkedAccount.objects.exists()
    assert "no longer be used" in Outgoing.objects.latest("pk").body
    other = Traveller(Browsing(Client(), "southend"), traveller.provider)
    assert other.go().status_code == 403


def test_an_account_of_one_council_opens_no_other(
    southend: Council, wiltshire: Council, traveller: Traveller, provider: Provider
) -> None:
    link(southend, provider.issuer)
    set_up(wiltshire, provider.issuer)
    other = Traveller(Browsing(Client(), "wiltshire"), provider)
    assert other.go().status_code == 403
    address = provider.visit(traveller.leave(), "ada").replace("/southend/", "/wiltshire/")
    assert other.come_back(address).status_code == 400


# What goes wrong ----------------------------------------------------------------------------------


def test_cancelled(traveller: Traveller) -> None:
    answer = traveller.go(None)
    assert answer.status_code == 403
    assert title(answer) == "You did not sign in"


@pytest.mark.parametrize("changed", [{"state": "x"}, {"state": ""}, {"state": "é"}])
def test_an_answer_to_somebody_elses_question(
    southend: Council, traveller: Traveller, provider: Provider, changed: dict[str, str]
) -> None:
    link(southend, provider.issuer)
    answer = traveller.come_back(provider.visit(traveller.leave(), "ada"), **changed)
    assert answer.status_code == 400
    assert title(answer) == "That took too long"
    assert not is_in(traveller)


def test_an_answer_counts_once(southend: Council, traveller: Traveller, provider: Provider) -> None:
    link(southend, provider.issuer)
    address = provider.visit(traveller.leave(), "ada")
    assert traveller.come_back(address).status_code == 302
    assert traveller.come_back(address).status_code == 400


def test_an_answer_in_another_browser(
    southend: Council, traveller: Traveller, provider: Provider
) -> None:
    link(southend, provider.issuer)
    address = provider.visit(traveller.leave(), "ada")
    other = Traveller(Browsing(Client(), "southend"), provider)
    other.leave()
    assert other.come_back(address).status_code == 400


def test_a_provider_that_names_another_issuer(
    southend: Council, traveller: Traveller, provider: Provider
) -> None:
    link(southend, provider.issuer)
    address = provider.visit(traveller.leave(), "ada")
    answer = traveller.come_back(address, iss="https://elsewhere.example")
    assert title(answer) == "That answer could not be believed"


def test_a_provider_that_is_down(traveller: Traveller, rules: SignInRules) -> None:
    rules.issuer = "http://localhost:9"
    rules.save()
    for _ in range(2):
        answer = traveller.browsing.open("sign-in/openid/")
        assert answer.status_code == 503
        assert "Try again in a few minutes" in parsed(answer).text


def test_a_provider_that_is_not_who_it_should_be(traveller: Traveller, rules: SignInRules) -> None:
    rules.issuer += "/"
    rules.save()
    assert traveller.browsing.open("sign-in/openid/").status_code == 502


def test_plain_http_is_for_trials_on_this_machine_only(
    traveller: Traveller, settings: Settings
) -> None:
    settings.OPENID_PLAIN = False
    assert traveller.browsing.open("sign-in/openid/").status_code == 502
    settings.OPENID_PLAIN = True
    assert not openid_provider.is_safe("http://provider.southend.example")
    assert not openid_provider.is_safe("file:///etc/passwd")
    assert not openid_provider.is_safe("https://user:secret@provider.example")
    assert openid_provider.is_safe("https://provider.southend.example")


def test_clocks_that_do_not_agree(southend: Council, settings: Settings) -> None:
    settings.OPENID_PLAIN = True
    with openid_world.provider(lasts=timedelta(minutes=-5)) as slow:
        set_up(southend, slow.issuer)
        link(southend, slow.issuer)
        traveller = Traveller(Browsing(Client(), "southend"), slow)
        answer = traveller.go()
    assert answer.status_code == 502
    assert title(answer) == "The clocks do not agree"


def test_somebody_who_holds_no_post(
    southend: Council, traveller: Traveller, provider: Provider
) -> None:
    link(southend, provider.issuer)
    ada(southend).memberships.update(end_date=datetime(2026, 1, 1).date())
    answer = traveller.go()
    assert title(answer) == "You hold no post here"
    assert not is_in(traveller)


def test_an_error_of_the_provider_is_told_and_writes_no_line_of_its_own_into_the_log(
    traveller: Traveller, caplog: pytest.LogCaptureFixture
) -> None:
    traveller.leave()
    answer = traveller.browsing.open("sign-in/openid/back/?error=x%0AERROR+forged+line")
    assert answer.status_code == 502
    said = [one.getMessage() for one in caplog.records if one.name == "moothall.sign_in"]
    assert len(said) == 1
    assert "\n" not in said[0]


# Tokens that are not what they say ----------------------------------------------------------------


def _finish(monkeypatch: pytest.MonkeyPatch, token: Callable[[str], str]) -> str:
    """What comes of a token, made from the nonce; the reason, or the subject."""
    found = openid_provider.Provider(ISSUER, "https://a.example", "https://t.example", "", False)
    monkeypatch.setattr(openid_provider, "provider", lambda _issuer: found)
    keys = jwt.PyJWKSet.from_dict({"keys": [{**_public(), "kid": "1"}]})
    monkeypatch.setattr(openid_provider, "_key_set", lambda _provider, fresh: keys)
    client = openid.Client(ISSUER, "us", "", "https://us.example/back/")
    now = datetime.now(UTC)
    _, attempt = openid.begin(client, at=now, target="", invitation="")
    monkeypatch.setattr(openid_provider, "exchange", lambda *_, **__: token(attempt.nonce))
    try:
        claims = openid.finish(client, attempt, {"state": attempt.state, "code": "1"}, at=now)
    except openid_provider.Trouble as trouble:
        return trouble.reason
    return str(claims["sub"])


ISSUER = "https://provider.example"


def _private() -> object:
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    global _KEY
    _KEY = _KEY or generate_private_key(65537, 2048)
    return _KEY


_KEY: object = None


def _public() -> dict[str, object]:
    algorithm = jwt.algorithms.RSAAlgorithm
    return dict(algorithm.to_jwk(_private().public_key(), as_dict=True))  # type: ignore[attr-defined]


def _token(nonce: str, *, key: object = None, algorithm: str = "RS256", **changed: object) -> str:
    now = datetime.now(UTC)
    claims = {
        "iss": ISSUER,
        "aud": "us",
        "sub": "ada",
        "nonce": nonce,
        "iat": now,
        "exp": now + timedelta(minutes=5),
    }
    claims = {name: one for name, one in {**claims, **changed}.items() if one is not None}
    signed = None if algorithm == "none" else key or _private()
    return jwt.encode(claims, signed, algorithm, headers={"kid": "1"})  # type: ignore[arg-type]


def test_a_good_token_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _finish(monkeypatch, _token) == "ada"


OLD = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "changed, reason",
    [
        ({"nonce": "another"}, "unverifiable"),
        ({"nonce": None}, "unverifiable"),
        ({"aud": "somebody else"}, "unverifiable"),
        ({"aud": ["us", "them"]}, "unverifiable"),
        ({"aud": ["us", "them"], "azp": "them"}, "unverifiable"),
        ({"iss": "https://elsewhere.example"}, "unverifiable"),
        ({"sub": None}, "unverifiable"),
        ({"exp": None}, "unverifiable"),
        ({"exp": OLD}, "clock"),
        ({"iat": OLD}, "clock"),
        ({"nbf": datetime(2099, 1, 1, tzinfo=UTC)}, "clock"),
        ({"algorithm": "none"}, "unverifiable"),
        ({"algorithm": "HS256", "key": "k" * 64}, "unverifiable"),
    ],
    ids=lambda one: str(one)[:50],
)
def test_a_token_that_is_not_for_us_now_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, object], reason: str
) -> None:
    assert _finish(monkeypatch, lambda nonce: _token(**{"nonce": nonce, **changed})) == reason  # type: ignore[arg-type]


def test_a_token_signed_by_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    other = generate_private_key(65537, 2048)
    assert _finish(monkeypatch, lambda nonce: _token(nonce, key=other)) == "unverifiable"


def test_what_is_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _finish(monkeypatch, lambda _nonce: "rubbish") == "unverifiable"


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
        council=southend, slug="administrator", label="Administrator", role="administrator"
    )
    GroupPost.objects.create(council=southend, group="admins", post=post)
    link(southend, provider.issuer)
    today = datetime.now(UTC).date()
    provider.say("ada", groups=["admins", "others"])
    traveller.go()
    assert roles_of(ada(southend), on=today) >= {"administrator", "councillor"}
    traveller.go()
    assert Change.objects.filter(table="membership").count() == 1
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
    from moothall.config import cli

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
    from django.db import connection

    link(southend, provider.issuer)
    (settings.HOME / "openid" / "southend").write_text("s3cret-of-southend\n")
    assert traveller.go().status_code == 302
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert "s3cret-of-southend" not in str(cursor.fetchall()), table
