"""The worst replication of two_front as CZML, KML and GeoJSON, opened by a browser's viewers.

Cesium plays CZML and KML without a token; OpenLayers shows KML and GeoJSON. `make test-web` runs
this; the pictures stay in ``SKYDOME_PICTURES`` where that names a folder. The viewers are bundled
with the packages of ``app/node_modules``.
"""

import os
import shutil
import threading
from collections import Counter
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from runpy import run_path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from skydome.export.replay import FORMATS, scene_of
from skydome.study import named_replication

ROOT = Path(__file__).parents[2]
EXPORTS, PACKAGES = Path(__file__).with_name("exports"), ROOT / "app" / "node_modules"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OPTIONS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
SIZE = {"width": 640, "height": 400}  # Cesium draws in software: its time goes with the pixels
# What OpenLayers draws a placemark with whose style names no picture; here it gets a disc.
PUSHPIN = "https://maps.google.com/mapfiles/kml/pushpin/ylw-pushpin.png"
COVERED = 0.2  # of the picture, by the defence's reach alone
LONGEST_MS = 240_000  # geometry is drawn without a graphics card

pytestmark = [
    pytest.mark.skipif(os.environ.get("SKYDOME_TEST_WEB") != "1", reason="make test-web runs it"),
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    pytest.mark.skipif(
        not (PACKAGES / "@cesium" / "engine").is_dir(), reason="npm ci was not run in app/"
    ),
]


@pytest.fixture(scope="module")
def scene(two_front):
    return scene_of(two_front, named_replication(two_front, "worst"))


class Handler(SimpleHTTPRequestHandler):
    """Serves the bundle, the exports, and of Cesium what it loads while it runs."""

    CESIUM = PACKAGES / "@cesium" / "engine"
    PLACES = (("Workers", CESIUM / "Build" / "Workers"), ("Assets", CESIUM / "Source" / "Assets"),
              ("ThirdParty", CESIUM / "Build" / "ThirdParty"))  # fmt: skip

    def translate_path(self, path):
        """Return the file of an address; what is below /cesium/ comes from the package."""
        for name, folder in self.PLACES:
            if path.startswith(f"/cesium/{name}/"):
                rest = path.partition("?")[0].removeprefix(f"/cesium/{name}/")
                return str(folder / rest)
        return super().translate_path(path)

    def log_message(self, *_words):
        """Say nothing."""


@pytest.fixture(scope="module")
def address(scene, tmp_path_factory):
    """Return the address of a server of the viewers and the exports."""
    folder = tmp_path_factory.mktemp("viewers")
    options = ["--config", EXPORTS / "vite.config.js", "--outDir", folder, "--logLevel", "error"]
    run_path(str(ROOT / "packaging" / "build_app.py"))["npm"](
        "exec", "--offline", "--", "vite", "build", *map(str, options)
    )
    for name in ("czml", "kml", "geojson"):
        (folder / f"worst.{name}").write_bytes(FORMATS[name].write(scene))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield launched
        launched.close()


def disc():
    """Return a white disc as PNG, which a style colours."""
    picture = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((8, 8, 56, 56), fill="white", outline="black", width=3)
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


class Viewer:
    """A page with a viewer; whatever it complains of or asks of another machine is kept."""

    def __init__(self, browser, address, name):
        self.complaints, self.elsewhere = [], []
        self.page = browser.new_page(viewport=SIZE)
        self.page.set_default_timeout(LONGEST_MS)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda said: said.type == "error" and self.complaints.append(said.text),
        )
        self.page.route("**/*", partial(self._answer, address))
        self.page.add_init_script(f"window.CESIUM_BASE_URL = '{address}/cesium/'")
        self.page.goto(f"{address}/{name}.html")
        self.page.wait_for_function("window.ready")

    def _answer(self, address, route):
        if route.request.url.startswith((address, "data:", "blob:")):
            route.continue_()
        elif route.request.url == PUSHPIN:
            route.fulfill(body=disc(), content_type="image/png")
        else:
            self.elsewhere.append(route.request.url)
            route.abort()

    def call(self, name, *words):
        """Call a function of the page and return what it promises."""
        return self.page.evaluate(f"words => window.{name}(...words)", list(words))

    def picture(self, name):
        """Return the page's pixels, and keep them where a folder is named."""
        drawn = self.page.screenshot(timeout=LONGEST_MS)
        if folder := os.environ.get("SKYDOME_PICTURES"):
            (Path(folder) / f"{name}.png").write_bytes(drawn)
        return np.asarray(Image.open(BytesIO(drawn)).convert("RGB")).reshape(-1, 3)


