"""Every address of the pages, each behind the permission that `permissions.py` names for it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import path

from moothall.pages import (
    absence,
    account,
    act,
    ask,
    assistants,
    case,
    cases,
    choose,
    compare,
    files,
    handover,
    health,
    holds,
    home,
    import_people,
    opened,
    passkeys,
    people,
    personal_data,
    protocol,
    quarantine,
    readings,
    retention,
    roles,
    second_factor,
    settings_sign_in,
    sign_in,
    sign_in_openid,
    triage,
)
from moothall.pages.permissions import Guarded
from moothall.pages.settings.addresses import SETTINGS

PAGES: tuple[tuple[str, str, Callable[..., HttpResponse]], ...] = (
    ("sign-in", "sign-in/", sign_in.sign_in),
    ("sign-in-code", "sign-in/code/", sign_in.code),
    ("sign-in-openid", "sign-in/openid/", sign_in_openid.start),
    ("sign-in-openid-back", "sign-in/openid/back/", sign_in_openid.back),
    ("sign-in-second", "sign-in/second/", second_factor.second),
    ("sign-in-passkey", "sign-in/passkey/", passkeys.sign_in),
    ("invitation", "sign-in/invitation/<str:token>/", sign_in_openid.invitation),
    ("sign-out", "sign-out/", sign_in.sign_out),
    ("authenticator-app", "account/app/", second_factor.app),
    ("passkey-new", "account/passkey/", passkeys.new),
    ("recovery-codes", "account/recovery-codes/", second_factor.recovery_codes),
    ("second-factor-remove", "account/factors/<int:number>/", second_factor.remove),
    ("account", "account/", account.account),
    ("account-sessions", "account/sessions/", account.end_sessions),
    ("account-link", "account/link/", account.link),
    ("account-unlink", "account/unlink/", account.unlink),
    ("act-for", "account/acting/", assistants.act_for),
    ("assistants", "account/assistants/", assistants.assistants),
    ("settings-sign-in", "settings/sign-in/", settings_sign_in.rules),
    ("settings-sign-in-person", "settings/sign-in/person/", settings_sign_in.person),
    ("home", "", home.home),
    ("cases", "cases/", cases.cases),
    ("new", "cases/new/<slug:kind>/<slug:act>/", act.new),
    ("case", "cases/<str:reference>/", case.case),
    ("why", "cases/<str:reference>/why/<int:number>/", case.why),
    ("file", "cases/<str:reference>/files/<int:number>/", files.file),
    ("act", "cases/<str:reference>/do/<slug:act>/", act.act),
    ("opened", "opened/", opened.opened),
    ("opened-case", "opened/<str:reference>/", opened.case),
    ("opened-file", "opened/<str:reference>/files/<int:number>/", opened.file),
    ("readings", "readings/", readings.readings),
    ("triage", "triage/", triage.triage),
    ("quarantine", "quarantine/", quarantine.quarantine),
    ("quarantined", "quarantine/<int:number>/", quarantine.quarantined),
    ("people", "people/", people.people),
    ("roles", "people/roles/", roles.roles),
    ("person", "people/<slug:slug>/", people.person),
    ("handover", "people/<slug:slug>/handover/", handover.handover),
    ("personal-data", "people/<slug:slug>/data/", personal_data.personal_data),
    ("my-data", "my-data/", personal_data.my_data),
    ("holds", "holds/", holds.holds),
    ("hold", "holds/<int:number>/", holds.hold),
    ("settings-retention", "settings/retention/", retention.retention),
    ("areas", "areas/", people.areas),
    ("import", "settings/import/", import_people.import_people),
    ("import-check", "settings/import/check/", import_people.import_check),
    ("export", "settings/export/<slug:form>/", import_people.export_people),
    ("absence", "absence/", absence.absence),
    ("ask", "ask/", ask.ask),
    ("answer", "ask/<str:act>/", ask.answer),
    ("compare", "compare/", compare.compare),
    ("protocol", "protocol/", protocol.protocol),
    ("open-questions", "protocol/open-questions/", protocol.open_questions),
    ("clause", "protocol/<str:number>/", protocol.clause),
    *SETTINGS,
)

urlpatterns = [
    path("", choose.choose, name="choose"),
    path("health/", health.health, name="health"),
    *(
        path(f"<slug:council>/{address}", Guarded(name, page), name=name)
        for name, address, page in PAGES
    ),
]
