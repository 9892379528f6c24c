import base64
import re
from html.parser import HTMLParser

import pytest

from skydome.analysis import summarise
from skydome.coverage.question import stated_target
from skydome.errors import InputError
from skydome.report import write_report
from skydome.scenario import load
from skydome.study import read_result, simulate

TITLE = 'One <script>battery</script> & "two" fighters'
SECTIONS = (
    *(
        "findings",
        "leakers",
        "map",
        "ranges",
        "assets",
        "missiles",
        "batteries",
        "timeline",
        "worst",
    ),
    *("policy", "not", "inputs", "sources", "cite"),
)


class Reader(HTMLParser):
    """Collects what a browser would load or show."""

    def __init__(self):
        super().__init__()
        self.tags, self.sources, self.links, self.ids, self.text = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        self.ids.append(given.get("id"))
        self.sources += [given[name] for name in ("src", "srcset", "data") if name in given]
        if "href" in given:
            self.links.append((given["href"], "sources" in self.ids))

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def folder(examples, tmp_path_factory):
    scenario = load(examples / "single_battery.yaml")
    scenario = scenario.model_copy(update={"replications": 16, "title": TITLE})
    return simulate(scenario).save(tmp_path_factory.mktemp("report") / "result")


@pytest.fixture(scope="module")
def page(folder):
    return write_report(folder).read_text("utf-8")


@pytest.fixture(scope="module")
def read(page):
    reader = Reader()
    reader.feed(page)
    return reader


def test_the_page_loads_nothing(page, read):
    assert not {"script", "link", "iframe", "object", "embed", "base"} & set(read.tags)
    assert len(read.sources) == 6
    assert all(source.startswith("data:image/svg+xml;base64,") for source in read.sources)
    assert all(link.startswith("#") or sources for link, sources in read.links)
    style = page[page.index("<style>") : page.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    assert " on" not in {tag[:3] for tag in re.findall(r"<[^>]*\s(on\w+=)", page)}


def test_the_figures_load_nothing(read):
    for source in read.sources:
        figure = base64.b64decode(source.partition(",")[2]).decode("utf-8")
        assert "<script" not in figure
        for address in re.findall(r'href="([^"]*)"', figure):
            assert address.startswith(("#", "data:image/png;base64,"))


def test_links_within_the_page_lead_somewhere(read):
    assert {link[1:] for link, _ in read.links if link.startswith("#")} <= set(read.ids)


def test_every_section_is_there_in_order(read):
    assert [name for name in read.ids if name in SECTIONS] == list(SECTIONS)


def test_a_title_is_shown_as_text(page, read):
    assert "<script>" not in page
    assert TITLE in " ".join(read.text)


def test_the_same_result_gives_the_same_bytes(folder, page):
    assert write_report(folder).read_text("utf-8") == page


def test_every_parameter_is_shown_with_its_reason(folder, page, read):
    scenario = read_result(folder).scenario
    quantities = [q for e in scenario.entries.values() for q in e.parameters.values()]
    assert page.count('data-label="parameter"') == len(quantities)
    text = " ".join(read.text)
    assert all(quantity.reason in text for quantity in quantities)
    assert all(source["title"] in text for source in scenario.sources.values())


def test_leakers_are_shown_with_their_denominators(folder, read):
    text = "".join(read.text)
    for line in summarise(read_result(folder)).classes:
        assert line.target_class.replace("_", " ") in text
        assert f"{line.in_raid}" in text
    for words in ("in raid", "launched", "tracked", "engaged", "killed", "95 %", "placements"):
        assert words in text


def test_what_is_unknown_is_called_unknown(read):
    assert "unknown" in read.text
    assert "Every position is notional" in read.text
    assert "provisional" in read.text


def test_the_replay_equals_the_stored_row(read):
    assert "reproduces the stored counters exactly" in "".join(read.text)


def test_a_page_stays_small(page):
    assert len(page) < 2_000_000


def test_a_folder_without_a_result_is_refused(tmp_path):
    with pytest.raises(InputError, match="not a result"):
        write_report(tmp_path)


@pytest.mark.parametrize(
    ("left_out", "expected"),
    [((), "fighter"), (("aircraft",), "cruise-missile-low")],
)
def test_ranges_are_stated_for_an_aircraft_or_what_flies(folder, left_out, expected):
    scenario = read_result(folder).scenario
    threats = tuple(t for t in scenario.threats if t.target_class not in left_out)
    assert stated_target(scenario.model_copy(update={"threats": threats})).id == expected


def test_a_ballistic_raid_is_stated_for_its_missile(small):
    threats = tuple(t for t in small.threats if t.motion == "ballistic")
    target = stated_target(small.model_copy(update={"threats": threats}))
    assert target.id == "ballistic-missile-600km"


def test_optimal_fire_is_reported_where_it_is_asked_for(folder, page):
    assert 'id="saved"' not in page
    asked = write_report(folder, optimum=True).read_text("utf-8")
    section = " ".join(asked[asked.index('<section id="saved">') :].split())
    assert "What optimal fire would have saved" in section
    assert "(<code>urgency</code>). The first 16 replications" in section
    assert '<a href="#saved">Optimal fire</a>' in asked
    assert write_report(folder, optimum=True).read_text("utf-8") == asked
