"""The pages of the app in Chromium: tests set a time and wait for what is shown."""

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
STUDY = "/studies/doctrine"
FOOTPRINT = "/reach?kind=footprint&system=thaad&target=ballistic-missile-600km"


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
    assert lead(page).startswith("In short: ")
    verdict = page.locator("[data-answer=law] .said").inner_text().replace("\xa0", " ")
    page.locator("[data-answer=law] a").click()
    page.wait_for_selector("main[data-ready] iframe")
    assert page.url.endswith("/answers/law")
    assert lead(page) == verdict
    frame = page.frame_locator("iframe")
    frame.locator("h1").first.wait_for()
    page.go_back()
    page.wait_for_selector(".card")


def test_the_slider_of_reach_redraws_polygon_and_sentence(opened):
    page = opened.open("/reach?system=s-400&target=fighter&altitude_m=100")
    page.wait_for_selector("main[data-loaded=yes]")
    assert lead(page).startswith("At 100 m the S-400 regiment")
    page.wait_for_selector("main[data-values=yes]")
    low, said = shapes(page, "reach"), lead(page)
    assert " alone, from " in said
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
    page.get_by_role("checkbox", name="cruise missiles").uncheck()
    page.wait_for_url(re.compile("classes=aircraft"))
    page.reload()
    page.wait_for_selector("main[data-ready]")
    assert not page.get_by_role("checkbox", name="cruise missiles").is_checked()
    assert page.get_by_role("checkbox", name="aircraft", exact=True).is_checked()


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
    page = opened.open("/runs?start=single_battery")
    change = page.get_by_label("Change a field (PATH=VALUE)")
    now = page.locator("form.start + [role=status]")
    page.wait_for_selector("datalist option[value='doctrine.salvo=']", state="attached")
    change.fill("doctrine.salvo=1")
    assert now.inner_text() == "doctrine.salvo is 1 now."
    change.fill("catalogue.92n6e.antenna_height=30 m")
    assert now.inner_text().startswith("antenna height of the 92N6E engagement radar is ")
    change.fill("salvo")
    assert re.search(r"fields? contain.* doctrine.salvo", now.inner_text())
    change.fill("doctrine.salvos=1")
    assert now.inner_text() == "No field of this scenario contains doctrine.salvos."
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_function("() => document.querySelector('[role=alert]').textContent.length > 0")
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
        """() => {
        const canvas = document.querySelector('.globe canvas');
        const copy = document.createElement('canvas');
        copy.width = canvas.width;
        copy.height = canvas.height;
        const pen = copy.getContext('2d');
        pen.drawImage(canvas, 0, 0);
        const { data } = pen.getImageData(0, 0, copy.width, copy.height);
        return new Set(new Uint32Array(data.buffer)).size > 8;
        }"""
    )
    assert [url for url in loaded if "globe" in url]
    assert "view=globe" in page.url
    page.get_by_role("button", name="Globe").click()
    page.wait_for_selector(".globe", state="hidden")


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/reach?altitude_m=100&beside=patriot", FOOTPRINT, RAID, "/runs", "/runs/first"),
        *("/runs/compare?run=first&run=second", STUDY, "/answers/claims"),
    ],
)
def test_pages_have_no_fault_of_accessibility(site, chromium, path):
    from browsing import watched

    with watched(chromium, site, color_scheme="light", bypass_csp=True) as one:
        page = one.open(path)
        if path.startswith("/reach"):
            page.wait_for_selector("main[data-loaded=yes]")
        page.add_script_tag(path=str(AXE))
        assert faults(page) == []
        in_dark_colours(page)
        assert faults(page) == []


def in_dark_colours(page):
    """Let the system change to dark; the page follows."""
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector("html[data-theme=dark]")


def faults(page, *rules):
    """Return what axe finds wrong by these rules, or by all, each with the first elements."""
    options = {"iframes": False} | ({"runOnly": list(rules)} if rules else {})
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        (fault["id"], [node["html"][:160] for node in fault["nodes"]][:3])
        for fault in found["violations"]
    ]


@pytest.mark.parametrize("answer", ["deal", "law", "claims"])
def test_the_framed_page_follows_the_theme_and_stays_legible(site, chromium, answer):
    from browsing import watched

    with watched(chromium, site, color_scheme="light", bypass_csp=True) as one:
        page = one.open(f"/answers/{answer}")
        frame = page.frame_locator("iframe")
        frame.locator("html[data-theme=light] h1").wait_for()
        in_dark_colours(page)
        frame.locator("html[data-theme=dark] h1").wait_for()
        colour = "body => getComputedStyle(body).backgroundColor"
        ground = page.locator("body").evaluate(colour)
        assert frame.locator("body").evaluate(colour) == ground
        assert page.goto(f"{site}/pages/answers/{answer}").status == 200
        page.add_script_tag(path=str(AXE))
        for theme in ("light", "dark"):
            page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
            assert faults(page, "color-contrast", "link-in-text-block") == [], theme
        assert one.wrong == []


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
        for path in ("/", "/reach", RAID, "/runs", "/runs/first", STUDY):
            page = one.open(path)
            if path == "/reach":
                page.wait_for_selector("main[data-loaded=yes]")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
            charts = page.eval_on_selector_all(
                "figure.chart svg", "all => all.map(one => one.getBoundingClientRect().right)"
            )
            assert max(charts, default=0) <= 390, path
            if path in ("/reach", RAID):
                bar, note = (
                    page.locator(name).first.bounding_box()
                    for name in (".ol-scale-line", ".map-note")
                )
                assert bar["y"] + bar["height"] <= note["y"], path
        assert one.wrong == []


