"""Accuracy of radar tracks: measurement, filter, bound, track.

`measurement` turns a signal-to-noise ratio into errors of range and angle, `steady` those errors
and a revisit time into the error of a track that has settled, and `accuracy` both into the one
number that an engagement may require. `kalman` and `ballistic` are the filters themselves, `bounds`
gives the limit for every filter, `tracker` runs filters on a scene of many targets with
`association`, `confirmation` is the exact probability that a track starts, and `metrics` scores one
set of tracks against the truth.
"""
