"""The pages of the app in Chromium. Tests set a time and wait for what is shown, never for frames."""

import json
import os
import re
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.skipif(os.environ.get("SKYDOME_TEST_WEB") != "1", reason="make test-web runs it"),
    pytest.mark.filterwarnings("default"),
]

AXE = Path(__file__).parents[2] / "app" / "node_modules" / "axe-core" / "axe.min.js"
# Median time of a request is milliseconds; a replication is played again, which may compile.
RAID = "/raid/first?replication=worst"


def shapes(page, layer):
    return page.eval_on_selector(".map", f"box => box.adapter.shapes('{layer}')")


def lead(page):
    return page.locator(".verdict .lead").inner_text().replace("\xa0", " ")


def set_slider(page, label, value):
    page.get_by_label(label).first.evaluate(
        "(input, value) => { input.value = value; input.dispatchEvent(new Event('input')); }",
        str(value),
    )


def test_start_has_four_answers_each_one_click_deeper(opened):
    page = opened.open("/")
    cards = page.locator(".card")
    assert cards.count() == 4
    for card in cards.all():
        assert re.search(r"\d", card.inner_text())
    page.locator("[data-answer=law] a").click()
    page.wait_for_selector("main[data-ready] iframe")
    assert page.url.endswith("/answers/law")
    frame = page.frame_locator("iframe")
    frame.locator("h1").first.wait_for()
    page.go_back()
    page.wait_for_selector(".card")


def test_the_slider_of_reach_redraws_polygon_and_sentence(opened):
    page = opened.open("/reach?system=s-400&target=fighter&altitude_m=100")
    page.wait_for_selector("main[data-loaded=yes]")
    low, said = shapes(page, "reach"), lead(page)
    assert "100 m" in said
    assert page.locator(".values li").count() >= 1
    slider = page.get_by_label("Target altitude").first
    last = int(slider.get_attribute("max"))
    set_slider(page, "Target altitude", last)
    high = shapes(page, "reach")

    def width(found):
        return max(max(x for x, _ in one["places"]) - min(x for x, _ in one["places"])
                   for one in found if one["id"].startswith("engage"))  # fmt: skip

    assert width(high) > 2 * width(low)
    assert lead(page) != said
    altitude = re.search(r"altitude_m=([\d.]+)", page.url)
    page.reload()
    page.wait_for_selector("main[data-loaded=yes]")
    assert int(slider.input_value()) == last
    assert altitude is not None


def test_a_raid_is_shown_at_the_time_of_its_address_and_steps_to_events(opened):
    page = opened.open(f"{RAID}&t=600")
    slider = page.get_by_label("Time of the raid, seconds")
    assert slider.input_value() == "600"
    assert "10:00" in page.locator(".time-row output").inner_text()
    raid = page.evaluate("fetch('/api/runs/first/raid/worst').then(answer => answer.json())")
    times = [event["t_s"] for event in raid["events"]]
    page.get_by_role("button", name="Next event").click()
    after = min(time for time in times if time > 600)
    assert float(slider.input_value()) == pytest.approx(after, abs=0.5)
    set_slider(page, "Time of the raid, seconds", 0)
    page.wait_for_url(re.compile(r"[?&]t=0(&|$)"))
    assert page.get_by_role("button", name="Play").count() == 1


def test_an_object_is_followed_and_a_class_is_filtered(opened):
    page = opened.open(f"{RAID}&t=600&object=fighters-1")
    assert page.get_by_label("Follow an object (or click it)").input_value() != ""
    page.get_by_label("cruise missiles").uncheck()
    page.wait_for_url(re.compile("classes=aircraft"))
    page.reload()
    page.wait_for_selector("main[data-ready]")
    assert not page.get_by_label("cruise missiles").is_checked()
    assert page.get_by_label("aircraft", exact=True).is_checked()


def test_each_leaker_has_its_cause_and_chain(opened):
    page = opened.open(RAID)
    raid = page.evaluate("fetch('/api/runs/first/raid/worst').then(answer => answer.json())")
    assert raid["leakers"]
    shown = page.locator(".leaker")
    assert shown.count() == len(raid["leakers"])
    first = raid["leakers"][0]
    one = shown.first
    assert raid["cause_names"][first["cause"]] in one.locator("summary").inner_text()
    one.locator("summary").click()
    assert first["cause_text"] in one.inner_text()
    assert one.locator(".chain li").count() == len(first["chain"])
    one.get_by_role("button", name="Show its arrival").click()
    slider = page.get_by_label("Time of the raid, seconds")
    assert float(slider.input_value()) == pytest.approx(first["arrived_s"] - 1, abs=1)
    page.wait_for_selector("#causes svg")


