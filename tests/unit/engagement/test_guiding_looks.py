"""Which look a radar guides by in each scan, from small tables worked out by hand."""

import numpy as np
import pytest
from duels import Jammer, Radar, Threat, Unit, jammed, world

from skydome.engagement.guiding_looks import EVEN, NONE, NONE_LEFT, guiding_looks, same_accuracy
from skydome.engagement.world import UNGUIDED


def tables(thresholds, coast, unguided=()):
    """Return one radar's looks at one threat: ``x`` with even chances, ``-`` just below."""
    made = world(
        [Threat(arrives=len(thresholds))], [Radar()], [Unit()], flights=lambda *_: [0], scans=20
    )
    made = jammed(made, [Jammer((0,))], coast=coast)
    chance = np.array([EVEN if one == "x" else EVEN - 1 for one in thresholds], dtype=np.uint32)
    count = len(chance)
    errors = made.detection_errors[:count].copy()
    errors[list(unguided), 0] = UNGUIDED
    return made._replace(
        detection_threshold=chance,
        detection_offset=np.array([0, count], dtype=np.int64),
        detection_errors=errors,
    )


@pytest.mark.parametrize(
    ("thresholds", "coast", "expected"),
    [
        ("xx", 0, [0, 0]),
        ("x--x", 2, [0, 1, 2, 0]),
        ("x--x", 1, [0, 1, NONE + 1, 0]),  # the radar coasts over one scan only
        ("--x-", 0, [NONE + 2, NONE + 1, 0, NONE_LEFT]),
        ("--", 5, [NONE_LEFT, NONE_LEFT]),
    ],
)
def test_the_latest_look_with_even_chances_guides_while_the_radar_coasts(
    thresholds, coast, expected
):
    assert guiding_looks(tables(thresholds, coast)).tolist() == expected


def test_a_look_at_which_the_radar_cannot_guide_ends_what_it_coasts_on():
    assert guiding_looks(tables("x---", 3, unguided=[2])).tolist() == [0, 1, NONE_LEFT, NONE_LEFT]
    assert guiding_looks(tables("x-xx", 3, unguided=[2])).tolist() == [0, 1, NONE + 1, 0]


def test_no_look_of_another_row_guides():
    """Two radars: the first ends with a look that would guide, the second begins without one."""
    made = tables("-x-x", 3)
    made = made._replace(
        radar_period=np.array([1, 1], dtype=np.int32),
        radar_coast=np.array([3, 0], dtype=np.int32),
        detection_offset=np.array([0, 2, 4], dtype=np.int64),
    )
    assert guiding_looks(made).tolist() == [NONE + 1, 0, NONE + 1, 0]
    swapped = made._replace(detection_threshold=made.detection_threshold[[1, 0, 1, 0]])
    assert guiding_looks(swapped).tolist() == [0, 1, 0, NONE_LEFT]


def test_types_that_need_the_same_accuracy_share_what_is_found():
    made = tables("x", 0)._replace(missile_accuracy=np.array([9, 4, 9, 4, 1], dtype=np.int32))
    assert same_accuracy(made).tolist() == [0, 1, 0, 1, 4]
