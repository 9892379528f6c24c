import numpy as np

from skydome.engagement.tables.launch_choice import choose_member

# Three members at five launch scans. Worked by hand:
#   launch 0: shares 0.5, 0.9, 0.9 in 3, 5, 4 scans: 0.9 is best, and member 2 is sooner with it
#   launch 1: 0.9, 0.905, 0.2: a gain of 0.005 is not worth two scans, so member 0
#   launch 2: member 0 cannot be launched; 0.1 against 0.6 in 9 and 12 scans: member 2
#   launch 3: nothing can be launched: any member, all without a launch
#   launch 4: only member 1
FLIGHTS = np.array([[3, 3, 0, 0, 0], [5, 5, 9, 0, 7], [4, 8, 12, 0, 0]], dtype=np.uint16)
SHARES = np.array(
    [[0.5, 0.9, 1.0, 1.0, 1.0], [0.9, 0.905, 0.1, 1.0, 0.3], [0.9, 0.2, 0.6, 1.0, 1.0]]
)


def test_guidance_by_energy_takes_the_largest_share_and_then_the_earliest():
    chosen = choose_member(FLIGHTS, SHARES, "energy")
    assert chosen[[0, 1, 2, 4]].tolist() == [2, 0, 2, 1]
    assert FLIGHTS[chosen[3], 3] == 0


def test_the_quickest_guidance_takes_the_earliest_intercept():
    chosen = choose_member(FLIGHTS, SHARES, "quickest")
    assert chosen[[0, 1, 2, 4]].tolist() == [0, 0, 1, 1]
