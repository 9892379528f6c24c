"""The one pattern of dates that are written as a year, a month or a day, and the years allowed."""

from __future__ import annotations

import re

FIRST_YEAR, LAST_YEAR = 1990, 2100

# [0-9] and not \d: \d also matches digits of other scripts
PATTERN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
