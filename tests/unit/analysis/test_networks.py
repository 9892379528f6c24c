"""The examples of networks and doctrine, from file to summary and log."""

import numpy as np
import pytest
import yaml

from skydome.analysis import summarise
from skydome.report.run.tables import battery_rows
from skydome.scenario import load
from skydome.study import simulate
from skydome.study.event_text import sentence_of
from skydome.study.replay import replay_stored

EXAMPLES = (
    *("node_loss", "alone_or_networked", "saturation", "silence", "two_sides"),
    *("guarded_radars", "neighbours"),
)


@pytest.fixture
def result_of(examples, tmp_path):
    """Return a function that runs an example, its file edited, for some replications."""

    def run(name, edit=lambda _document: None, replications=60):
        document = yaml.safe_load((examples / f"{name}.yaml").read_text())
        document["replications"] = replications
        document["terrain"]["placements"] = 1
        edit(document)
        (tmp_path / "x.yaml").write_text(yaml.safe_dump(document))
        return simulate(load(tmp_path / "x.yaml"))

    return run


@pytest.mark.parametrize("name", EXAMPLES)
def test_denominators_shrink_and_leakers_of_each_fit(result_of, name):
    for line in summarise(result_of(name)).classes:
        assert line.launched >= line.viable >= line.engaged
        assert line.launched == line.aimed
        assert line.leaked_of_aimed == line.leaked_of_launched
        assert line.leaked_of_engaged.value <= line.survived_of_engaged.value + 1e-9


def test_a_lost_command_post_is_logged_and_counted(result_of):
    result = result_of("node_loss")
    summary = summarise(result)
    assert summary.nodes_lost.value == 1
    records = replay_stored(result, 3)
    lost = next(record for record in records if record.event == "lost")
    assert (lost.time_s, sentence_of(lost)) == (600, "home-command is lost")
    groups = {record.network for record in records if record.time_s > 600 and record.network}
    assert groups == {"home-battery-1", "home-battery-2"}


def test_silent_radars_are_switched_on_by_a_track_or_a_leak(result_of):
    records = replay_stored(result_of("silence"), 0)
    on = {record.unit: record.time_s for record in records if record.event == "emits"}
    leak = next(record.time_s for record in records if record.event == "leak")
    track = next(record.time_s for record in records if record.event == "track")
    assert on["cued-battery-1-92n6e"] == track + 11  # ten to warm up, from the next scan on
    assert on["dark-91n6e"] == on["dark-battery-2-92n6e"] == leak + 11


def test_a_radar_gets_out_of_the_way_of_what_homes_on_it(result_of):
    def homing(*, shut_down):
        def edit(document):
            document["assets"].append({"name": "radar", "at": [28, 75], "node": "cued-96l6e"})
            document["raid"][0] |= {"to": "radar", "homes_on": "cued-96l6e"}
            emission = {"shut_down": True, "relocate_s": 200} if shut_down else {}
            document["defence"][0]["emission"] = emission

        return edit

    hits = []
    for shut_down in (False, True):
        summary = summarise(result_of("silence", homing(shut_down=shut_down)))
        hits.append(next(line.hits.value for line in summary.assets if line.asset == "radar"))
        shares = {(line.kind, line.node): line.share.value for line in summary.losses}
        if shut_down:
            assert shares["shuts", "cued-96l6e"] == 1
            assert shares["emits", "cued-96l6e-second"] == 1
            assert shares["lost", "cued-96l6e"] == 0
    assert hits[0] > 0.3
    assert hits[1] == 0


def test_point_defence_guards_the_nodes_where_it_adds_shots_of_its_own(result_of):
    def guarded(units, network):
        def edit(document):
            del document["defence"][0]["emission"]
            document["defence"][0]["network"] = network
            document["defence"] = [u for u in document["defence"] if u["name"] in units]

        return edit

    alone = guarded({"regiment"}, "far")
    shared, apart = (guarded({"regiment", "qrsam"}, network) for network in ("point", "far"))
    results = [result_of("guarded_radars", edit, 300) for edit in (alone, shared, apart)]
    without, together, better = (summarise(result).nodes_lost for result in results)
    assert better.high < without.low
    assert better.high < together.low


