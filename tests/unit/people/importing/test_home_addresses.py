"""No home address gets past the reading, whatever the format."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps

from moothall.people.importing.plan import put_away
from moothall.people.importing.reading import read_plan
from moothall.people.models import Change, Council

from .conftest import Show
from .sources import fault, workbook

SHEET = workbook(
    [
        ["Name", "Ward", "Home address", "Address 2", "Postcode", "Private e-mail"],
        [
            "Ada Example",
            "Elm",
            "1 Private Row",
            "Privatetown",
            "ZZ99 9ZZ",
            "ada.home@private.example",
        ],
    ]
)
FORMS: list[tuple[Any, bytes]] = [
    ("moderngov", fault("home-address.xml")),
    ("csv", fault("home-address.csv")),
    ("csv", SHEET),
    ("popolo", fault("home-address.json")),
]
IDS = ["moderngov", "csv", "xlsx", "popolo"]
SECRETS = ("private", "zz99", "999999")


@pytest.mark.parametrize("source, data", FORMS, ids=IDS)
def test_a_plan_holds_no_home_address_and_says_how_many_were_dropped(
    source: Any, data: bytes
) -> None:
    plan = read_plan(source, [data])
    kept = json.dumps(put_away(plan), default=str).casefold().replace("private contact", "")
    assert not [one for one in SECRETS if one in kept.replace("private e-mail", "")]
    assert plan.home_addresses == 1
    assert plan.all_warnings()[0].startswith("1 home address")


@pytest.mark.parametrize("source, data", FORMS, ids=IDS)
def test_no_table_holds_a_home_address_afterwards(
    rowborough: Council, bring: Show, source: Any, data: bytes
) -> None:
    bring(source, data)
    assert Change.objects.exists()
    for model in apps.get_app_config("people").get_models():
        for row in model._default_manager.values_list():
            assert not [one for one in SECRETS if one in str(row).casefold()], row
