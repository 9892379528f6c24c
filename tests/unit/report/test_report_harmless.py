"""What the page says of what does no harm, and of radars that belong to no unit."""

import pytest

from skydome.catalogue.kinds import TARGET_CLASSES
from skydome.coverage.question import stated_target
from skydome.report.numbers import NO_BREAK
from skydome.report.run.tables import setting_rows
from skydome.report.style import CLASS_COLOURS
from skydome.scenario import load

SCENARIO = """\
name: crowded
title: What flies there is not all of the raid
terrain: {flat: true, placements: 1}
assets: [{name: depot, at: [28, 73]}]
defence: [{name: regiment, system: s-400-regiment, at: [28, 73]}]
sensors: [{name: patrol, radar: aew-radar, at: [28, 72], network: regiment}]
raid:
  - {name: airliners, threat: civil-traffic, count: 3, origin: [29, 71], to: depot}
  - {name: decoys, threat: decoy, count: 2, origin: [28, 71], to: depot}
  - {name: jets, threat: fighter, count: 2, origin: [28, 71], to: depot}
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("crowded") / "scenario.yaml"
    path.write_text(SCENARIO)
    return path


def test_what_the_catalogue_says_does_no_harm_is_reported_separately(file):
    identities = [threat.identity for threat in load(file).threats]
    assert identities == ["civil"] * 3 + ["decoy"] * 2 + ["hostile"] * 2


def test_ranges_are_not_stated_for_what_does_no_harm(file):
    scenario = load(file)
    assert stated_target(scenario).id == "fighter"
    alone = tuple(threat for threat in scenario.threats if threat.entry != "fighter")
    assert stated_target(scenario.model_copy(update={"threats": alone})).id == "civil-traffic"


def test_a_run_says_so_too(command, file, tmp_path):
    ended = command(
        *(
            "run",
            file,
            "--replications",
            4,
            "--output",
            tmp_path / "out",
            "--no-compare",
            "--no-sampled",
            "--quiet",
        )
    )
    assert ended.code == 0
    assert "civil: 0.00 (–) of 3 shot down" in ended.out
    assert "of 2 shot down" in ended.out


def test_a_radar_alone_is_listed_with_its_height_and_network(file, small):
    said = dict(setting_rows(load(file)))["Radars alone"].replace(NO_BREAK, " ")
    assert said == (
        "patrol: Airborne early-warning radar, generic at 28°N 72°E, 9 km high, reports to the "
        "network regiment"
    )
    assert dict(setting_rows(small))["Radars alone"] == "none"


def test_neighbours_that_cue_are_reported_with_their_delay(examples, small):
    said = dict(setting_rows(load(examples / "neighbours.yaml")))
    assert said["Neighbours that cue"] == "west sends tracks to east, 10 s late"
    assert "Neighbours that cue" not in dict(setting_rows(small))


def test_every_target_class_has_a_colour_of_its_own():
    assert set(CLASS_COLOURS) == set(TARGET_CLASSES)
    assert len(set(CLASS_COLOURS.values())) == len(TARGET_CLASSES)
