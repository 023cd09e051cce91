"""Doing an act on a page: the form, the check before sending, the refusal, the files."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from moothall.cases.models import Attachment, Case, Event
from moothall.people.models import Council, Membership

from .conftest import Ask, Browse, Do, Parsed, parsed
from .test_settings_people import day

NEW = "cases/new/enquiry/submit/"
KERB = {"subject": "Kerb", "details": "Who paints it?"}


def value_of(page: Parsed, name: str) -> str:
    return next(one["value"] for one in page.all("input") if one.get("name") == name)


def test_answers_are_checked_before_a_case_is_begun(southend: Council, browse: Browse) -> None:
    ada = browse(southend, "ada-example")
    checked = ada.send(NEW, {**KERB, "ward": "pierhead", "urgent": "yes", "step": "check"})
    page = parsed(checked)
    assert checked.status_code == 200
    assert "Check your answers" in page.text
    assert "Which ward is it in? (optional) Pierhead" in page.text
    assert "Could somebody come to harm if this waits? (optional) Yes" in page.text
    assert "Clause 9.1.5" in page.text
    assert value_of(page, "details") == "Who paints it?"
    assert not Case.objects.exists()


def test_the_answers_can_be_changed(southend: Council, browse: Browse) -> None:
    ada = browse(southend, "ada-example")
    page = parsed(ada.send(NEW, {**KERB, "ward": "pierhead", "step": "change"}))
    assert value_of(page, "subject") == "Kerb"
    chosen = {one["value"] for one in page.all("option") if "selected" in one}
    assert "pierhead" in chosen


def test_what_is_missing_is_named_at_its_field(southend: Council, browse: Browse) -> None:
    answer = browse(southend, "ada-example").send(NEW, {"subject": " ", "step": "check"})
    page = parsed(answer)
    assert answer.status_code == 422
    links = [one["href"] for one in page.all("a") if one.get("href", "").startswith("#")]
    ids = {one["id"] for _, one in page.elements if "id" in one}
    assert {"#subject", "#details"} <= set(links)
    assert {link[1:] for link in links} <= ids
    described = next(one for one in page.all("textarea") if one["name"] == "details")
    assert "details-error" in described["aria-describedby"]
    assert "details-error" in ids


def test_the_protocol_asks_when_the_forms_own_questions_are_answered(
    guildford: Council, browse: Browse
) -> None:
    anton, new = browse(guildford, "anton-abacus"), "cases/new/information/request/"
    page = parsed(anton.send(new, {"step": "check"}))
    assert "Answer: What is it about?" in page.text
    assert "reasonably needed" not in page.text
    answered = {"subject": "Lamps", "question": "Which are out?", "wanted_for": "council_duty"}
    assert anton.send(new, {**answered, "step": "check"}).status_code == 200


def test_what_the_protocol_asks_says_what_to_do(wantage: Council, browse: Browse) -> None:
    today = timezone.localdate()
    Membership.objects.filter(person__slug="lydia-larch").update(end_date=today - timedelta(days=1))
    alma, last = browse(wantage, "alma-acorn"), today + timedelta(days=30)
    answered = {"councillor_named": "esme-elder", "work": "Agendas", "step": "check"}
    page = parsed(alma.send("cases/new/clerk/stand_in/", {**answered, **day("ends_on", last)}))
    assert "Answer: Is the work unpaid? (clause officers.6)" in page.text
    assert "Answer: Answer" not in page.text


def test_what_the_protocol_stops_is_stopped_before_the_check(
    southend: Council, browse: Browse
) -> None:
    fields = {**KERB, "addressed": "umar-understudy", "step": "check"}
    answer = browse(southend, "ada-example").send(NEW, fields)
    page = parsed(answer)
    assert answer.status_code == 422
    assert "The protocol asks you not to do this" in page.text
    assert "Clause 9.1.4" in page.text
    assert "Make an enquiry: change your answers below" in page.text
    assert "give the reason" in page.text
    assert "departure" in {one.get("id") for one in page.all("textarea")}
    assert not Case.objects.exists()
    assert not Event.objects.exists(), "nothing is recorded of a case that does not exist"


def test_a_reason_lets_a_should_be_departed_from(southend: Council, browse: Browse) -> None:
    ada = browse(southend, "ada-example")
    fields = {**KERB, "addressed": "umar-understudy", "departure": "He asked me to write to him."}
    checked = ada.send(NEW, {**fields, "step": "check"})
    assert checked.status_code == 200
    assert value_of(parsed(checked), "departure") == fields["departure"]
    address = ada.send(NEW, {**fields, "step": "send"})["Location"]
    assert "Departure" in ada.read(address)


def test_a_must_is_refused_with_what_may_be_done_instead(
    southend: Council, ask: Ask, do: Do, browse: Browse
) -> None:
    case = ask(southend, "ada-example")
    do(case, "assign", "hattie-hub", given_to="sam-stencil")
    sam = browse(southend, "sam-stencil")
    fields = {"answer": "Painted.", "copies": ["bertram-sample"]}
    answer = sam.send(f"cases/{case.reference}/do/answer/", fields)
    page = parsed(answer)
    assert answer.status_code == 422
    assert "The protocol does not allow this" in page.text
    assert "Send the answer (Councillor Bertram Sample): your protocol says" in page.text
    assert page.text.count("Clause 9.1.14") == 1
    assert "give the reason" not in page.text
    instead = f"/southend/cases/{case.reference}/do/send_separately/"
    assert instead in {one.get("href") for one in page.all("a")}
    assert "Painted." in page.text
    assert "bertram-sample" in {one["value"] for one in page.all("input") if "checked" in one}


def test_an_act_that_is_not_theirs_or_not_now(southend: Council, ask: Ask, browse: Browse) -> None:
    case = ask(southend, "ada-example")
    ada = browse(southend, "ada-example")
    for act, status in (("answer", 409), ("submit", 404), ("no_such_act", 404)):
        assert ada.open(f"cases/{case.reference}/do/{act}/").status_code == status
        assert ada.send(f"cases/{case.reference}/do/{act}/", {}).status_code == status
    assert ada.open("cases/new/enquiry/take_down/").status_code == 403
    assert ada.open("cases/new/enquiry/answer/").status_code == 404
    assert ada.open("cases/new/nothing/submit/").status_code == 404


def test_somebody_was_first(southend: Council, ask: Ask, do: Do, browse: Browse) -> None:
    case = ask(southend, "ada-example")
    seen = case.version
    do(case, "assign", "howard-hub", given_to="tilda-template")
    fields = {"message": "Which end of it?", "seen": str(seen)}
    answer = browse(southend, "hattie-hub").send(
        f"cases/{case.reference}/do/ask_requester/", fields
    )
    assert answer.status_code == 409
    assert "Which end of it?" in parsed(answer).text


def test_files_come_with_a_case_and_with_an_act(southend: Council, browse: Browse) -> None:
    ada = browse(southend, "ada-example")
    first = SimpleUploadedFile("kerb.png", b"\x89PNG\r\n\x1a\nbytes", content_type="text/html")
    address = ada.send(NEW, {**KERB, "step": "send", "files": [first]})["Location"]
    second = SimpleUploadedFile("../../map.txt", b"here")
    ada.send(f"{address}do/reply/", {"message": "And a map", "files": [second]})
    kept = {one.name: one.content_type for one in Attachment.objects.all()}
    assert kept == {"kerb.png": "image/png", "map.txt": "text/plain"}


def test_too_many_or_too_big_files(southend: Council, browse: Browse, tmp_path: Path) -> None:
    ada = browse(southend, "ada-example")
    many = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(11)]
    big = SimpleUploadedFile("big.bin", b"x" * (25 * 1024 * 1024 + 1))
    for files in (many, [big]):
        answer = ada.send(NEW, {**KERB, "step": "send", "files": files})
        page = parsed(answer)
        assert answer.status_code == 422
        assert "Choose at most 10 files, 25 MB in all." in page.text
        assert "Please choose your files again" in page.text
        assert value_of(page, "subject") == "Kerb"
    assert not Case.objects.exists()


def test_a_date_in_three_parts(southend: Council, ask: Ask, do: Do, browse: Browse) -> None:
    case = ask(southend, "ada-example")
    do(case, "assign", "hattie-hub", given_to="sam-stencil")
    sam = browse(southend, "sam-stencil")
    fields = {"reason": "No paint.", "action_taken": "On order."}
    wrong = {"answer_by-day": "31", "answer_by-month": "2", "answer_by-year": "2027"}
    answer = sam.send(f"cases/{case.reference}/do/explain_delay/", {**fields, **wrong})
    page = parsed(answer)
    assert answer.status_code == 422
    assert "#answer_by-day" in {one.get("href") for one in page.all("a")}
    assert value_of(page, "answer_by-month") == "2"
    right = {"answer_by-day": "20", "answer_by-month": "1", "answer_by-year": "2027"}
    answer = sam.send(f"cases/{case.reference}/do/explain_delay/", {**fields, **right})
    assert "20 January 2027" in sam.read(answer["Location"])