def test_a_phone_shows_the_columns_of_runs_that_fit(site, chromium):
    from browsing import watched

    with watched(chromium, site, viewport={"width": 390, "height": 844}) as one:
        page = one.open("/runs")
        page.wait_for_selector("[data-run=first] input", state="attached")
        row = page.locator("[data-run=first]")
        assert row.locator("td:visible, th:visible").count() == 4
        assert row.get_by_role("link", name="Play back first").is_visible()
        box = page.locator(".scroll").first
        assert box.evaluate("box => box.scrollWidth <= box.clientWidth")


def test_a_study_shows_map_tornado_and_curves(opened):
    page = opened.open(STUDY)
    study = page.evaluate("fetch('/api/studies/doctrine').then(answer => answer.json())")
    assert lead(page) == study["sentences"][0].replace("\xa0", " ")
    cells = page.locator("figure.chart", has_text="Leakers over two factors").locator("svg")
    points = study["found"]["points"]
    assert cells.locator("rect").count() == len(points) == 4
    assert page.locator("figure.chart", has_text="8 in 10 draws").count() == len(study["responses"])
    assert study["responses"]

    tornado = page.locator("figure.chart", has_text="What the number of leakers depends on")
    assert "share of the variance between draws (total index)" in tornado.inner_text()
    inputs = next(s for s in points[0]["sensitivities"] if s["measure"] == "leaked")["inputs"]
    stands_out = {one["name"] for one in inputs if one["significant"]}
    fills = tornado.locator("rect").evaluate_all("all => all.map(one => one.getAttribute('fill'))")
    blue, pale = "var(--blue)", "var(--line)"
    assert fills == [blue] * fills.count(blue) + [pale] * fills.count(pale)
    assert fills.count(blue) == len(stands_out) >= 1
    assert fills.count(pale) >= 1
    with page.expect_download() as saved:
        tornado.get_by_role("button", name="Save as CSV").click()
    rows = Path(saved.value.path()).read_text().splitlines()[1:]
    assert {row.split(",")[0] for row in rows[: len(stands_out)]} == stands_out


def test_the_tornado_names_what_stands_out_without_a_share(opened):
    """It is listed first, where the draws give it no index."""
    page = opened.page

    def without_first_index(route):
        answer = route.fetch()
        study = answer.json()
        measures = study["found"]["points"][0]["sensitivities"]
        inputs = next(one for one in measures if one["measure"] == "leaked")["inputs"]
        inputs[0] |= {"total": None, "first": None, "significant": True}
        route.fulfill(response=answer, json=study)

    page.route("**/api/studies/doctrine", without_first_index)
    opened.open(STUDY)
    tornado = page.locator("figure.chart", has_text="What the number of leakers depends on")
    assert "stands out; its share needs more draws" in tornado.inner_text()


def made_up_input(name, total, *, significant=False, reason=""):
    """Return an input of a study; ``total`` is value and interval, None where there is none."""
    return {"name": name, "total": total, "first": total, "significant": significant,
            "reason": reason, "needed_draws": None if total else 999}  # fmt: skip


