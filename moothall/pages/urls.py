"""Every address of the pages, each behind the permission that `permissions.py` names for it."""

from __future__ import annotations

from django.urls import path

from moothall.pages import (
    absence,
    act,
    ask,
    case,
    cases,
    choose,
    compare,
    files,
    health,
    home,
    opened,
    people,
    protocol,
    quarantine,
    readings,
    sign_in,
    triage,
)
from moothall.pages.permissions import Guarded

PAGES = (
    ("sign-in", "sign-in/", sign_in.sign_in),
    ("sign-in-code", "sign-in/code/", sign_in.code),
    ("sign-out", "sign-out/", sign_in.sign_out),
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
    ("person", "people/<slug:slug>/", people.person),
    ("areas", "areas/", people.areas),
    ("absence", "absence/", absence.absence),
    ("ask", "ask/", ask.ask),
    ("answer", "ask/<str:act>/", ask.answer),
    ("compare", "compare/", compare.compare),
    ("protocol", "protocol/", protocol.protocol),
    ("open-questions", "protocol/open-questions/", protocol.open_questions),
    ("clause", "protocol/<str:number>/", protocol.clause),
)

urlpatterns = [
    path("", choose.choose, name="choose"),
    path("health/", health.health, name="health"),
    *(
        path(f"<slug:council>/{address}", Guarded(name, page), name=name)
        for name, address, page in PAGES
    ),
]
