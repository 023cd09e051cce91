"""A message of any shape is read without trouble, and hostile ones do not hold the reader up."""

from __future__ import annotations

import time

import pytest

from moothall.post.addresses import addresses_in
from moothall.post.content import MOST_FILES
from moothall.post.hypertext import words_of
from moothall.post.plain import decode, unflowed, words_in
from moothall.post.reading import read


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("Ada <ada@x.example>", ["ada@x.example"]),
        ("ADA@X.EXAMPLE", ["ada@x.example"]),
        ('"Ada, evil@y.example" <ada@x.example>', ["ada@x.example"]),
        ('"Ada \\" evil@y.example" <ada@x.example>', ["ada@x.example"]),
        ("ada@x.example (Ada (nested \\) ) evil@y.example)", ["ada@x.example"]),
        ('"ada.e"@x.example', ["ada.e@x.example"]),
        ('"x ada"@x.example', []),
        ("=?utf-8?q?ada=40x=2Eexample?= <evil@y.example>", ["evil@y.example"]),
        ("=?utf-8?q?ada@x.example?= <evil@y.example>", ["evil@y.example"]),
        ("ada@x.example <evil@y.example>", ["ada@x.example", "evil@y.example"]),
        ("A group: a@x.example, b@y.example;", ["a@x.example", "b@y.example"]),
        ("'ada@x.example' <ada@x.example>", ["ada@x.example"]),
        ("<@relay.example:ada@x.example>", ["ada@x.example"]),
        ('"never closed <ada@x.example>', ["ada@x.example"]),
        ("(never closed ada@x.example", ["ada@x.example"]),
        ("ada@b@c.example", []),
        ("undisclosed-recipients:;", []),
        (f"{'a' * 250}@x.example", []),
        ("mar\u212aus@x.example", ["mar\u212aus@x.example"]),  # no k, whatever lower() says
    ],
)
def test_addresses_are_what_stands_outside_names(header: str, found: list[str]) -> None:
    assert list(addresses_in([header])) == found


def test_references_run_from_the_nearest() -> None:
    message = read(
        b"In-Reply-To: <c@x.example>\r\nReferences: <a@x.example>\r\n <b@x.example> <c@x.example>"
        b"\r\nMessage-ID: <d@x.example>\r\n\r\nx"
    )
    assert message.references == ("<c@x.example>", "<b@x.example>", "<a@x.example>")
    assert message.message_id == "<d@x.example>"


@pytest.mark.parametrize(
    "name", ["<caf\u00e9@x.example>", "no brackets", "<a b@x.example>", f"<{'a' * 300}@x.example>"]
)
def test_what_is_no_message_id_is_none(name: str) -> None:
    assert read(f"Message-ID: {name}\r\n\r\nx".encode()).message_id == ""


def test_recipients_beside_to_and_cc_are_told_apart() -> None:
    message = read(
        b"To: a@x.example\r\nCc: b@x.example\r\nBcc: c@x.example\r\nEnvelope-To: a@x.example, "
        b"d@x.example\r\n\r\nx"
    )
    assert message.recipients == ("a@x.example", "b@x.example")
    assert message.silent == ("c@x.example", "d@x.example")


@pytest.mark.parametrize(
    ("charset", "content", "text"),
    [
        ("utf-8", "café".encode(), "café"),
        ("iso-8859-1", "café".encode("latin-1"), "café"),
        ("utf-8", "café".encode("latin-1"), "café"),  # says one thing, is another
        (None, "“quoted”".encode("cp1252"), "“quoted”"),
        ("x-klingon", "café".encode(), "café"),
        ("a\x00b", b"x", "x"),
        ("utf-16", "café".encode("utf-16"), "café"),
        ("utf-7", b"+2AA-x", "\ufffdx"),  # half a character
        ("unicode_escape", rb"\ud800", r"\ud800"),
        ("punycode", b"a-b", "a-b"),
        ("hex", b"zz", "zz"),
        ("idna", b"xn--caf-dma", "xn--caf-dma"),
        ("utf-8", b"a\x00b", "ab"),
    ],
)
def test_text_is_decoded_as_well_as_can_be(charset: str | None, content: bytes, text: str) -> None:
    assert decode(content, charset) == text


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("plain", "plain"),
        ("=?utf-8?b?w6k=?= and =?iso-8859-1?q?=E9?=", "é and é"),
        ("=?utf-8?b?abcde?=", "=?utf-8?b?abcde?="),  # no base64
        ("=?x-klingon?q?caf=C3=A9?=", "café"),
        ("“raw” =?utf-8?q?=C3=A9?= “raw”", "“raw” é “raw”"),
        ("=?utf-8?q?half", "=?utf-8?q?half"),
    ],
)
def test_encoded_words_are_decoded_where_they_can_be(value: str, words: str) -> None:
    assert words_in(value) == words


