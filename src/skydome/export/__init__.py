"""Results in other people's formats: one short file each."""

from skydome.export.csv_table import coverage_csv
from skydome.export.dependence_csv import dependence_csv, rows_csv
from skydome.export.geojson import coverage_geojson
from skydome.export.whole import write_whole

__all__ = ["coverage_csv", "coverage_geojson", "dependence_csv", "rows_csv", "write_whole"]
