// Bundles the two viewers of test_exports.py with the packages of the app; see app/package.json.
import { resolve } from "node:path";

const here = import.meta.dirname;
const packages = resolve(here, "../../../app/node_modules");

export default {
  root: here,
  base: "./",
  resolve: {
    alias: { "@cesium/engine": resolve(packages, "@cesium/engine"), ol: resolve(packages, "ol") },
  },
  build: {
    rollupOptions: { input: [resolve(here, "cesium.html"), resolve(here, "openlayers.html")] },
    chunkSizeWarningLimit: 8000,
    target: "es2022",
  },
};
