"""How many random worlds a test compares: a quarter in ``make test``, all in ``make validate``.

``SKYDOME_THOROUGH=1`` asks for all. Minimum counts of what the worlds contain are divided likewise.
"""

import os

LESS = 1 if os.environ.get("SKYDOME_THOROUGH") == "1" else 4
