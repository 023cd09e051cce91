"""The `moothall` command: a sentence for what is typed wrongly, no Django where none is due."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from moothall import __version__
from moothall.config import cli


def moothall(*arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the command in a process and a data folder of its own."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "moothall", *arguments],
        env={**kept, "MOOTHALL_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def said(result: subprocess.CompletedProcess[str]) -> str:
    """The one line on stderr of a command that could not be done."""
    assert result.returncode == 2, result.stderr
    assert "Traceback" not in result.stderr
    return result.stderr.strip().splitlines()[-1]


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        cli.main(["--version"])
    assert done.value.code == 0
    assert capsys.readouterr().out == f"moothall {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["protocol", "check", "southend"],
        ["worktime", "due", "--after=2026-12-18", "--days=3", "--calendar=england-and-wales"],
    ],
)
def test_pure_commands_never_load_django(arguments: list[str], tmp_path: Path) -> None:
    program = (
        "import sys\nfrom moothall.config.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit:\n    pass\n"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'django']\n"
    )
    environment = {**os.environ, "MOOTHALL_HOME": str(tmp_path / "home")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "home").exists()


def test_every_room_offers_its_commands(tmp_path: Path) -> None:
    helped = moothall("--help", home=tmp_path)
    assert helped.returncode == 0, helped.stderr
    for word in ("protocol", "ask", "worktime", "council", "case", "verify", "post", "work"):
        assert f"\n    {word} " in helped.stdout, word
    for word in ("serve", "demo", "migrate"):
        assert f"\n    {word} " in helped.stdout, word


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["frobnicate"], "invalid choice: 'frobnicate'"),
        ([], "required: COMMAND"),
        (["serve", "--port", "eighty"], "'eighty' is not a whole number from 1 to 65535"),
        (["serve", "--processes", "0"], "'0' is not a whole number from 1 to 512"),
        (["demo", "--at", "noon"], "'noon' is no moment such as 2026-12-18T15:00"),
        (["council", "load"], "required: FILE"),
        (
            ["ask", "southend", "correspondence.copy", "actor=officer", "actor=councillor"],
            "actor is given twice",
        ),
        (
            [
                "protocol",
                "compare",
                "southend",
                "wantage",
                "--act",
                "correspondence.copy",
                "--fact",
                "actor=officer",
                "--fact",
                "actor=councillor",
            ],
            "actor is given twice",
        ),
    ],
)
def test_what_is_typed_wrongly_is_said(arguments: list[str], sentence: str, tmp_path: Path) -> None:
    assert sentence in said(moothall(*arguments, home=tmp_path))


def test_a_database_that_lacks_tables_is_said_not_repaired(tmp_path: Path) -> None:
    refused = moothall("council", "load", "x.yaml", home=tmp_path)
    assert said(refused) == (
        "moothall: the database is not up to date. Run `moothall migrate` first."
    )


def test_migrate_says_what_it_does_and_then_commands_run(tmp_path: Path) -> None:
    migrated = moothall("migrate", home=tmp_path)
    assert migrated.returncode == 0, migrated.stderr
    assert "Bringing the database up to date" in migrated.stderr
    again = moothall("migrate", home=tmp_path)
    assert (again.returncode, again.stderr) == (0, "")
    missing = moothall("council", "load", str(tmp_path / "none.yaml"), home=tmp_path)
    assert "none.yaml:1: The file cannot be read" in said(missing)


def test_a_council_is_brought_in_from_its_file(tmp_path: Path) -> None:
    moothall("migrate", home=tmp_path)
    file = Path(cli.__file__).parent / "demonstration" / "wantage.yaml"
    loaded = moothall("council", "load", str(file), home=tmp_path)
    assert (loaded.returncode, loaded.stderr) == (0, "")
    assert loaded.stdout == "Wantage Town Council (demonstration): 16 people.\n"


def test_a_council_with_mistakes_is_refused_with_all_of_them(tmp_path: Path) -> None:
    moothall("migrate", home=tmp_path)
    good = (Path(cli.__file__).parent / "demonstration" / "wantage.yaml").read_text()
    file = tmp_path / "bad.yaml"
    file.write_text(good.replace("ward: mill-stream", "ward: mil-stream", 2))
    refused = moothall("council", "load", str(file), home=tmp_path)
    assert refused.returncode == 2
    assert refused.stderr.count("Did you mean 'mill-stream'?") == 2
    assert "bad.yaml:" in refused.stderr


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"DATABASE_URL": "postgres://x@127.0.0.1:1/none"}, "the database cannot be used: "),
        ({"DATABASE_URL": "nonsense"}, "a setting cannot be used: "),
        ({"MOOTHALL_SMTP_PORT": "post"}, "a setting cannot be used: "),
        ({"MOOTHALL_HOME": "/proc/no/such"}, "the data folder cannot be used ("),
    ],
)
def test_a_machine_that_cannot_is_said(
    environment: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    home = Path(environment.pop("MOOTHALL_HOME", str(tmp_path)))
    assert sentence in said(moothall("migrate", home=home, **environment))


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_that_is_taken_is_said_before_anything_is_loaded(
    command: str, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = moothall(command, f"--port={port}", home=tmp_path)
    assert f"cannot listen on 127.0.0.1, port {port}: Address already in use" in said(refused)
    assert refused.stdout == ""


def test_a_reader_who_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    shown = subprocess.run(
        f"{sys.executable} -m moothall protocol show southend | head -n 1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "MOOTHALL_HOME": str(tmp_path)},
    )
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.strip()
