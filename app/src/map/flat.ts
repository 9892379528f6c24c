/**
 * The flat map: OpenLayers for what stands still, an own canvas above it for what moves.
 *
 * Playback draws on that canvas with the transform of the map's last frame and never asks the map
 * to render. All geometry is projected here, so OpenLayers reprojects nothing.
 */

import Feature from "ol/Feature";
import OlMap from "ol/Map";
import View from "ol/View";
import { ScaleLine, Zoom } from "ol/control";
import LineString from "ol/geom/LineString";
import Point from "ol/geom/Point";
import Polygon from "ol/geom/Polygon";
import VectorImageLayer from "ol/layer/VectorImage";
import Projection from "ol/proj/Projection";
import VectorSource from "ol/source/Vector";
import { apply } from "ol/transform";
import "ol/ol.css";

import type { LonLat } from "../api/maps";
import { colour, onTheme } from "../ui/theme";
import type { MapAdapter, MapBox, Painting, Shape } from "./adapter";
import type { Projection as Local } from "./projection";
import { addRelief } from "./relief";
import { styleOf } from "./styles";

const HALF_WORLD_M = 2e7;

interface Layer {
  source: VectorSource;
  layer: VectorImageLayer<VectorSource>;
  shapes: readonly Shape[];
}

export interface Base {
  name: string;
  radius_m: number;
  relief: boolean;
}

export function flatMap(box: MapBox, local: Local, base: Base, signal: AbortSignal): MapAdapter {
  const projection = new Projection({ code: "local", units: "m", extent: [-HALF_WORLD_M, -HALF_WORLD_M, HALF_WORLD_M, HALF_WORLD_M] });
  const view = new View({ projection, center: [0, 0], resolution: 1000, minResolution: 5, maxResolution: 12_000, enableRotation: false });
  const canvas = document.createElement("canvas");
  canvas.className = "moving";
  const map = new OlMap({
    target: box,
    view,
    controls: [new Zoom({ zoomInTipLabel: "Zoom in", zoomOutTipLabel: "Zoom out" }), new ScaleLine()],
    layers: [],
  });
  if (base.relief) addRelief(map, projection, local.centre, base.radius_m);
  const viewport = map.getViewport() as HTMLElement;
  viewport.tabIndex = 0;
  viewport.setAttribute("role", "application");
  viewport.setAttribute("aria-label", `${base.name}: arrow keys move, plus and minus zoom`);
  viewport.insertBefore(canvas, viewport.querySelector(".ol-overlaycontainer"));
  viewport.addEventListener("keydown", (event) => byKey(event, view));

  const layers = new Map<string, Layer>();
  let painter: ((painting: Painting) => void) | null = null;
  let transform: number[] | null = null;
  let clicked: ((x: number, y: number) => void) | null = null;

  const layerOf = (layer: string, shapes: readonly Shape[]): Layer => {
    const there = layers.get(layer);
    if (there) return there;
    const source = new VectorSource();
    const made = { source, layer: new VectorImageLayer({ source, imageRatio: 1.5, declutter: shapes.some((one) => one.kind === "point") }), shapes: [] };
    layers.set(layer, made);
    map.addLayer(made.layer);
    return made;
  };

  const show = (layer: string, shapes: readonly Shape[]) => {
    const one = layerOf(layer, shapes);
    one.shapes = shapes;
    one.source.clear(true);
    one.source.addFeatures(shapes.filter((shape) => shape.places.length).map((shape) => featureOf(shape, local)));
  };

  const repaint = () => {
    if (!transform) return;
    const { clientWidth: width, clientHeight: height } = box;
    const ratio = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const context = canvas.getContext("2d");
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const [a, b, c, d, e, f] = transform as [number, number, number, number, number, number];
    painter?.({ context, width, height, toPixel: (x, y) => [a * x + c * y + e, b * x + d * y + f] });
  };

  map.on("postrender", (event) => {
    const state = event.frameState;
    if (!state) return;
    transform = [...state.coordinateToPixelTransform];
    repaint();
  });
  map.on("singleclick", (event) => clicked?.(event.pixel[0] ?? 0, event.pixel[1] ?? 0));
  onTheme(() => {
    for (const [layer, one] of layers) show(layer, one.shapes);
    repaint();
  }, signal);

  const adapter: MapAdapter = {
    show,
    shapes: (layer) => layers.get(layer)?.shapes ?? [],
    paint: (next) => {
      painter = next;
      repaint();
    },
    repaint,
    fit: (places) => {
      map.updateSize();
      const at = places.map(([lon, lat]) => local.toMap(lon, lat));
      const xs = at.map((one) => one[0]), ys = at.map((one) => one[1]);
      if (at.length) view.fit([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)], { padding: [24, 24, 24, 24] });
      map.renderSync();
    },
    follow: (lon, lat) => {
      const [x, y] = view.getCenter() ?? [0, 0];
      const to = local.toMap(lon, lat);
      const far = Math.hypot(to[0] - (x ?? 0), to[1] - (y ?? 0)) / (view.getResolution() ?? 1);
      // The static layers are drawn again only when the object nears the edge of what is shown.
      if (far > Math.min(box.clientWidth, box.clientHeight) / 4) view.setCenter(to);
    },
    pixel: (lon, lat) => {
      const at = local.toMap(lon, lat);
      return transform ? (apply(transform, [...at]) as [number, number]) : [0, 0];
    },
    onClick: (next) => {
      clicked = next;
    },
    picture: () => picture(box),
    dispose: () => {
      map.setTarget(undefined);
      map.dispose();
    },
  };
  signal.addEventListener("abort", adapter.dispose);
  box.adapter = adapter;
  return adapter;
}