def test_the_tornado_draws_the_numbers_that_it_gets(opened):
    """Bars go with the index and none is negative; at most 15, what stands out first."""
    known = "9m96e2.kill_probability.cruise_missile"
    inputs = [
        made_up_input("half", [0.5, 0.4, 0.6], significant=True),
        made_up_input("below", [-0.02, -0.1, 0.05]),
        made_up_input("group", None, significant=True, reason="too few draws"),
        made_up_input(known, [0.25, 0.2, 0.3], significant=True),
        *(made_up_input(f"small {n}", [0.01, 0, 0.02]) for n in range(14)),
    ]

    def made_up(route):
        answer = route.fetch()
        study = answer.json()
        for one in study["found"]["points"][0]["sensitivities"]:
            if one["measure"] == "leaked":
                one |= {"kind": "indices", "inputs": inputs, "unseen": None, "chance_share": 0.125}
        route.fulfill(response=answer, json=study)

    opened.page.route("**/api/studies/doctrine", made_up)
    page = opened.open(STUDY)
    tornado = page.locator("figure.chart", has_text="What the number of leakers depends on")
    label = "kill probability of the 9M96E2 against cruise missiles"
    with page.expect_download() as saved:
        tornado.get_by_role("button", name="Save as CSV").click()
    rows = [row.split(",") for row in Path(saved.value.path()).read_text().splitlines()[1:]]
    assert [row[0] for row in rows[:4]] == ["half", "group", known, "below"]
    assert len(rows) == 15
    assert rows[2][1] == label
    bars = tornado.locator("rect").evaluate_all(
        "all => all.map(one => [one.querySelector('title').textContent.split(':')[0],"
        " Number(one.getAttribute('width')), one.getAttribute('fill')])"
    )
    width = {name: wide for name, wide, _ in bars}
    colour = {name: fill for name, _, fill in bars}
    assert width["half"] == pytest.approx(2 * width[known])
    assert width["half"] == pytest.approx(50 * width["small 0"])
    assert width["below"] == 0
    assert "group" not in width
    assert colour["half"] == colour[known] == "var(--blue)"
    assert colour["below"] == "var(--line)"
    words = tornado.inner_text()
    assert label in words
    assert "stands out; its share needs more draws" in words
    study = page.evaluate("fetch('/api/studies/doctrine').then(answer => answer.json())")
    one = study["labels"][known]
    assert f"{label}, {one['value']} ({one['low']} to {one['high']})" in words
    cannot = page.get_by_text("What this study cannot tell").locator("..").inner_text()
    assert "Chance, not the values, made 12.5 % of the variance" in cannot
    assert "One value has no share: too few draws." in cannot
    assert "About 999 draws would be needed" in cannot


def test_the_footprint_is_drawn_and_names_its_area(opened):
    page = opened.open(FOOTPRINT)
    page.wait_for_selector("main[data-loaded=yes]")
    drawn = shapes(page, "footprint")
    assert drawn
    assert all(len(one["places"]) > 8 for one in drawn)
    found = page.evaluate(
        "fetch('/api/footprint?system=thaad-battery&threat=ballistic-missile-600km')"
        ".then(answer => answer.json())"
    )
    assert lead(page) == found["sentence"].replace("\xa0", " ")
    area = f"{found['area_m2'] / 1e6:,.0f} km²"
    assert area in page.locator("aside").inner_text()
    assert page.get_by_label("What to show").input_value() == "footprint"


def test_a_first_calculation_says_that_kernels_are_compiled_and_for_how_long(opened):
    page, held, compiled = opened.page, [], iter(range(3, 1000))
    page.route(re.compile(r"/api/reach\?"), lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks it
    page.route("**/api/kernels", lambda route: route.fulfill(json={"compiled": next(compiled)}))
    opened.open("/reach?altitude_m=100")
    page.get_by_text("Compiling kernels, once on this machine").wait_for()
    page.wait_for_function(
        "() => /0:0[2-9] so far/.test(document.querySelector('.passed').textContent)"
    )
    held[0].continue_()
    page.wait_for_selector("main[data-loaded=yes][data-values=yes]")
    assert page.locator(".passed").count() == 0


def test_causes_have_their_meaning_and_intervals_that_any_bar_leaves_visible(opened):
    page = opened.open(RAID)
    page.wait_for_selector("#causes svg")
    causes = page.evaluate("fetch('/api/runs/first/causes').then(answer => answer.json())")
    text = page.locator("#causes").inner_text()
    listed = [one["cause"] for one in causes["lines"] if one["target_class"] == ""]
    for cause in listed:
        assert causes["meanings"][cause][1:] in text
        assert causes["remedies"][cause] in text
    assert "Colours:" not in text
    widths = {
        colour: page.locator(f"#causes [stroke='var(--{colour})'] line").count()
        for colour in ("ground", "ink")
    }
    assert widths["ground"] == len(listed)
    assert widths["ink"] >= len(listed)


def test_an_unknown_run_is_said_in_words(opened):
    page = opened.open("/runs/none")
    assert page.locator("main").get_attribute("data-ready") == "failed"
    assert "no such run" in page.locator("[role=alert]").inner_text()
    opened.wrong = [one for one in opened.wrong if "404" not in one]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/no-such-page", "There is no page at /no-such-page."),
        ("/what-if", "There is no page at /what-if."),
        ("/runs/%ff", "There is no page at /runs/%ff."),
        ("/studies/none", "There is no such study"),
        ("/raid/first?replication=60", "there is no replication 60; allowed: 0 to 59"),
        ("/answers/none", "There is no answer called none"),
    ],
)
def test_an_odd_address_is_answered_in_words(opened, path, said):
    page = opened.open(path)
    assert page.locator("main").get_attribute("data-ready") == "failed"
    assert said in page.locator("[role=alert]").inner_text()
    opened.wrong = [one for one in opened.wrong if "404" not in one and "400" not in one]


def test_a_slash_at_the_end_and_a_run_named_twice_change_nothing(opened):
    page = opened.open("/runs/")
    assert page.url.endswith("/runs")
    page = opened.open("/runs/compare?run=first&run=first")
    assert "Choose two or more runs" in page.locator("main").inner_text()
    page = opened.open("/answers/raid")
    page.wait_for_url(re.compile("/raid/"))
