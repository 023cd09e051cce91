"""Takes the pictures of the documentation again: the demonstration at one moment, in Chromium.

The clock stands still and everybody is invented, so that a picture changes only with its page.
Pictures are kept small: at most 256 colours, as an indexed PNG.
"""

from __future__ import annotations

import base64
import itertools
import os
import struct
import sys
import tempfile
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
MOMENT = datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("Europe/London"))
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESK, PHONE = {"width": 1100, "height": 1080}, {"width": 400, "height": 860}
PIXELS = """async address => {
  const image = new Image(); image.src = address; await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext('2d'); context.drawImage(image, 0, 0);
  const bytes = context.getImageData(0, 0, image.width, image.height).data;
  let text = '';
  for (let at = 0; at < bytes.length; at += 32768)
    text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return [image.width, image.height, btoa(text)];
}"""


@contextmanager
def demonstration() -> Iterator[str]:
    """The address of the four demonstration councils, as they stand at MOMENT."""
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(MOOTHALL_HOME=home, DJANGO_SETTINGS_MODULE="moothall.config.settings")
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.contrib.staticfiles.handlers import StaticFilesHandler
        from django.core.management import call_command
        from django.core.servers.basehttp import ThreadedWSGIServer
        from django.core.wsgi import get_wsgi_application
        from django.test.testcases import QuietWSGIRequestHandler
        from django.utils import timezone

        from moothall.config import demonstration as told

        timezone.now = lambda: MOMENT
        call_command("migrate", verbosity=0)
        list(told.load(at=MOMENT))
        server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
        server.set_app(StaticFilesHandler(get_wsgi_application()))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            server.server_close()


def case(page: Page, base: str) -> None:
    page.goto(f"{base}/wiltshire/cases/?text=school+bus")
    page.get_by_role("link", name="School bus from Sarsen Vale").click()


def home(page: Page, base: str) -> None:
    page.goto(f"{base}/southend/")


def why(page: Page, base: str) -> None:
    case(page, base)
    page.get_by_role("link", name="Why this date? Answer").click()


def refused(page: Page, base: str) -> None:
    page.goto(f"{base}/southend/cases/?text=parking")
    page.get_by_role("link", name="Visitors' parking permits").click()
    page.get_by_role("link", name="Send the answer").click()
    page.fill("[name=answer]", "A household may have two books a year. Nothing has changed.")
    summary = page.locator("main details:not([open]) > summary")
    if summary.count():
        summary.click()
    page.locator('[name=copies][value="edith-pattern"]').check()
    page.get_by_role("button", name="Send the answer").click()


# Name -> council, person, screen, what they do
Shot = tuple[str, str, dict[str, int], Callable[[Page, str], None]]
SHOTS: dict[str, Shot] = {
    "case": ("wiltshire", "xavier-xylograph", DESK, case),
    "home": ("southend", "hattie-hub", DESK, home),
    "why": ("wiltshire", "xavier-xylograph", DESK, why),
    "refused": ("southend", "sam-stencil", PHONE, refused),
}


def take(browser: Browser, base: str, shot: Shot) -> bytes:
    """One picture, of what stands on the screen without scrolling."""
    council, person, screen, act = shot
    context = browser.new_context(
        viewport={"width": screen["width"], "height": screen["height"]}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{base}/{council}/sign-in/")
    page.locator(f'button[value="{person}"]').click()
    act(page, base)
    picture = page.screenshot(animations="disabled", caret="hide")
    page.goto("about:blank")
    address = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    width, height, pixels = page.evaluate(PIXELS, address)
    context.close()
    return indexed(width, height, base64.b64decode(pixels))


def indexed(width: int, height: int, pixels: bytes) -> bytes:
    """RGBA pixels as a PNG of at most 256 colours: the most frequent, others by the nearest."""
    colours = [colour for (colour,) in struct.iter_unpack("<I", pixels)]
    kept = [colour for colour, _ in Counter(colours).most_common(256)]
    place = {colour: number for number, colour in enumerate(kept)}
    for colour in set(colours) - set(place):
        place[colour] = min(range(len(kept)), key=lambda one: _apart(kept[one], colour))
    numbers = bytes(place[colour] for colour in colours)
    rows = b"".join(b"\0" + numbers[at : at + width] for at in range(0, len(numbers), width))
    palette = b"".join(struct.pack("<I", colour)[:3] for colour in kept)
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", palette),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(itertools.starmap(_chunk, chunks))


def _apart(one: int, other: int) -> int:
    return sum(((one >> shift & 255) - (other >> shift & 255)) ** 2 for shift in (0, 8, 16))


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def main() -> int:
    found = next((one for one in CHROMIUM if Path(one).exists()), None)
    if found is None:
        print("Chromium is not installed: tools/system_packages.sh installs it", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with demonstration() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        for name, shot in SHOTS.items():
            (IMAGES / f"{name}.png").write_bytes(take(browser, base, shot))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