function featureOf(shape: Shape, local: Local): Feature {
  const onMap = (places: readonly LonLat[]) => places.map(([lon, lat]) => local.toMap(lon, lat));
  const at = onMap(shape.places);
  const geometry = shape.kind === "area" ? new Polygon([at, ...(shape.holes ?? []).map(onMap)]) : shape.kind === "line" ? new LineString(at) : new Point(at[0] as [number, number]);
  const feature = new Feature(geometry);
  feature.setStyle(styleOf(shape));
  return feature;
}

const KEY_STEP_PX = 80;

function byKey(event: KeyboardEvent, view: View): void {
  const step = KEY_STEP_PX * (view.getResolution() ?? 1);
  const moves: Record<string, [number, number]> = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
  const move = moves[event.key];
  if (move) view.adjustCenter(move);
  else if (event.key === "+" || event.key === "=") view.adjustZoom(0.5);
  else if (event.key === "-") view.adjustZoom(-0.5);
  else return;
  event.preventDefault();
}

/** The map as it is seen, on one canvas. */
function picture(box: HTMLElement): HTMLCanvasElement {
  const out = document.createElement("canvas");
  const ratio = window.devicePixelRatio || 1;
  out.width = box.clientWidth * ratio;
  out.height = box.clientHeight * ratio;
  const context = out.getContext("2d");
  if (!context) return out;
  context.fillStyle = colour("sea");
  context.fillRect(0, 0, out.width, out.height);
  for (const canvas of box.querySelectorAll("canvas")) {
    const place = canvas.getBoundingClientRect(), frame = box.getBoundingClientRect();
    const matrix = /^matrix\(([^)]*)\)$/.exec(canvas.style.transform)?.[1]?.split(",").map(Number);
    if (matrix && matrix.length === 6) {
      const [a, b, c, d, e, f] = matrix as [number, number, number, number, number, number];
      context.setTransform(a * ratio, b * ratio, c * ratio, d * ratio, e * ratio, f * ratio);
      context.drawImage(canvas, 0, 0);
      context.setTransform(1, 0, 0, 1, 0, 0);
    } else {
      context.drawImage(canvas, (place.left - frame.left) * ratio, (place.top - frame.top) * ratio, place.width * ratio, place.height * ratio);
    }
  }
  return out;
}

