"""The addresses of the settings pages, all of them for administrators: see `permissions.py`."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse

from moothall.pages.settings import (
    absences,
    bodies,
    check,
    closures,
    elections,
    index,
    kinds,
    log,
    mail,
    people,
    person,
    posts,
    privacy,
    publishing,
    standards,
    titles,
    together,
    turnover,
)

# An address that is a word of ours stands before the slug it could be taken for: nobody is "new".
SETTINGS: tuple[tuple[str, str, Callable[..., HttpResponse]], ...] = (
    ("settings", "settings/", index.settings),
    ("settings-check", "settings/check/", check.check),
    ("settings-people", "settings/people/", people.people),
    ("settings-person-new", "settings/people/new/", people.person_new),
    ("settings-together", "settings/people/together/", together.many),
    ("settings-person", "settings/people/<slug:slug>/", person.person),
    ("settings-leaving", "settings/people/<slug:slug>/end/", person.leaving),
    ("settings-holding-new", "settings/people/<slug:slug>/holds/new/", person.holding_new),
    ("settings-holding", "settings/people/<slug:slug>/holds/<int:number>/", person.holding_one),
    ("settings-posts", "settings/posts/", posts.posts),
    ("settings-post-new", "settings/posts/new/", posts.post_new),
    ("settings-post", "settings/posts/<slug:slug>/", posts.post),
    ("settings-bodies", "settings/bodies/", bodies.bodies),
    ("settings-body-new", "settings/bodies/new/", bodies.body_new),
    ("settings-body", "settings/bodies/<slug:slug>/", bodies.body),
    ("settings-body-end", "settings/bodies/<slug:slug>/end/", bodies.body_end),
    ("settings-areas", "settings/areas/", bodies.areas),
    ("settings-area-new", "settings/areas/new/", bodies.area_new),
    ("settings-area", "settings/areas/<slug:slug>/", bodies.area),
    ("settings-area-end", "settings/areas/<slug:slug>/end/", bodies.area_end),
    ("settings-absences", "settings/absences/", absences.absences),
    ("settings-absence-new", "settings/absences/new/", absences.absence_new),
    ("settings-absence", "settings/absences/<int:number>/", absences.absence),
    ("settings-titles", "settings/titles/", titles.titles),
    ("settings-standards", "settings/standards/", standards.service_standards),
    ("settings-closures", "settings/closures/", closures.closures),
    ("settings-closure", "settings/closures/<int:number>/", closures.closure),
    ("settings-elections", "settings/elections/", elections.elections),
    ("settings-election-new", "settings/elections/new/", elections.election_new),
    ("settings-election", "settings/elections/<int:number>/", elections.election),
    ("settings-election-night", "settings/election-night/", turnover.election_night),
    ("settings-change-group", "settings/change-group/", turnover.change_group),
    ("settings-reorganise", "settings/reorganise/", turnover.reorganise),
    ("settings-new-wards", "settings/new-wards/", turnover.new_wards),
    ("settings-kinds", "settings/kinds/", kinds.kinds),
    ("settings-mail", "settings/mail/", mail.mail),
    ("settings-privacy", "settings/privacy/", privacy.privacy),
    ("settings-publishing", "settings/registers/", publishing.publishing),
    ("settings-log", "settings/log/", log.log),
    ("settings-log-file", "settings/log/changes.csv", log.log_file),
)
