import { defineConfig } from "vite";

// The page's content-security policy allows no inline script or style and no eval: nothing is
// inlined into HTML or CSS, and every file has its own address below /assets/.
export default defineConfig({
  build: {
    outDir: "../src/skydome/serve/static",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4000,
    target: "es2022",
  },
  server: { proxy: { "/api": "http://127.0.0.1:8712", "/pages": "http://127.0.0.1:8712" } },
});
