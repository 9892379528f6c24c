/** What pages and tests may ask of a map, whatever draws it. */

import type { LonLat } from "../api/maps";

/** A shape that stands still. `id` lets a test find it. */
export interface Shape {
  id: string;
  kind: "area" | "line" | "point";
  /** Outline of an area or course of a line; one position of a point. */
  places: readonly LonLat[];
  /** Rings cut out of an area. */
  holes?: readonly (readonly LonLat[])[];
  /** Name of a colour of the theme. */
  colour: string;
  dash?: boolean;
  width?: number;
  /** Opacity of an area's inside. */
  fill?: number;
  /** Hidden where it would cover the label of a shape before it in a layer of points. */
  label?: string;
  icon?: HTMLCanvasElement;
  /** A point of which only the label is drawn. */
  bare?: boolean;
}

/** Map metres to pixels of the map's box. */
export type ToPixel = (x: number, y: number) => [number, number];

export interface Painting {
  context: CanvasRenderingContext2D;
  toPixel: ToPixel;
  width: number;
  height: number;
}

export interface MapAdapter {
  /** Replace the shapes of a layer; layers draw in the order in which they were first named. */
  show(layer: string, shapes: readonly Shape[]): void;
  shapes(layer: string): readonly Shape[];
  /** Draw what moves; called at each `repaint` and whenever the map itself moves. */
  paint(painter: ((painting: Painting) => void) | null): void;
  /** Draw what moves again, and nothing else. */
  repaint(): void;
  /** Show all these places. */
  fit(places: readonly LonLat[]): void;
  /** Put a place in the middle without changing the scale. */
  follow(lon: number, lat: number): void;
  pixel(lon: number, lat: number): [number, number];
  /** Called with pixels of the map's box when it is clicked. */
  onClick(clicked: (x: number, y: number) => void): void;
  picture(): HTMLCanvasElement;
  dispose(): void;
}

/** The box of a map; tests reach the adapter through it. */
export interface MapBox extends HTMLDivElement {
  adapter?: MapAdapter;
}
