// Cesium without a token: an ellipsoid without imagery, and one file that the test names.
import {
  CesiumWidget, Color, CzmlDataSource, EllipsoidTerrainProvider, Ion, JulianDate, KmlDataSource,
  Rectangle,
} from "@cesium/engine";

Ion.defaultAccessToken = "";
const widget = new CesiumWidget("map", {
  baseLayer: false, skyAtmosphere: false, skyBox: false,
  terrainProvider: new EllipsoidTerrainProvider(),
});
const { scene, clock } = widget;
widget.targetFrameRate = 4; // drawn in software, more frames would take the time of the workers
scene.globe.baseColor = Color.fromCssColorString("#e8ecef");
const errors = [];
scene.renderError.addEventListener((_scene, error) => errors.push(String(error)));

function entities(source) {
  return source.entities.values.map((one) => ({
    id: one.id,
    name: one.name ?? "",
    parent: one.parent?.name ?? "",
    graphics: ["billboard", "ellipse", "label", "path", "point", "polygon", "polyline"]
      .filter((kind) => one[kind] !== undefined),
  }));
}

window.show = async (file) => {
  const source = file.endsWith(".czml")
    ? await CzmlDataSource.load(file)
    : await KmlDataSource.load(file, { camera: scene.camera, canvas: scene.canvas });
  await widget.dataSources.add(source);
  window.source = source;
  return entities(source);
};

// Stops the clock some seconds after the start and returns what Cesium says of that moment.
window.at = (seconds) => {
  const start = window.source.clock?.startTime ?? JulianDate.fromIso8601("2000-01-01T00:00:00Z");
  const time = JulianDate.addSeconds(start, seconds, new JulianDate());
  clock.currentTime = time;
  clock.shouldAnimate = false;
  const present = window.source.entities.values.filter((one) => one.isAvailable(time));
  const placed = present.filter((one) => one.position?.getValue(time) !== undefined);
  return { present: present.map((one) => one.id), placed: placed.map((one) => one.id) };
};

window.look = (west, south, east, north) =>
  scene.camera.setView({ destination: Rectangle.fromDegrees(west, south, east, north) });

function after(frames, then) {
  const remove = scene.postRender.addEventListener(() => {
    frames -= 1;
    if (frames > 0) return;
    remove();
    then();
  });
}

// Resolves when everything has been drawn once: geometry is made by workers.
window.drawn = () => new Promise((resolve) => {
  const tick = () => widget.dataSourceDisplay.ready && scene.globe.tilesLoaded
    ? after(2, () => resolve(errors))
    : setTimeout(tick, 100);
  tick();
});
window.ready = true;