@pytest.fixture
def opened(browser, address):
    viewers = []

    def open_viewer(name):
        viewers.append(Viewer(browser, address, name))
        return viewers[-1]

    yield open_viewer
    for viewer in viewers:
        viewer.page.close()
        assert viewer.complaints == []
        assert viewer.elsewhere == []


def around(scene):
    """Return the rectangle of the defence, in degrees, with a margin."""
    north, east = zip(*(node.place[:2] for node in scene.nodes), strict=True)
    return min(east) - 2, min(north) - 2, max(east) + 2, max(north) + 2


def painted(pixels):
    """Return the share of pixels that do not have the colour of the ground, the most frequent."""
    _, counts = np.unique(pixels, axis=0, return_counts=True)
    return 1 - counts.max() / counts.sum()


def test_cesium_plays_czml_without_a_token(scene, opened):
    viewer = opened("cesium")
    found = viewer.call("show", "worst.czml")
    kinds = Counter(one["id"].partition("/")[0] for one in found if "/" in one["id"])
    assert kinds["threat"] == scene.counts["set_out"]
    assert kinds["shot"] == scene.counts["launch"]
    assert kinds["intercept"] == scene.counts["intercept"]
    assert kinds["site"] == len(scene.nodes)
    assert kinds["asset"] == len(scene.scenario.assets)
    assert kinds["coverage"] == sum(len(one.rings) for one in scene.contours)
    assert kinds["track"] == sum(one.until_s > one.from_s for one in scene.held)

    moment = 760.0
    then = viewer.call("at", moment)
    flying = {
        f"threat/{name}"
        for name, flight in scene.flights.items()
        if flight.time_s[0] <= moment <= flight.until_s
    }
    assert {one for one in then["placed"] if one.startswith("threat/")} == flying
    viewer.call("look", *around(scene))
    assert viewer.call("drawn") == []
    assert painted(viewer.picture("czml")) > COVERED


def test_cesium_opens_kml(scene, opened):
    viewer = opened("cesium")
    found = viewer.call("show", "worst.kml")
    folders = Counter(one["parent"] for one in found if one["parent"])
    assert folders["Threats"] == scene.counts["set_out"]
    assert folders["Engagements"] == scene.counts["launch"]
    assert folders["Intercepts"] == scene.counts["intercept"]
    assert folders["Defence"] == len(scene.nodes)
    assert folders["Assets"] == len(scene.scenario.assets)
    viewer.call("at", 760.0)
    viewer.call("look", *around(scene))
    assert viewer.call("drawn") == []
    assert painted(viewer.picture("kml-cesium")) > COVERED


def test_openlayers_opens_kml(scene, opened):
    viewer = opened("openlayers")
    found = viewer.call("show", "worst.kml")
    types = Counter(one["type"] for one in found)
    assert len(found) == (
        len(scene.nodes)
        + len(scene.scenario.assets)
        + len(scene.contours)
        + scene.counts["set_out"]
        + scene.counts["launch"]
        + scene.counts["intercept"]
    )
    # OpenLayers reads gx:Track as a line whose last coordinate is the time.
    tracks = [one for one in found if one["layout"] == "XYZM"]
    assert len(tracks) == scene.counts["set_out"]
    assert types["Point"] >= len(scene.nodes) + len(scene.scenario.assets)
    assert painted(viewer.picture("kml-openlayers")) > COVERED


def test_openlayers_opens_geojson(scene, opened):
    viewer = opened("openlayers")
    kinds = Counter(one["kind"] for one in viewer.call("show", "worst.geojson"))
    assert kinds == {
        "site": len(scene.nodes),
        "asset": len(scene.scenario.assets),
        "coverage": len(scene.contours),
        "threat": scene.counts["set_out"],
        "engagement": scene.counts["launch"],
        "intercept": scene.counts["intercept"],
    }
    assert painted(viewer.picture("geojson-openlayers")) > COVERED
