"""Ground heights from files or from the package, and what they mask from a radar."""

from __future__ import annotations

from skydome.terrain.embedded import embedded_grid
from skydome.terrain.folder import load_folder
from skydome.terrain.grid import Bounds, Grid, covering_bounds
from skydome.terrain.mask import (
    Mask,
    lowest_visible_at,
    mask_from_profiles,
    ranges_needed,
    sample_profiles,
    terrain_mask,
    visible,
)
from skydome.terrain.origin import Provenance, provenance
from skydome.terrain.readers import load_file, read_tile

__all__ = [
    "Bounds",
    "Grid",
    "Mask",
    "Provenance",
    "covering_bounds",
    "embedded_grid",
    "load_file",
    "load_folder",
    "lowest_visible_at",
    "mask_from_profiles",
    "provenance",
    "ranges_needed",
    "read_tile",
    "sample_profiles",
    "terrain_mask",
    "visible",
]