def test_flowed_lines_are_joined_but_never_a_quoted_line_with_a_new_one() -> None:
    text = (
        "> quoted that goes \n> on\nNew words that \ngo on.\n stuffed\n-- \nSam\n>> deep \n> less"
    )
    assert unflowed(text) == (
        "> quoted that goes on\nNew words that go on.\nstuffed\n--\nSam\n>> deep\n> less"
    )
    assert unflowed("Japan \nese", delete_space=True) == "Japanese"


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"),
        ("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo"),
        ("<style>p{}</style><script>x()</script><title>t</title>Words", "Words"),
        ("<html><head><style>never closed<body>Words", "never closedWords"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>c", "> a\n>>\n>> b\n>\nc"),
        ('<a title="1 > 2" href=x>link</a> 3 < 4 &amp; 5', "link 3 < 4 & 5"),
        ("<!-- hidden --><!DOCTYPE html>seen<!-- never closed", "seen never closed"),
        ("<img src=x onerror=alert(1)>&lt;b&gt;", "<b>"),
        ("&#0;&#xD800;a", "\ufffd\ufffda"),
        ("", ""),
    ],
)
def test_html_becomes_its_words(page: str, words: str) -> None:
    assert words_of(page) == words


def test_more_files_than_can_be_taken_are_counted() -> None:
    part = "--b\r\nContent-Type: application/pdf\r\n\r\n%PDF-\r\n"
    raw = "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * (MOST_FILES + 3) + "--b--"
    message = read(raw.encode())
    assert (len(message.files), message.files_left_out) == (MOST_FILES, 3)


NESTED = b"".join(
    b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000)
)
HOSTILE = {
    "messages in messages": b"Content-Type: message/rfc822\n\n" * 3000,
    "parts in parts": NESTED,
    "a few parts in parts, and lines": NESTED[:1500] + b"x\n" * 100_000,
    "many parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 100_000,
    "comments in comments": b"From: " + b"(" * 300_000 + b"\n\nx",
    "escapes": b'From: "' + b"\\" * 300_000 + b"\n\nx",
    "encoded words": b"Subject: " + b"=?a?q?" * 60_000 + b"\n\nx",
    "references": b"References: " + b"<" * 400_000 + b"\n\nx",
    "many headers": b"X: y\n" * 150_000,
    "tags": b"Content-Type: text/html\n\n" + b"<a b='" * 30_000 + b">",
    "comments": b"Content-Type: text/html\n\n" + b"<!--" * 60_000,
    "scripts": b"Content-Type: text/html\n\n" + b"<script>" + b"</scrip" * 30_000,
    "brackets": b"Content-Type: text/html\n\n" + b"<" * 200_000 + b">",
    "flowed": b"Content-Type: text/plain; format=flowed\n\n" + b"a \n" * 200_000,
    "punycode": b"Content-Type: text/plain; charset=punycode\n\n" + b"a-" * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_messages_are_read_soon(name: str) -> None:
    begun = time.process_time()
    message = read(HOSTILE[name])
    assert time.process_time() - begun < 5
    assert message.text or message.subject or message.headers


@pytest.mark.parametrize("name", ["messages in messages", "parts in parts", "many parts"])
def test_what_cannot_be_told_apart_is_said_and_shown(name: str) -> None:
    message = read(HOSTILE[name])
    assert message.broken
    assert message.text
    assert message.files == ()


def test_the_head_alone_says_the_same_as_the_whole() -> None:
    raw = b"From: Ada <ada@x.example>\nSubject: One\n two\nMessage-ID: <1@x.example>\n\nbody: no\n"
    whole, head = read(raw), read(raw, whole=False)
    assert (head.senders, head.subject, head.message_id, head.headers) == (
        whole.senders,
        whole.subject,
        whole.message_id,
        whole.headers,
    )
    assert (head.text, whole.text) == ("", "body: no")
