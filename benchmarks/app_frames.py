"""The app's maps without a graphics card: first paint, frames, seeks; map and globe in one run.

    make app
    python benchmarks/app_frames.py WORKSPACE RUN

A stored run's replication is asked for once; its threats are repeated until 300 move, and the
browser gets that in place of the server's answer. Frames are counted while the clock runs at a
speed at which all of them stay in the air. Times depend on the machine and on what else it does;
the ratio of globe to map is of one run.
"""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from browsing import browser, watched  # noqa: E402
from served import serving  # noqa: E402

if TYPE_CHECKING:
    from browsing import Watched

OBJECTS, ROUNDS, MEASURE_MS, SEEKS = 300, 3, 4_000, 15
LENGTH_S, STEP_S = 3_600.0, 10.0
FRAMES = """ms => new Promise(done => {
  const start = performance.now();
  let frames = 0;
  const tick = now => {
    frames += 1;
    if (now - start < ms) requestAnimationFrame(tick);
    else done(1000 * frames / (now - start));
  };
  requestAnimationFrame(tick); })"""
# From the input's event until the frame after it was drawn.
SEEK = """t => new Promise(done => {
  const slider = document.querySelector('.time-row input'), start = performance.now();
  slider.value = t; slider.dispatchEvent(new Event('input'));
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now() - start);
    channel.port2.postMessage(0);
  }); })"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def crowded(raid: dict[str, Any], number: int) -> dict[str, Any]:
    """Return a raid in which this number of threats flies all the time, each on its own way."""
    lon, lat = raid["centre"]["lon_deg"], raid["centre"]["lat_deg"]
    steps = int(LENGTH_S / STEP_S) + 1
    kinds = raid["threats"]
    threats = []
    for n in range(number):
        east, north = (n % 20 - 10) * 0.35, (n // 20 - 8) * 0.3
        drift = [(k / steps - 0.5) * 3 for k in range(steps)]
        threats.append(
            kinds[n % len(kinds)]
            | {
                "id": n,
                "name": f"object-{n}",
                "t_s": [k * STEP_S for k in range(steps)],
                "lon_deg": [lon + east + d for d in drift],
                "lat_deg": [lat + north + 0.3 * d for d in drift],
                "altitude_m": [5_000] * steps,
                "end": "flying",
                "end_s": LENGTH_S,
            }
        )
    return raid | {"threats": threats, "duration_s": LENGTH_S, "leakers": [], "causes": {}}


def measure(one: Watched, path: str, *, globe: bool) -> dict[str, float]:
    """Return first paint in ms, frames per second, and the median seek in ms."""
    page = one.open(path)
    paint = page.evaluate(PAINT)
    if globe:
        page.get_by_role("button", name="Globe").click()
        page.wait_for_selector(".globe canvas")
    page.wait_for_timeout(2_000)
    seeks = [page.evaluate(SEEK, 200 + 150 * n) for n in range(SEEKS)]
    page.get_by_label("Speed of the playback").select_option("60")
    page.get_by_role("button", name="Play").click()
    frames = page.evaluate(FRAMES, MEASURE_MS)
    return {"first_paint_ms": paint, "frames_s": frames, "seek_ms": statistics.median(seeks)}


def show(*words: object) -> None:
    """Print a line at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Print the figures of map and globe, round by round, and their medians."""
    workspace, run = Path(sys.argv[1]), sys.argv[2]
    rows: dict[str, list[dict[str, float]]] = {"map": [], "globe": []}
    with serving(workspace) as server, browser() as chromium:
        base = f"http://127.0.0.1:{server.port}"
        raid = crowded(server.ask(f"/api/runs/{run}/raid/worst").json(), OBJECTS)
        for _ in range(ROUNDS):
            for name, found in rows.items():
                with watched(chromium, base) as one:
                    body = json.dumps(raid)
                    one.page.route(
                        "**/raid/worst",
                        lambda route, _=None, body=body: route.fulfill(
                            body=body, content_type="application/json"
                        ),
                    )
                    path = f"/raid/{run}?replication=worst&t=200"
                    found.append(measure(one, path, globe=name == "globe"))
                    show(name, {key: round(value, 1) for key, value in found[-1].items()})
    for name, found in rows.items():
        medians = {key: statistics.median(one[key] for one in found) for key in found[0]}
        show(f"median {name}, {OBJECTS} objects:", {k: round(v, 1) for k, v in medians.items()})


if __name__ == "__main__":
    main()
