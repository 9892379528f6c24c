"""Integer scales of the jamming tables, shared by table builders and kernels.

Levels are signal or jamming powers in 256ths of a decibel. Angles are 2,048ths of the radar's
beamwidth.
"""

DECIBEL = 256  # levels
FAINT, LOUD = -40, 110  # dB over noise: smallest and largest power that are distinguished
BEAMWIDTH = 2_048  # angle steps
LEAST, STEP, LOOKS = -20, 8, 2_561  # look table: first signal in dB, step in levels, entries
STEPS = 8  # signals with tabulated track errors, from the full one down to Pd 0.5
FIRST_GROWTH, GROWTH_STEP, GROWTHS = -40, 16, 2_560  # kill table: first growth of the miss
# distance in dB, step in levels, entries
