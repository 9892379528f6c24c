/**
 * The globe: Cesium's engine with primitives only. No imagery, no token, no worker, no request.
 *
 * The Earth is one ellipsoid in one colour, which costs a fraction of Cesium's tiles. A frame is
 * drawn when something changed. vite.config.ts leaves out what the page's policy refuses.
 */

import {
  BillboardCollection, Cartesian2, Cartesian3, Color, ColorGeometryInstanceAttribute, EllipsoidGeometry, GeometryInstance,
  Material, Matrix3, PerInstanceColorAppearance, PolylineCollection, Primitive, Scene, Transforms, type Billboard, type PerspectiveFrustum, type Polyline,
} from "@cesium/engine";

import type { Raid } from "../api/maps";
import { worldLines } from "../map/lines";
import { siteIcon, threatIcon } from "../map/symbols";
import { colour, onTheme, theme } from "../ui/theme";
import { before, isTracked, stateAt, type Course } from "./course";
import type { Shown } from "./painter";

const RADII_M = new Cartesian3(6_378_137, 6_378_137, 6_356_752.3);
const TRAIL_S = 120, TRAIL_POINTS = 6;
const LINES_WITHIN_DEG = 40;
const ALWAYS_ABOVE_M = 4e6; // symbols nearer than this are not cut by the ground
const METRES_PER_DEGREE = 111_195;

export interface Globe {
  show: (shown: Shown) => void;
  hide: (hidden: boolean) => void;
}

const css = (name: string, alpha = 1) => Color.fromCssColorString(colour(name)).withAlpha(alpha);

export async function openGlobe(place: HTMLElement, raid: Raid, courses: readonly Course[], signal: AbortSignal): Promise<Globe> {
  const scene = sceneIn(place);
  const lines = await worldLines();
  const world = scene.primitives;
  let earth: Primitive | null = null;
  const borders = new PolylineCollection(), reaches = new PolylineCollection();
  const paint = () => {
    scene.backgroundColor = css("ground");
    if (earth) world.remove(earth);
    earth = world.add(earthIn(css("sea")), 0) as Primitive;
    borders.removeAll();
    for (const line of lines)
      if (line.some(([lon, lat]) => Math.hypot(lon - raid.centre.lon_deg, lat - raid.centre.lat_deg) < LINES_WITHIN_DEG))
        borders.add({ positions: Cartesian3.fromDegreesArray(line.flat()), width: 1, material: Material.fromType("Color", { color: css("border") }) });
    reaches.removeAll();
    for (const ring of raid.contours.filter((one) => one.kind === "engagement").flatMap((one) => one.rings))
      reaches.add({ positions: Cartesian3.fromDegreesArray(ring.flat()), width: 1.2, material: Material.fromType("PolylineDash", { color: css("ring"), dashLength: 9 }) });
  };
  world.add(borders);
  world.add(reaches);
  paint();
  world.add(sites(raid));
  const names = world.add(new BillboardCollection()) as BillboardCollection;
  const write = () => {
    names.removeAll();
    raid.assets.forEach((one, n) => addName(names, one, NAME_PX + (n % 2) * NAME_LINE_PX));
  };
  write();
  const moving = movers(world, raid, courses);
  look(scene, raid);
  let last: Shown | null = null;
  const draw = () => {
    if (last) moving(last);
    scene.requestRender();
  };
  onTheme(() => {
    paint();
    write();
    draw();
  }, signal);
  let frame = 0;
  const loop = () => {
    frame = requestAnimationFrame(loop);
    fitCanvas(scene);
    (scene as unknown as { initializeFrame(): void }).initializeFrame(); // not in its types
    scene.render(); // draws only when something changed
  };
  signal.addEventListener("abort", () => {
    cancelAnimationFrame(frame);
    scene.destroy();
  });
  return {
    show: (shown) => {
      last = shown;
      draw();
    },
    hide: (hidden) => {
      cancelAnimationFrame(frame);
      if (!hidden) loop();
    },
  };
}

