/** Shapes of the answers that maps show, as serve/raid_models.py and serve/reach_models.py give them. */

export type LonLat = readonly [number, number];

export interface Extent { min: number; median: number; max: number }

export interface ReachLayer {
  altitude_m: number;
  kind: "detect" | "engage";
  outline: LonLat[];
  range_m: Extent;
}

export interface NamedValue {
  name: string;
  path: string;
  value: number;
  unit: string;
  low: number;
  high: number;
  source: string;
  grade: string;
}

export interface Reach {
  system: string;
  target: string;
  site: { lon_deg: number; lat_deg: number };
  advertised: { range_m: number; outline: LonLat[] } | null;
  altitudes_m: number[];
  layers: ReachLayer[];
  sentences: string[];
  values: NamedValue[];
  cite: string;
}
