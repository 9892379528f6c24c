"""Pictures of every page of the browser app: light, dark, and on a phone.

    make app
    python docs/figures/app_screenshots.py [FOLDER [PAGE …]]

The folder is a workspace with the runs two_front and single_battery and the study small, by default
this checkout. Without names of pages all are taken.
Pictures go to docs/images/app, in 256 colours.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from browsing import browser, watched  # noqa: E402
from served import serving  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

OUT = ROOT / "docs" / "images" / "app"
DESKTOP, PHONE = {"width": 1280, "height": 720}, {"width": 390, "height": 844}
COLOURS, OF_VIVID, VIVID = 256, 64, 90
SLOWEST_MS = 240_000  # a reach that was never computed
SETTLED_MS = 1500  # lines and relief arrive after the page


def _loaded(page: Page) -> None:
    page.wait_for_selector("main[data-loaded=yes]", timeout=SLOWEST_MS)


def _leaker(page: Page) -> None:
    page.locator(".leaker summary").first.click()
    page.evaluate("scrollTo(0, 0)")


def _globe(page: Page) -> None:
    page.get_by_role("button", name="Globe").click()
    page.wait_for_selector(".globe canvas")
    page.wait_for_timeout(3 * SETTLED_MS)


def _causes(page: Page) -> None:
    page.wait_for_selector("#causes svg", timeout=SLOWEST_MS)
    page.locator("#causes").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#causes').scrollIntoView()")


def _framed(page: Page) -> None:
    page.frame_locator("iframe").locator("html[data-theme] h1").wait_for(timeout=SLOWEST_MS)


RAID = "/raid/two_front?replication=worst&t=780"
PAGES: dict[str, tuple[str, Callable[[Page], None] | None]] = {
    "start": ("/", None),
    "reach": (
        "/reach?system=s-400&target=fighter&altitude_m=100&terrain=shipped&beside=patriot",
        _loaded,
    ),
    "footprint": (
        "/reach?kind=footprint&system=thaad&target=ballistic-missile-600km",
        _loaded,
    ),
    "raid": (RAID, _leaker),
    "globe": (RAID, _globe),
    "causes": (RAID, _causes),
    "runs": ("/runs", None),
    "run": ("/runs/two_front", None),
    "compare": ("/runs/compare?run=two_front&run=single_battery", None),
    "study": ("/studies/small", None),
    "deal": ("/answers/deal", _framed),
    "law": ("/answers/law", _framed),
    "claims": ("/answers/claims", _framed),
}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": DESKTOP, "color_scheme": "light"},
    "dark": {"viewport": DESKTOP, "color_scheme": "dark"},
    "phone": {"viewport": PHONE, "color_scheme": "light"},
}


def _save(picture: bytes, name: str) -> None:
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(palette=_palette(image), dither=Image.Dither.NONE).save(
        OUT / f"{name}.png", optimize=True
    )


def _palette(image: Image.Image) -> Image.Image:
    """Return the colours of a picture, some of them from its vivid pixels alone.

    Else the few pixels of a symbol's colour would be lost to the shades of the relief.
    """
    pixels = np.asarray(image).reshape(-1, 3)
    vivid = pixels[np.ptp(pixels, axis=1) > VIVID]
    colours = [image.quantize(COLOURS - OF_VIVID).convert("RGB").getcolors(COLOURS) or []]
    if len(vivid):
        few = Image.fromarray(vivid[None]).quantize(OF_VIVID).convert("RGB")
        colours.append(few.getcolors(COLOURS) or [])
    found = [part for each in colours for _, colour in each for part in colour]
    made = Image.new("P", (1, 1))
    made.putpalette(found + found[:3] * (COLOURS - len(found) // 3))
    return made


def main() -> None:
    """Make all pictures."""
    workspace = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    OUT.mkdir(parents=True, exist_ok=True)
    with serving(workspace) as server, browser() as chromium:
        for page_name in sys.argv[2:] or PAGES:
            path, act = PAGES[page_name]
            for look, context in LOOKS.items():
                with watched(chromium, f"http://127.0.0.1:{server.port}", **context) as one:
                    page = one.open(path)
                    if act is not None:
                        act(page)
                    page.wait_for_timeout(SETTLED_MS)
                    _save(page.screenshot(), f"{page_name}-{look}")
                    print(f"{page_name}-{look}", *one.wrong)


if __name__ == "__main__":
    main()
