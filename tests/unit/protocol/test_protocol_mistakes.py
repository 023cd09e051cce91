"""Every mistake of writing is an error with file, line, name and the nearest right name.

`broken/` holds one file for each mistake, `broken/messages.txt` what is said about it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from small_protocol import COVER, HERE, Write

from moothall.protocol import ProtocolErrors, read_protocol, read_scenarios, read_vocabulary
from moothall.strict import Broken

BROKEN = HERE / "broken"
FILES = sorted(path for path in BROKEN.glob("*/*"))
HARMLESS = "- permit: letter.copy"


def messages() -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for line in (BROKEN / "messages.txt").read_text().splitlines():
        file, _, message = line.partition(" => ")
        said.setdefault(file, []).append(message)
    return said


def read(path: Path, law: Write) -> None:
    text = path.read_text()
    if path.parent.name == "chapters":
        law(chapter=text)
    elif path.parent.name == "cover":
        law(HARMLESS, cover=text)
    else:
        read_scenarios(law(HARMLESS, scenarios=text))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_mistake_is_named(path: Path, law: Write) -> None:
    with pytest.raises(ProtocolErrors) as caught:
        read(path, law)
    found = [str(finding) for finding in caught.value.findings]
    assert found == messages()[f"{path.parent.name}/{path.name}"]


def test_every_message_has_its_file() -> None:
    assert set(messages()) == {f"{path.parent.name}/{path.name}" for path in FILES}


def test_mistakes_of_all_files_come_together(law: Write) -> None:
    broken = HERE / "broken" / "chapters" / "several-at-once.md"
    with pytest.raises(ProtocolErrors) as caught:
        law(chapter=broken.read_text(), cover=COVER + "colour: red\n")
    assert [(one.file, one.line, one.name) for one in caught.value.findings] == [
        ("01-chapter.md", 10, "letter.cpoy"),
        ("01-chapter.md", 11, "oficer"),
        ("01-chapter.md", 13, "shall"),
        ("protocol.yaml", 12, "colour"),
    ]
    assert [one.nearest for one in caught.value.findings][:2] == ["letter.copy", "officer"]


def test_the_errors_are_those_of_every_strict_file(law: Write) -> None:
    folder = law(HARMLESS).folder
    (folder / "01-chapter.md").unlink()
    with pytest.raises(Broken, match="has no chapters"):
        read_protocol(folder, vocabulary=read_vocabulary(HERE / "words"))


def test_a_folder_without_a_cover(tmp_path: Path) -> None:
    with pytest.raises(ProtocolErrors) as caught:
        read_protocol(tmp_path, vocabulary=read_vocabulary(HERE / "words"))
    assert [str(one) for one in caught.value.findings] == [
        "protocol.yaml:1: There is no protocol.yaml.",
        "protocol.yaml:1: The protocol has no chapters (*.md).",
    ]


def test_a_vocabulary_needs_its_three_files(tmp_path: Path) -> None:
    (tmp_path / "roles.yaml").write_text("officer: {label: officer, within: [oficer]}\n")
    (tmp_path / "acts.yaml").write_text("letter.copy: {label: copy, opposes: [letter.cpy]}\n")
    with pytest.raises(ProtocolErrors) as caught:
        read_vocabulary(tmp_path)
    assert [str(one) for one in caught.value.findings] == [
        "vocabulary/acts.yaml:1: There is no act 'letter.cpy'. Did you mean 'letter.copy'?",
        "vocabulary/facts.yaml:1: The vocabulary has no facts.yaml.",
        "vocabulary/roles.yaml:1: There is no role 'oficer'. Did you mean 'officer'?",
    ]


def test_a_shared_tree_that_goes_round_is_refused(tmp_path: Path, law: Write) -> None:
    protocol = law(HARMLESS)
    words = tmp_path / "words"
    words.mkdir()
    for name in ("acts", "facts", "kinds", "topics"):
        (words / f"{name}.yaml").write_text((HERE / "words" / f"{name}.yaml").read_text())
    roles = (HERE / "words" / "roles.yaml").read_text()
    officer = "officer: {label: officer, plural: officers"
    (words / "roles.yaml").write_text(roles.replace(officer, f"{officer}, within: [director]", 1))
    with pytest.raises(ProtocolErrors, match="`within` goes round in a circle: "):
        read_protocol(protocol.folder, vocabulary=read_vocabulary(words))
