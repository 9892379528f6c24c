import { fileURLToPath } from "node:url";

import { defineConfig, type Plugin } from "vite";

const own = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Replaces parts of Cesium that the page's policy refuses and the globe does not need. */
function withoutRefusedParts(): Plugin {
  return {
    name: "without-refused-parts",
    enforce: "pre",
    resolveId(source, importer) {
      if (!importer?.includes("@cesium/engine")) return null;
      if (source.endsWith("/CreditDisplay.js")) return own("src/raid/no_credits.ts");
      if (source.endsWith("/GoogleGeocoderService.js")) return own("src/raid/no_decoders.ts");
      if (source === "meshoptimizer" || source.startsWith("meshoptimizer/") || source === "@spz-loader/core") return own("src/raid/no_decoders.ts");
      return null;
    },
  };
}

// The page's content-security policy allows no inline script or style and no eval: nothing is
// inlined into HTML or CSS, and every file has its own address below /assets/.
export default defineConfig({
  plugins: [withoutRefusedParts()],
  build: {
    outDir: "../src/skydome/serve/static",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4500,
    target: "es2022",
  },
  server: { proxy: { "/api": "http://127.0.0.1:8365", "/pages": "http://127.0.0.1:8365" } },
});
