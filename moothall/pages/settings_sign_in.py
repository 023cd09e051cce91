"""Settings: how people of this council sign in, and help for somebody who cannot.

Only for administrators. Every change goes through `changing.py` and stands in its log.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.http import HttpResponse, QueryDict

from moothall.pages import accounts, factors, openid_provider, openid_secret, sessions
from moothall.pages.models import GroupPost, LinkedAccount, SignInRules
from moothall.pages.visit import Visit
from moothall.people.changing import Changing
from moothall.people.models import Person, Post

THROUGH = "settings page"
ENTRA = "login.microsoftonline.com"
_TENANT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
MOST_LINES = 200


def rules(visit: Visit) -> HttpResponse:
    """The council's rules for signing in."""
    kept = sessions.rules_of(visit.council)
    groups = GroupPost.objects.filter(council=visit.council).select_related("post").order_by("pk")
    errors: dict[str, str] = {}
    shown: Mapping[str, Any] = _shown(kept, list(groups))
    if visit.request.method == "POST":
        shown = visit.request.POST
        values, errors = _read(visit, shown)
        if not errors:
            _save(visit, kept, values)
            visit.request.session["settings_done"] = "Saved. It holds from the next sign-in on."
            return visit.go("settings-sign-in")
    return visit.render(
        "settings_sign_in.html",
        status=422 if errors else 200,
        errors=errors,
        shown=shown,
        choices=SignInRules.Second.choices,
        done=visit.request.session.pop("settings_done", ""),
        back=visit.full_address("sign-in-openid-back"),
        secret_place=openid_secret.place_of(visit.council),
        has_secret=bool(openid_secret.secret_of(visit.council)),
        posts=Post.objects.filter(council=visit.council).order_by("label"),
        people=Person.objects.filter(council=visit.council).order_by("sort_name"),
    )


def person(visit: Visit) -> HttpResponse:
    """Sends somebody an invitation, or takes their second factors or linked account away."""
    if visit.request.method != "POST":
        return visit.go("settings-sign-in")
    slug = str(visit.request.POST.get("person", ""))
    found = Person.objects.filter(council=visit.council, slug=slug).first()
    what = str(visit.request.POST.get("what", ""))
    words = _helped(visit, found, what) if found else "Choose a person: nothing was changed."
    visit.request.session["settings_done"] = words
    return visit.go("settings-sign-in")


def _helped(visit: Visit, found: Person, what: str) -> str:
    if what == "invite":
        sent = accounts.invite(visit, found)
        return f"{found} is invited." if sent else f"{found} has no e-mail address."
    if what == "reset":
        changing = Changing(visit.council, visit.by, visit.at, THROUGH)
        if not factors.reset(changing, found):
            return f"{found} has no second factor: nothing was changed."
        sessions.end_all(found, at=visit.at)
        accounts.tell(visit, found, f"{visit.by} took away your second factors.")
        return f"{found} has no second factor any more, and is signed out everywhere."
    if what == "end":
        sessions.end_all(found, at=visit.at)
        return f"{found} is signed out everywhere."
    return "Choose what to do: nothing was changed."


def _shown(kept: SignInRules, groups: list[GroupPost]) -> dict[str, str]:
    return {
        "by_code": "yes" if kept.by_code else "no",
        "second_factor": kept.second_factor,
        "idle_minutes": str(kept.idle_minutes),
        "longest_hours": str(kept.longest_hours),
        "label": kept.label,
        "issuer": kept.issuer,
        "client_id": kept.client_id,
        "tenant": kept.tenant,
        "groups_claim": kept.groups_claim,
        "allowed_groups": "\n".join(kept.allowed_groups),
        "group_posts": "\n".join(f"{one.group} = {one.post.slug}" for one in groups),
    }


def _read(visit: Visit, posted: QueryDict) -> tuple[dict[str, Any], dict[str, str]]:
    """The values, and what is wrong with them by field."""
    errors: dict[str, str] = {}
    text = {
        name: str(posted.get(name, "")).strip()[:300]
        for name in ("label", "issuer", "client_id", "tenant", "groups_claim", "second_factor")
    }
    text["groups_claim"] = text["groups_claim"] or "groups"
    values: dict[str, Any] = {**text, "by_code": posted.get("by_code") == "yes"}
    for name, least, most in (("idle_minutes", 5, 1440), ("longest_hours", 1, 168)):
        given = str(posted.get(name, "")).strip()
        if not (given.isascii() and given.isdecimal() and least <= int(given[:6]) <= most):
            errors[name] = f"Enter a whole number from {least} to {most}"
        else:
            values[name] = int(given)
    values["allowed_groups"] = _lines(posted, "allowed_groups")
    values["group_posts"], wrong = _group_posts(visit, _lines(posted, "group_posts"))
    if wrong:
        errors["group_posts"] = wrong
    if text["second_factor"] not in SignInRules.Second.values:
        errors["second_factor"] = "Choose who needs a second factor"
    errors.update(_wrong_provider(visit, values))
    return values, errors


def _lines(posted: QueryDict, name: str) -> list[str]:
    lines = (line.strip()[:200] for line in str(posted.get(name, "")).splitlines())
    return list(dict.fromkeys(line for line in lines if line))[:MOST_LINES]


def _group_posts(visit: Visit, lines: list[str]) -> tuple[list[tuple[str, Post]], str]:
    known = {post.slug: post for post in Post.objects.filter(council=visit.council)}
    found = []
    for line in lines:
        group, sign, slug = (part.strip() for part in line.rpartition("="))
        if not sign or not group or slug not in known:
            return [], f"Write “group = post” on each line; there is no post in “{line[:80]}”"
        found.append((group, known[slug]))
    return found, ""


def _wrong_provider(visit: Visit, values: Mapping[str, Any]) -> dict[str, str]:
    errors: dict[str, str] = {}
    issuer, tenant = values["issuer"], values["tenant"]
    if issuer and not openid_provider.is_safe(issuer):
        errors["issuer"] = "Enter the issuer’s whole address, beginning with https://"
    elif issuer and urlsplit(issuer).hostname == ENTRA and not _names(issuer, tenant):
        errors["tenant"] = "For Entra, enter the tenant ID that also stands in the issuer"
    if issuer and not values["client_id"]:
        errors["client_id"] = "Enter the client (application) ID that the provider gave you"
    if tenant and not _TENANT.fullmatch(tenant):
        errors["tenant"] = "Enter the directory (tenant) ID, 32 digits and letters with hyphens"
    if not values["by_code"] and "issuer" not in errors:
        linked = LinkedAccount.objects.filter(person=visit.by, issuer=issuer).exists()
        if not issuer or not linked:
            errors["by_code"] = (
                "Sign in with the council account yourself first: without codes nobody else "
                "could put this right"
            )
    return errors


def _names(issuer: str, tenant: str) -> bool:
    return bool(tenant) and f"/{tenant.lower()}/" in issuer.lower()


def _save(visit: Visit, kept: SignInRules, values: dict[str, Any]) -> None:
    changing = Changing(visit.council, visit.by, visit.at, THROUGH)
    wanted = {(group, post.pk) for group, post in values.pop("group_posts")}
    with transaction.atomic():
        if kept._state.adding:
            changing.add(kept)
        changing.change(kept, **values)
        for row in GroupPost.objects.filter(council=visit.council):
            if (row.group, row.post_id) in wanted:
                wanted.remove((row.group, row.post_id))
            else:
                changing.remove(row)
        for group, post in sorted(wanted):
            changing.add(GroupPost(council=visit.council, group=group, post_id=post))
