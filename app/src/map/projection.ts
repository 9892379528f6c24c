/**
 * Local azimuthal equidistant projection on the WGS 84 ellipsoid: distances from the centre are
 * true, a 400 km ring is round. Coordinates on a map are metres east and north of its centre.
 */

import proj4 from "proj4";

export interface Place {
  lon_deg: number;
  lat_deg: number;
}

export interface Projection {
  centre: Place;
  toMap: (lon: number, lat: number) => [number, number];
  toPlace: (x: number, y: number) => [number, number];
}

export function around(centre: Place): Projection {
  const local = proj4(
    "+proj=longlat +datum=WGS84 +no_defs",
    `+proj=aeqd +lat_0=${centre.lat_deg} +lon_0=${centre.lon_deg} +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs`,
  );
  return {
    centre,
    toMap: (lon, lat) => local.forward([lon, lat]) as [number, number],
    toPlace: (x, y) => local.inverse([x, y]) as [number, number],
  };
}

/** Positions in map metres, x and y in turn. */
export function projected(projection: Projection, lon: readonly number[], lat: readonly number[]): Float64Array {
  const out = new Float64Array(2 * lon.length);
  for (let i = 0; i < lon.length; i++) {
    const [x, y] = projection.toMap(lon[i] as number, lat[i] as number);
    out[2 * i] = x;
    out[2 * i + 1] = y;
  }
  return out;
}