function sceneIn(place: HTMLElement): Scene {
  const canvas = document.createElement("canvas");
  place.append(canvas);
  // The sun's exact direction would need a table from a server; nothing here is lit by it.
  (Transforms as { computeIcrfToCentralBodyFixedMatrix: unknown }).computeIcrfToCentralBodyFixedMatrix = (_: unknown, result: Matrix3) => Matrix3.clone(Matrix3.IDENTITY, result);
  const scene = new Scene({
    canvas, creditContainer: document.createElement("div"), scene3DOnly: true, msaaSamples: 1,
    requestRenderMode: true, maximumRenderTimeChange: Number.POSITIVE_INFINITY,
    contextOptions: { webgl: { preserveDrawingBuffer: true } }, // so that the picture can be saved
  });
  scene.highDynamicRange = false;
  scene.rethrowRenderErrors = true;
  fitCanvas(scene);
  return scene;
}

function fitCanvas({ canvas, camera }: Scene): void {
  const width = Math.max(1, canvas.clientWidth), height = Math.max(1, canvas.clientHeight);
  if (canvas.width === width && canvas.height === height) return;
  canvas.width = width;
  canvas.height = height;
  (camera.frustum as PerspectiveFrustum).aspectRatio = width / height;
}

function earthIn(ink: Color): Primitive {
  return new Primitive({
    asynchronous: false,
    appearance: new PerInstanceColorAppearance({ flat: true, translucent: false, closed: true }),
    geometryInstances: new GeometryInstance({
      geometry: new EllipsoidGeometry({ radii: RADII_M, stackPartitions: 128, slicePartitions: 256, vertexFormat: PerInstanceColorAppearance.FLAT_VERTEX_FORMAT }),
      attributes: { color: ColorGeometryInstanceAttribute.fromColor(ink) },
    }),
  });
}

function sites(raid: Raid): BillboardCollection {
  const made = new BillboardCollection();
  const scale = 1 / (window.devicePixelRatio || 1);
  for (const one of raid.nodes)
    if (one.role === "battery" || one.role === "command post")
      made.add({ position: Cartesian3.fromDegrees(one.lon_deg, one.lat_deg, one.altitude_m), scale, disableDepthTestDistance: ALWAYS_ABOVE_M }).setImage(`site-${one.role}`, siteIcon(one.role));
  return made;
}

const NAME_PX = 20, NAME_LINE_PX = 14; // on two lines in turn, so that neighbours stay apart
const NAME_FONT = '12px system-ui, "Liberation Sans", sans-serif';

/** The name of an asset below its place, written here: Cesium's own labels would need a worker. */
function addName(names: BillboardCollection, { name, lon_deg, lat_deg, altitude_m }: Raid["assets"][number], below_px: number): void {
  const ratio = window.devicePixelRatio || 1, canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.font = NAME_FONT;
  canvas.width = Math.ceil((pen.measureText(name).width + 8) * ratio);
  canvas.height = Math.ceil(18 * ratio);
  pen.scale(ratio, ratio);
  pen.font = NAME_FONT;
  pen.lineWidth = 3;
  pen.lineJoin = "round";
  pen.strokeStyle = colour("ground");
  pen.strokeText(name, 4, 13);
  pen.fillStyle = colour("ink");
  pen.fillText(name, 4, 13);
  names.add({
    position: Cartesian3.fromDegrees(lon_deg, lat_deg, altitude_m), scale: 1 / ratio,
    pixelOffset: new Cartesian2(0, below_px), disableDepthTestDistance: ALWAYS_ABOVE_M,
  }).setImage(`name-${name}-${theme()}`, canvas);
}

