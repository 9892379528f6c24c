"""The app with the keyboard alone: start, reach, raid, runs, without touching a mouse."""

import os
import re

import pytest

pytestmark = [
    pytest.mark.skipif(os.environ.get("SKYDOME_TEST_WEB") != "1", reason="make test-web runs it"),
    pytest.mark.filterwarnings("default"),
]
FOCUS = "document.activeElement"
MOST_STEPS = 80


def focused(page):
    """Return tag and name of what has the focus, and whether an outline shows it."""
    return page.evaluate(
        f"""() => {{
        const one = {FOCUS};
        const name = one.getAttribute('aria-label') || one.labels?.[0]?.innerText || one.innerText;
        return [one.tagName, (name || '').trim(), getComputedStyle(one).outlineStyle !== 'none'];
        }}"""
    )


def tab_to(page, tag, name):
    """Press Tab until a control has the focus; every stop on the way has to be visible."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        found, said, outlined = focused(page)
        if found != "BODY":
            assert outlined, (found, said)
        if found == tag and re.match(name, said):
            return
    raise AssertionError(f"Tab never reaches {tag} {name}")


def test_a_walk_from_start_to_runs(opened):
    page = opened.open("/")
    tab_to(page, "A", "Skip to the page")
    page.keyboard.press("Enter")
    assert page.evaluate(f"{FOCUS}.id") == "page"
    tab_to(page, "A", "Play the raid back|Run this raid")

    page.goto(opened.base + "/")
    page.wait_for_selector("main[data-ready]")
    tab_to(page, "A", "Reach$")
    page.keyboard.press("Enter")
    page.wait_for_selector("main[data-loaded=yes]")
    tab_to(page, "INPUT", "Target altitude")
    before = page.url
    page.keyboard.press("ArrowRight")
    page.wait_for_url(lambda url: url != before)
    altitude = re.search(r"altitude_m=([\d.]+)", page.url)
    assert altitude is not None
    assert float(altitude[1]) > 100
    tab_to(page, "DIV", "Map of reach")
    page.keyboard.press("+")
    tab_to(page, "SELECT", "Place")
    page.keyboard.press("ArrowDown")
    page.wait_for_url(re.compile("at=west-1"))
    page.wait_for_selector("main[data-loaded=yes]")

    page.goto(opened.base + "/raid/first?replication=worst")
    page.wait_for_selector("main[data-ready]")
    tab_to(page, "BUTTON", "Play")
    tab_to(page, "BUTTON", "Next event")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"[?&]t=[1-9]"))
    tab_to(page, "SUMMARY", ".")
    page.keyboard.press("Enter")
    tab_to(page, "BUTTON", "Show its arrival")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("object="))

    page.goto(opened.base + "/runs")
    page.wait_for_selector("[data-run=first] input", state="attached")
    tab_to(page, "INPUT", "Replications")
    page.keyboard.press("Control+a")
    page.keyboard.type("0")
    tab_to(page, "BUTTON", "Start")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('input:invalid') !== null")
    tab_to(page, "A", "first")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/runs/first$"))
