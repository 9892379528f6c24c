/** Shaded ground as a picture in the map's own projection, so that nothing is reprojected. */

import ImageLayer from "ol/layer/Image";
import type OlMap from "ol/Map";
import ImageStatic from "ol/source/ImageStatic";
import type OlProjection from "ol/proj/Projection";

import { address } from "../api/client";
import type { Place } from "./projection";

const FARTHEST_M = 1_800_000, MOST_NORTH_DEG = 65; // as the server allows

export function addRelief(map: OlMap, projection: OlProjection, centre: Place, radius_m: number): void {
  if (Math.abs(centre.lat_deg) > MOST_NORTH_DEG) return;
  const half_m = Math.min(radius_m, FARTHEST_M);
  const url = address("/api/relief.png", {}, { lon_deg: centre.lon_deg.toFixed(3), lat_deg: centre.lat_deg.toFixed(3), half_m: Math.round(half_m) });
  const source = new ImageStatic({ url, projection, imageExtent: [-half_m, -half_m, half_m, half_m] });
  map.getLayers().insertAt(0, new ImageLayer({ source, className: "ol-layer relief" }));
}
