import pytest

from skydome.catalogue import Catalogue
from skydome.catalogue.kinds import KINDS
from skydome.errors import InputError

SOURCES = """\
a-source:
  title: A title
  publisher: A publisher
  date: 2020-01-01
  address: not recorded
  grade: D
  supports: A launcher.
"""

LAUNCHER = """\
id: my-launcher
kind: launcher
name: A launcher of one's own
parameters:
  tubes:
    value: 8
    unit: "1"
    distribution: fixed
    source: [a-source]
    confidence: sourced
    reason: Eight of them on the photograph.
  reload_time:
    value: 45
    low: 30
    high: 60
    unit: min
    distribution: triangular
    source: a-source
    confidence: sourced
    reason: Timed by a visitor.
"""

SYSTEM = """\
id: my-system
kind: system
name: A system of one's own
attributes: {level: battery}
references:
  command_post: 55k6e
  acquisition_radars: [91n6e]
  engagement_radar: 92n6e
  launcher: my-launcher
  missiles: [48n6e3]
parameters:
"""
COUNT = """\
  {name}:
    value: 2
    unit: {unit}
    source: a-source
    confidence: sourced
    reason: Read about it.
"""
COUNTS = {
    "batteries": '"1"',
    "launchers_per_battery": '"1"',
    "reload_sets": '"1"',
    "advertised_range": "km",
    "full_system_targets": '"1"',
    "full_system_missiles": '"1"',
    "missiles_held": '"1"',
}
COUNTED = {name: COUNT.format(name=name, unit=unit) for name, unit in COUNTS.items()}
SYSTEM += "".join(COUNTED.values())


@pytest.fixture
def overlay(tmp_path):
    """Return a function that writes an overlay folder, with one edit, and loads it."""

    def load(edit=("", ""), **texts):
        files = {"my-launcher": LAUNCHER} | texts
        (tmp_path / "sources.yaml").write_text(SOURCES)
        for name, text in files.items():
            (tmp_path / f"{name}.yaml").write_text(text.replace(*edit, 1))
        return Catalogue(tmp_path)

    return load


def line_of(text, part):
    return text[: text.index(part)].count("\n") + 1


def problem_of(catalogue, entry_id):
    with pytest.raises(InputError) as raised:
        catalogue.entry(entry_id)
    return raised.value


def test_an_overlay_adds_entries_and_sources(overlay):
    catalogue = overlay(**{"my-system": SYSTEM})
    assert catalogue.entry("my-launcher").si("reload_time") == 2700.0
    assert catalogue.entry("my-system").referenced("launcher") == ("my-launcher",)
    assert catalogue.sources["a-source"].grade == "D"


def test_an_overlay_wins_over_the_shipped_entry(overlay):
    mine = LAUNCHER.replace("my-launcher", "5p85te2")
    assert Catalogue().entry("5p85te2").si("tubes") == 4
    assert overlay(**{"5p85te2": mine}).entry("5p85te2").si("tubes") == 8


def test_a_later_overlay_wins_over_an_earlier_one(overlay, tmp_path):
    overlay()
    later = tmp_path.with_name("later")
    later.mkdir()
    (later / "my-launcher.yaml").write_text(LAUNCHER.replace("value: 8", "value: 6"))
    assert Catalogue(tmp_path, later).entry("my-launcher").si("tubes") == 6


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("source", "    source: [a-source]\n"),
        ("unit", '    unit: "1"\n'),
        ("reason", "    reason: Eight of them on the photograph.\n"),
    ],
)
def test_a_number_without_source_unit_or_reason_is_refused(overlay, tmp_path, field, text):
    problem = problem_of(overlay((text, "")), "my-launcher")
    assert problem.problem == f"{field!r} is missing"
    assert problem.field == "parameters.tubes"
    assert problem.line == line_of(LAUNCHER, "  tubes:")
    assert problem.file == str(tmp_path / "my-launcher.yaml")


RELOAD = "parameters.reload_time"


