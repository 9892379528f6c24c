"""Where a radar or a decision starts anew, and where points end: the state that rules leave."""

from duels import Jammer, Radar, Stance, Threat, Unit, jammed, world

from skydome.engagement.draw import CERTAIN
from skydome.engagement.rules import initialisation, jammed_launches, marginal_return, relocation
from skydome.engagement.state import new_state
from skydome.engagement.world import NEVER


def plain(function):
    """Return a kernel as plain Python, so that nothing is compiled for the test alone."""
    return getattr(function, "py_func", function)


def two_radars():
    """Return a unit with a radar in each of two stances."""
    return world(
        [Threat(arrives=20)],
        [Radar(unit=0), Radar(unit=0)],
        [Unit(radar=0)],
        stances=[Stance(0), Stance(1)],
        scans=20,
    )


def test_what_radiated_before_is_noted_when_a_radar_starts_anew():
    """Radar 1 radiated from scan 3 to 9. In stance 1 it looks again from scan 15 on."""
    made = two_radars()
    state = new_state(made)
    state.radar_on[:], state.radar_off[:] = (2, 3), (8, 9)
    state.restarted[:] = 0
    state.unit_blind[0] = 0
    plain(relocation.take_position)(made, state, 0, 1, 15)
    assert (state.stance[0], state.unit_from[0]) == (1, 15)
    assert (state.radar_was_on[1], state.radar_was_off[1]) == (3, 9)
    assert (state.radar_on[1], state.radar_off[1]) == (15, NEVER)
    assert state.restarted.tolist() == [0, 1]
    assert (state.radar_on[0], state.radar_off[0]) == (2, 8)


def test_a_radar_that_was_lost_does_not_look_again():
    made = two_radars()
    state = new_state(made)
    state.unit_blind[0] = 1
    plain(relocation.take_position)(made, state, 0, 1, 15)
    assert state.radar_on[1] == NEVER


def test_no_radar_has_started_anew_when_a_replication_begins(monkeypatch):
    """Whatever the replication before left."""
    monkeypatch.setattr(initialisation, "launch_delay", lambda *_: 7)
    made = two_radars()
    state = new_state(made)
    state.restarted[:] = 1
    plain(initialisation.form_groups)(made, state)
    assert state.restarted.tolist() == [0, 0]
    assert state.unit_wait.tolist() == [7]


def test_a_new_candidate_has_no_gain_yet(monkeypatch):
    """Threat 0, at place 1, with no missile in the air; -1 would be a salvo not worth its price."""
    monkeypatch.setattr(marginal_return, "is_jammed", lambda *_: False)
    made = world([Threat(), Threat()], [Radar()], [Unit()], scans=20)
    state = new_state(made)
    state.known_at[:] = 5
    state.candidates[1], state.gain[1], state.survives[1] = 7, 9, 9
    plain(marginal_return.add_candidate)(made, state, 0, 0, 1, 5)
    assert (state.candidates[1], state.gain[1], state.survives[1]) == (0, 0, CERTAIN)
    assert marginal_return.UNWORTHY == -1


def test_after_its_last_point_a_threat_has_no_track_error(monkeypatch):
    """The next entry of the table is another threat's, which the radar guides against."""
    for name in ("guiding_row", "look_row"):  # compiled steps have no entry for Python
        monkeypatch.setattr(jammed_launches, name, plain(getattr(jammed_launches, name)))
    made = jammed(
        world(
            [Threat(arrives=5), Threat(arrives=5)],
            [Radar()],
            [Unit()],
            flights=lambda *_: [1] * 12,
            scans=20,
        ),
        [Jammer((0,))],
    )
    state = new_state(made)
    state.arrival[:] = 0
    points = int(made.detection_offset[1]) - int(made.detection_offset[0])
    scan = points + int(made.detection_first[0])
    assert made.detection_offset[2] > made.detection_offset[1]
    assert plain(jammed_launches.track_error)(made, state, 0, 0, scan, 0) == NEVER
