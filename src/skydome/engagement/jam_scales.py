"""Integer scales of the jamming tables, shared by what builds them and what reads them.

Levels are signal or jamming powers in 256ths of a decibel. Angles are 2,048ths of the radar's
beamwidth.
"""

DECIBEL = 256  # levels
FAINT, LOUD = -40, 110  # dB over noise: the least and the greatest power that is told apart
BEAMWIDTH = 2_048  # angle steps
LEAST, STEP, LOOKS = -20, 8, 2_561  # look table: first signal in dB, step in levels, entries
STEPS = 8  # signals, from the whole one down to even chances, at which track errors are tabled
FIRST_GROWTH, GROWTH_STEP, GROWTHS = -40, 16, 2_560  # kill table: first growth of the miss
# distance in dB, step in levels, entries
