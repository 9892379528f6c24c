"""Results in other people's formats: one short file each."""

from skydome.export.csv_table import coverage_csv
from skydome.export.geojson import coverage_geojson
from skydome.export.whole import write_whole

__all__ = ["coverage_csv", "coverage_geojson", "write_whole"]
