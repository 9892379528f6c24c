"""One self-contained page: figures, tables, the page itself."""

from skydome.report.run.page import write_report

__all__ = ["write_report"]