@pytest.mark.parametrize(
    ("right", "wrong", "field", "words"),
    [
        ("  reload_time:", "  reload_tim:", "parameters.reload_tim", "'reload_tim'"),
        ("    unit: min", "    unit: km", f"{RELOAD}.unit", "'km' does not measure a time"),
        ("    value: 45", "    value: '45'", f"{RELOAD}.value", "'45' does not fit"),
        ("    value: 45", "    value: .nan", f"{RELOAD}.value", "nan does not fit"),
        ("    source: a-s", "    source: b-s", f"{RELOAD}.source", "no source 'b-source'"),
        ("    source: a-source", "    source: []", f"{RELOAD}.source", "does not fit"),
        ("    confidence: s", "    confidence: S", "parameters.tubes.confidence", "'Sourced'"),
        ("id: my-", "id: your-", "id", "not named your-launcher.yaml"),
        ("kind: launcher", "kind: lorry", "kind", "'lorry' is not known"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_field(overlay, right, wrong, field, words):
    problem = problem_of(overlay((right, wrong)), "my-launcher")
    assert problem.field == field
    assert problem.line == line_of(LAUNCHER, right)
    assert words in problem.problem


@pytest.mark.parametrize(
    ("edit", "name", "words"),
    [
        (("value: 8", "value: 80"), "tubes", "80 to 80 lies outside what is possible"),
        (("low: 30", "low: 50"), "reload_time", "value 45 lies outside low 50 to high 60"),
        (("high: 60", "high: 40"), "reload_time", "value 45 lies outside low 30 to high 40"),
        (("high: 60", "high: 6000"), "reload_time", "1800 to 360000 s lies outside"),
        (("distribution: triangular", "distribution: fixed"), "reload_time", "has no range"),
    ],
)
def test_a_wrong_range_is_named_with_its_parameter(overlay, edit, name, words):
    problem = problem_of(overlay(edit), "my-launcher")
    assert problem.field == f"parameters.{name}"
    assert problem.line == line_of(LAUNCHER, f"  {name}:")
    assert words in problem.problem


@pytest.mark.parametrize(
    ("edit", "field", "words"),
    [
        (("launcher: my-launcher", "launcher: nobody"), "launcher", "no entry 'nobody'"),
        (("launcher: my-launcher", "launcher: 91n6e"), "launcher", "not a launcher"),
        (("launcher: my-launcher", "launcher: [my-launcher]"), "launcher", "this is a list"),
        (("[48n6e3]", "[48n6e3, 48n6e4]"), "missiles", "no entry '48n6e4'"),
    ],
)
def test_a_wrong_reference_is_refused(overlay, edit, field, words):
    problem = problem_of(overlay(edit, **{"my-system": SYSTEM}), "my-system")
    assert problem.field == f"references.{field}"
    assert problem.line == line_of(SYSTEM, f"  {field}:")
    assert words in problem.problem


@pytest.mark.parametrize(
    ("right", "wrong", "part", "words"),
    [
        ("  batteries:", "  battery:", "parameters", "'battery'"),
        (COUNTED["batteries"], "", "parameters", "'batteries' is missing"),
        ("  missiles: [48n6e3]\n", "", "references", "'missiles' is missing"),
        ("level: battery", "level: army", "attributes", "'army' is not known"),
        ("level: battery", "colour: green", "attributes", "'colour'"),
    ],
)
def test_what_the_kind_does_not_know_or_lacks_is_refused(overlay, right, wrong, part, words):
    problem = problem_of(overlay((right, wrong), **{"my-system": SYSTEM}), "my-system")
    assert str(problem.field).split(".")[0] == part
    assert words in problem.problem


def test_two_files_of_one_name_are_refused(overlay, tmp_path):
    (tmp_path / "launchers").mkdir()
    (tmp_path / "launchers" / "my-launcher.yaml").write_text(LAUNCHER)
    with pytest.raises(InputError, match="has the same name") as raised:
        overlay()
    assert "my-launcher.yaml" in str(raised.value.file)


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="no such folder"):
        Catalogue(tmp_path / "nowhere")


def test_an_unknown_entry_lists_the_known_ones(overlay):
    problem = problem_of(overlay(), "5p85te3")
    assert "'5p85te3'" in problem.problem
    assert "5p85te2" in str(problem.allowed)
    assert "my-launcher" in str(problem.allowed)


def test_a_source_without_a_grade_is_refused(tmp_path):
    sources = tmp_path / "sources.yaml"
    sources.write_text(SOURCES.replace("grade: D", "grade: E"))
    (tmp_path / "my-launcher.yaml").write_text(LAUNCHER)
    problem = problem_of(Catalogue(tmp_path), "my-launcher")
    assert problem.file == str(sources)
    assert problem.line == line_of(SOURCES, "  grade:")


def test_check_finds_the_broken_entry(overlay):
    with pytest.raises(InputError, match="value"):
        overlay(("value: 45", "value: many")).check()


@pytest.mark.parametrize(
    "edit",
    [
        ("", ""),
        ("kind: launcher", "kind:   launcher  # a word about it"),
        ("kind: launcher", "kind: 'launcher'"),
        ("kind: launcher", '"kind": launcher'),
    ],
)
def test_the_kind_is_found_however_it_is_written(overlay, edit):
    assert "my-launcher" in overlay(edit).ids("launcher")
    assert "my-launcher" not in overlay(edit).ids("threat")


def test_kinds_are_known_without_checking_the_entries(overlay):
    broken = overlay(("value: 45", "value: many"))
    assert "my-launcher" in broken.ids("launcher")
    assert "my-launcher" not in broken.ids("missile")
    with pytest.raises(InputError, match="value"):
        broken.entry("my-launcher")


@pytest.mark.parametrize("edit", [("launcher", "rocket"), ("kind:", "kind: missile\nkind:")])
def test_a_kind_that_is_none_or_written_twice_is_refused_in_any_list(overlay, edit):
    with pytest.raises(InputError) as caught:
        overlay(("kind: launcher", "kind: launcher".replace(*edit))).ids("threat")
    assert caught.value.line is not None


def test_shipped_kinds_are_those_of_the_entries():
    catalogue = Catalogue()
    for kind in KINDS:
        assert catalogue.ids(kind) == [
            i for i in catalogue.ids() if catalogue.entry(i).kind == kind
        ]