function look({ camera }: Scene, raid: Raid): void {
  const { lon_deg, lat_deg } = raid.centre;
  const spread = Math.max(1, ...raid.threats.map((one) => Math.hypot((one.lon_deg[0] ?? lon_deg) - lon_deg, (one.lat_deg[0] ?? lat_deg) - lat_deg)));
  camera.setView({
    destination: Cartesian3.fromDegrees(lon_deg, lat_deg - spread, spread * METRES_PER_DEGREE * 1.3),
    orientation: { heading: 0, pitch: -0.95, roll: 0 },
  });
}

/** Longitude, latitude and altitude of a threat at a time. */
function spot({ threat }: Course, at: number): [number, number, number] | null {
  const i = before(threat.t_s, at), last = threat.t_s.length - 1;
  if (i < 0 || at > (threat.t_s[last] as number)) return null;
  const j = Math.min(i + 1, last), t0 = threat.t_s[i] as number;
  const part = j === i ? 0 : (at - t0) / ((threat.t_s[j] as number) - t0 || 1);
  const mix = (values: readonly number[]) => (values[i] as number) + part * ((values[j] as number) - (values[i] as number));
  return [mix(threat.lon_deg), mix(threat.lat_deg), mix(threat.altitude_m)];
}

interface Mover {
  icon: Billboard;
  trail: Polyline;
}

/** Everything that moves, made once; the function sets it to a time. */
function movers(world: { add: (one: unknown) => unknown }, raid: Raid, courses: readonly Course[]): (shown: Shown) => void {
  const icons = world.add(new BillboardCollection()) as BillboardCollection;
  const trails = world.add(new PolylineCollection()) as PolylineCollection;
  const shots = world.add(new PolylineCollection()) as PolylineCollection;
  const scale = 1 / (window.devicePixelRatio || 1);
  const made = courses.map(({ threat }): Mover => {
    const icon = icons.add({ show: false, scale, position: Cartesian3.ZERO, disableDepthTestDistance: ALWAYS_ABOVE_M });
    icon.setImage(`threat-${threat.target_class}`, threatIcon(threat.target_class));
    const trail = trails.add({ show: false, width: 1.5, positions: [], material: Material.fromType("Color", { color: css(threat.target_class, 0.75) }) });
    return { icon, trail };
  });
  const flights = raid.shots.map(() => shots.add({ show: false, width: 2, positions: [], material: Material.fromType("Color", { color: css("shot") }) }));
  return (shown) => {
    courses.forEach((course, n) => moveThreat(made[n] as Mover, course, shown));
    raid.shots.forEach((shot, n) => {
      const line = flights[n] as Polyline;
      const part = (shown.t_s - shot.launch_s) / (shot.end_s - shot.launch_s || 1);
      line.show = part >= 0 && part <= 1 && shown.classes.has(raid.threats[shot.threat]?.target_class ?? "");
      if (!line.show) return;
      const mix = (pair: readonly [number, number]) => pair[0] + part * (pair[1] - pair[0]);
      line.positions = Cartesian3.fromDegreesArrayHeights([
        shot.lon_deg[0], shot.lat_deg[0], shot.altitude_m[0], mix(shot.lon_deg), mix(shot.lat_deg), mix(shot.altitude_m)]);
    });
  };
}

function moveThreat({ icon, trail }: Mover, course: Course, shown: Shown): void {
  const flying = shown.classes.has(course.threat.target_class) && stateAt(course, shown.t_s) === "flying";
  const now = flying ? spot(course, shown.t_s) : null;
  icon.show = now !== null;
  trail.show = now !== null;
  if (!now) return;
  icon.position = Cartesian3.fromDegrees(...now);
  icon.color = Color.WHITE.withAlpha(isTracked(course, shown.t_s) ? 1 : 0.45);
  const first = course.t_s[0] as number, points: number[] = [];
  for (let n = TRAIL_POINTS; n >= 0; n--) {
    const at = spot(course, Math.max(first, shown.t_s - (TRAIL_S * n) / TRAIL_POINTS));
    if (at) points.push(...at);
  }
  trail.positions = Cartesian3.fromDegreesArrayHeights(points);
}
