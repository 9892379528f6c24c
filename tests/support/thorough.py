"""What ``make test`` leaves to ``make validate``, so that it stays quick.

``SKYDOME_THOROUGH=1``, which ``make validate`` sets, asks for everything: all random worlds instead
of a quarter (minimum counts of what the worlds contain are divided likewise), and the tests marked
`thorough`.
"""

import os

import pytest

LESS = 1 if os.environ.get("SKYDOME_THOROUGH") == "1" else 4
thorough = pytest.mark.skipif(LESS > 1, reason="run by make validate")
