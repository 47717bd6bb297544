import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Port of the engine that `npm run dev` talks to. */
const enginePort = 4317;

export default defineConfig({
  // The page works below any path, and from any server of static files.
  base: "./",
  plugins: [react()],
  build: {
    // The page runs under `script-src 'self'`: nothing may be inlined as a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // Other libraries have chunks of their own, so that the size of dagwire's chunk can be measured.
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules\/(react|react-dom|scheduler)\// },
            { name: "virtual", test: /node_modules\/@tanstack\// },
            { name: "dagwire", test: /\/(runtime|generated)\/dist\// },
            { name: "xyflow", test: /node_modules\/(@xyflow|d3-[a-z]+|zustand|classcat|use-sync-external-store)\// },
          ],
        },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": { target: `http://127.0.0.1:${enginePort}`, ws: true } },
  },
});
