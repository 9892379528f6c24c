"""The steps of a scan that both kernels call: see, track, decide, fire, count."""
