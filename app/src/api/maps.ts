/** Short names for what maps show. */

import type { Schemas } from "./client";

/** Longitude and latitude in degrees. */
export type LonLat = readonly [number, number];

export type Raid = Schemas["Raid"];
export type Threat = Schemas["Threat"];
export type Shot = Schemas["Shot"];
export type Site = Schemas["Site"];
export type Leaker = Schemas["Leaker"];
export type Causes = Schemas["Causes"];
export type Reach = Schemas["Reach"];
export type ReachValues = Schemas["ReachValues"];
export type Footprint = Schemas["Footprint"];
