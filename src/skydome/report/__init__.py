"""One self-contained page: figures, tables, the page itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.room import on_demand

if TYPE_CHECKING:
    from skydome.report.run.page import write_report

__all__ = ["write_report"]

# The verdict and the numbers of a page are also printed, by commands that write none.
__getattr__ = on_demand(__name__, {"write_report": "run.page"})


def __dir__() -> list[str]:
    return __all__
