"""Results in other people's formats: one short file each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.outfile import write_whole
from skydome.room import on_demand

if TYPE_CHECKING:
    from skydome.export.adjudication import adjudication_csv
    from skydome.export.campaign_csv import campaign_csv
    from skydome.export.claims_csv import claims_csv
    from skydome.export.comparison import pair_csv, systems_csv
    from skydome.export.coverage_csv import coverage_csv
    from skydome.export.dependence_csv import dependence_csv, rows_csv
    from skydome.export.exposure_csv import exposure_csv
    from skydome.export.footprint import footprint_geojson
    from skydome.export.footprint_csv import footprint_csv
    from skydome.export.geojson import coverage_geojson
    from skydome.export.sweep_csv import sweep_csv
    from skydome.export.timeline_csv import timeline_csv

__all__ = [
    "adjudication_csv",
    "campaign_csv",
    "claims_csv",
    "coverage_csv",
    "coverage_geojson",
    "dependence_csv",
    "exposure_csv",
    "footprint_csv",
    "footprint_geojson",
    "pair_csv",
    "rows_csv",
    "sweep_csv",
    "systems_csv",
    "timeline_csv",
    "write_whole",
]

# A format brings the package whose answers it writes, so that each is loaded when it is used.
__getattr__ = on_demand(
    __name__,
    {
        "adjudication_csv": "adjudication",
        "campaign_csv": "campaign_csv",
        "claims_csv": "claims_csv",
        "coverage_csv": "coverage_csv",
        "coverage_geojson": "geojson",
        **dict.fromkeys(("dependence_csv", "rows_csv"), "dependence_csv"),
        "exposure_csv": "exposure_csv",
        "footprint_csv": "footprint_csv",
        "footprint_geojson": "footprint",
        **dict.fromkeys(("pair_csv", "systems_csv"), "comparison"),
        "sweep_csv": "sweep_csv",
        "timeline_csv": "timeline_csv",
    },
)


def __dir__() -> list[str]:
    return __all__
