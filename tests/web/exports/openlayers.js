// OpenLayers with its own styles of a KML or GeoJSON file, and no other layer.
import OlMap from "ol/Map.js";
import View from "ol/View.js";
import GeoJSON from "ol/format/GeoJSON.js";
import KML from "ol/format/KML.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorSource from "ol/source/Vector.js";

window.show = async (file) => {
  const text = await (await fetch(file)).text();
  const format = file.endsWith(".kml") ? new KML({ showPointNames: false }) : new GeoJSON();
  const features = format.readFeatures(text, { featureProjection: "EPSG:3857" });
  const source = new VectorSource({ features });
  const map = new OlMap({
    target: "map",
    layers: [new VectorLayer({ source })],
    view: new View({ center: [0, 0], zoom: 3 }),
  });
  map.getView().fit(source.getExtent(), { padding: [20, 20, 20, 20] });
  await new Promise((resolve) => map.once("rendercomplete", resolve));
  return features.map((one) => ({
    type: one.getGeometry()?.getType() ?? "",
    name: one.get("name") ?? "",
    kind: one.get("kind") ?? "",
    layout: one.getGeometry()?.layout ?? "",
  }));
};
window.ready = true;