def test_decoys_cost_missiles_only_as_long_as_they_are_taken_for_aircraft(result_of):
    def told_apart(document):
        del document["doctrine"]["identification"]

    (decoys,) = summarise(result_of("guarded_radars")).harmless
    assert decoys.missiles.low > decoys.in_raid
    assert summarise(result_of("guarded_radars", told_apart)).harmless[0].missiles.value == 0


def test_what_is_no_threat_is_counted_apart(result_of):
    def friends(document):
        document["doctrine"]["identification"] = {"friend": {"cruise_missile": 0.5}}
        wave = document["raid"][0] | {"name": "friends", "identity": "friend", "count": 10}
        document["raid"].append(wave)

    result = result_of("saturation", friends)
    summary = summarise(result)
    (line,) = summary.harmless
    assert (line.label, line.in_raid) == ("friend", 10)
    assert line.engaged == pytest.approx(5, abs=0.7)
    assert 0 < line.shot_down.value <= line.engaged
    assert summary.classes[0].in_raid == 40
    hits = np.asarray(result.rows["hits.power-station"])
    assert (hits == np.asarray(result.rows["leaked.cruise_missile"])).all()


def test_weapons_on_hold_engage_nothing(result_of):
    summary = summarise(result_of("saturation", lambda d: d["doctrine"].update(weapons="hold")))
    assert summary.missiles[0].fired.value == 0
    assert summary.classes[0].leaked_of_engaged is None


def test_saturation_is_reported_in_seconds_of_batteries_and_of_posts_with_a_limit(result_of):
    def few(document):
        document["network"]["commands"] = [{"node": "west-1-command", "engagements": 3}]

    result = result_of("alone_or_networked", few)
    summary, rows = summarise(result), result.rows
    (post,) = summary.posts
    assert (post.node, post.engagements) == ("west-1-command", 3)
    scans = np.asarray(rows["saturated_scans.west-1-command"]).mean()
    assert post.saturated_s.value == pytest.approx(scans * result.scenario.scan_s)
    assert scans > 60
    for line in summary.units:
        full = np.asarray(rows[f"saturated_scans.{line.unit}"]).mean()
        assert line.saturated_s.value == pytest.approx(full * result.scenario.scan_s)
        assert line.turns is None
    assert [row["name"] for row in battery_rows(summary)][-1] == "west-1-command (engagements)"
    (turning,) = summarise(result_of("two_sides")).units
    assert turning.turns.value == 1


def test_a_jammer_that_stays_to_the_end_is_nearly_one_that_is_always_there(result_of):
    always = {"name": "j", "at": [29, 74], "density_w_hz": 3e-2}

    def leaked(*jammers):
        result = result_of("saturation", lambda d: d.update(jamming=jammers))
        return np.asarray(result.rows["leaked.cruise_missile"])

    stays = leaked(always | {"from_s": 0})  # looked up to a 32nd of a decibel
    assert stays.mean() == pytest.approx(leaked(always).mean(), rel=0.05)  # chance differs a little
    assert stays.mean() > 1.2 * leaked().mean()
    late = leaked(always | {"from_s": 300})
    assert late.sum() < leaked(always).sum()


def test_a_radar_that_begins_to_radiate_does_not_move_by_that(result_of):
    def leak(document):
        document["defence"] = document["defence"][:1]
        emission = {"acquisition": "leak", "shut_down": True, "relocate_s": 50}
        document["defence"][0]["emission"] = emission

    result = result_of("silence", leak)
    records = [r for n in range(5) for r in replay_stored(result, n) if r.event == "emits"]
    assert records
    assert not any(record.unit.endswith("-second") for record in records)