def test_a_run_from_start_to_end_survives_a_reload(opened):
    page = opened.open("/runs?start=single_battery")
    page.get_by_label("Replications").fill("40")
    page.get_by_label("Change a field (PATH=VALUE)").fill("terrain.placements=1")
    page.get_by_role("button", name="Start", exact=True).click()
    job = page.wait_for_selector(".job").get_attribute("data-job")
    page.reload()
    card = page.locator(f"[data-job='{job}']")
    row = page.locator("[data-run^=single]").first
    card.or_(row).first.wait_for()
    page.wait_for_function(
        "async job => (await (await fetch('/api/jobs/' + job)).json()).state === 'done'",
        arg=job, timeout=180_000, polling=500,
    )  # fmt: skip
    name = page.evaluate("job => fetch('/api/jobs/' + job).then(a => a.json())", job)["result"]
    page.wait_for_selector(f"[data-run='{name}'] a")
    page.locator(f"[data-run='{name}'] th a").click()
    page.wait_for_selector("main[data-ready] .chart svg")
    assert "threats" in lead(page)


def test_a_wrong_setting_is_refused_in_words(opened):
    page = opened.open("/runs")
    page.get_by_label("Change a field (PATH=VALUE)").fill("doctrine.salvos=1")
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_function("document.querySelector('[role=alert]').textContent.length > 0")
    assert "salvo" in page.locator("[role=alert]").inner_text()
    opened.wrong = [one for one in opened.wrong if "400" not in one and "422" not in one]


def test_the_globe_is_loaded_when_asked_for_and_draws(opened):
    page = opened.page
    loaded = []
    page.on("request", lambda request: loaded.append(request.url))
    opened.open(f"{RAID}&t=600")
    assert not [url for url in loaded if "globe" in url]
    page.get_by_role("button", name="Globe").click()
    page.wait_for_selector(".globe canvas")
    page.wait_for_function(
        """() => { const canvas = document.querySelector('.globe canvas'), copy = document.createElement('canvas');
        copy.width = canvas.width; copy.height = canvas.height; const pen = copy.getContext('2d'); pen.drawImage(canvas, 0, 0);
        return new Set(new Uint32Array(pen.getImageData(0, 0, copy.width, copy.height).data.buffer)).size > 8; }"""
    )
    assert [url for url in loaded if "globe" in url]
    assert "view=globe" in page.url
    page.get_by_role("button", name="Globe").click()
    page.wait_for_selector(".globe", state="hidden")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/reach?altitude_m=100", RAID, "/runs", "/runs/first", "/answers/claims"])
def test_pages_have_no_fault_of_accessibility(site, chromium, path, scheme):
    from browsing import watched

    with watched(chromium, site, color_scheme=scheme, bypass_csp=True) as one:
        page = one.open(path)
        page.add_script_tag(path=str(AXE))
        found = page.evaluate("axe.run(document, {iframes: false})")
        faults = [
            (fault["id"], [node["html"][:160] for node in fault["nodes"]][:3])
            for fault in found["violations"]
        ]
        assert faults == [], json.dumps(faults, indent=1)


def test_figures_are_saved_as_svg_png_and_csv(opened):
    page = opened.open("/runs/first")
    figure = page.locator("figure.chart").first
    for kind, start in (("SVG", b"<svg"), ("PNG", b"\x89PNG"), ("CSV", b"class,")):
        with page.expect_download() as saved:
            figure.get_by_role("button", name=f"Save as {kind}").click()
        assert Path(saved.value.path()).read_bytes().startswith(start)


def test_a_phone_shows_every_page_without_scrolling_sideways(site, chromium):
    from browsing import watched

    with watched(chromium, site, viewport={"width": 390, "height": 844}) as one:
        for path in ("/", "/reach", RAID, "/runs", "/runs/first"):
            page = one.open(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert one.wrong == []


def test_an_unknown_run_is_said_in_words(opened):
    page = opened.open("/runs/none")
    assert page.locator("main").get_attribute("data-ready") == "failed"
    assert "no such run" in page.locator("[role=alert]").inner_text()
    opened.wrong = [one for one in opened.wrong if "404" not in one]
