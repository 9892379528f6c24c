"""Models by the names that case files use: units are converted at the edge, no physics is here.

None of these modules may hold a kernel: the cache of compiled kernels does not watch them.
"""
