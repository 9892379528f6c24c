"""The formats of a replication by name, with the ending of their files."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.export.replay.scene import Scene


class Format(NamedTuple):
    """A format: its name, the ending of its files, who reads it, and what it needs of a scene."""

    name: str
    ending: str
    read_by: str
    maker: str
    coverage: bool = True
    step_s: float = 10.0

    def write(self, scene: Scene) -> bytes:
        """Return a replication in this format."""
        module, function = self.maker.split(":")
        make: Callable[[Scene], bytes] = getattr(
            import_module(f"skydome.export.replay.{module}"), function
        )
        return make(scene)


FORMATS = {
    one.name: one
    for one in (
        Format("czml", ".czml", "Cesium", "czml:czml"),
        Format("kml", ".kml", "Google Earth and most maps", "kml:kml"),
        Format("kmz", ".kmz", "the same, compressed", "kml:kmz"),
        Format("acmi", ".acmi", "Tacview", "tacview:acmi", coverage=False),
        Format("geojson", ".geojson", "QGIS, most maps", "features:geojson"),
        Format("geoparquet", ".parquet", "QGIS, GeoPandas, DuckDB", "geoparquet:geoparquet"),
        Format(
            "dis",
            ".pcap",
            "simulations on DIS 7; Wireshark",
            "dis_file:dis",
            coverage=False,
            step_s=5.0,
        ),
    )
}
