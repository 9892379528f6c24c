"""Small elevation files made for tests, and the folder of public ones where there is one."""

import os
from pathlib import Path

import numpy as np

HGT_POSTS = 1201


def write_hgt(path, height):
    """Heights [south to north, west to east] as whole numbers."""
    path.write_bytes(np.asarray(height)[::-1].astype(">i2").tobytes())
    return path


def dted_angle(degrees, hemispheres, width):
    return f"{abs(degrees):0{width}d}0000{hemispheres[degrees < 0]}"


def dted_bytes(height, south_deg, west_deg, datum="WGS84"):
    """Heights [south to north, west to east] as a DTED cell of one degree."""
    rows, columns = height.shape
    steps = f"{36000 // (columns - 1):04d}{36000 // (rows - 1):04d}"
    longitude, latitude = dted_angle(west_deg, "EW", 3), dted_angle(south_deg, "NS", 3)
    uhl = f"UHL1{longitude}{latitude}{steps}0021U  ".ljust(47) + f"{columns:04d}{rows:04d}0"
    dsi = f"{'DSIU':59}DTED0".ljust(141) + f"MSL{datum}".ljust(140) + f"{rows:04d}{columns:04d}00"
    header = uhl.ljust(80) + dsi.ljust(648) + "ACC00280021".ljust(2700)
    records = []
    for column in range(columns):
        posts = height[:, column].astype(int)
        stored = np.where(posts < 0, 0x8000 | -posts, posts).astype(">u2").tobytes()
        places = np.array([column, 0], dtype=">u2").tobytes()
        record = b"\xaa" + column.to_bytes(3, "big") + places + stored
        records.append(record + sum(record).to_bytes(4, "big"))
    return header.encode("ascii") + b"".join(records)


def write_dted(folder, height, south_deg, west_deg, suffix=".dt0"):
    strip = folder / f"{'ew'[west_deg < 0]}{abs(west_deg):03d}"
    strip.mkdir(exist_ok=True)
    path = strip / f"{'ns'[south_deg < 0]}{abs(south_deg):02d}{suffix}"
    path.write_bytes(dted_bytes(height, south_deg, west_deg))
    return path


def write_geotiff(path, height, west_deg, north_deg, step_deg, unit=None, crs="EPSG:4326"):
    """Heights [south to north, west to east] as a GeoTIFF; the place is that of its edges."""
    import rasterio

    place = rasterio.Affine(step_deg, 0, west_deg, 0, -step_deg, north_deg)
    rows, columns = height.shape
    with rasterio.open(
        path, "w", driver="GTiff", height=rows, width=columns, count=1, dtype=height.dtype,
        crs=crs, transform=place,
    ) as dataset:  # fmt: skip
        dataset.write(height[::-1], 1)
        if unit is not None:
            dataset.units = (unit,)
    return path


def public_dted():
    """Folder of public DTED level 0, or nothing."""
    beside = Path(__file__).parents[3] / "shared" / "data" / "dted0"
    folder = Path(os.environ.get("SKYDOME_DTED0", beside))
    return folder if folder.is_dir() else None
