import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const server = process.env.DOUGONG_API ?? "http://127.0.0.1:8000";

const INLINE = "image3.attr('style', PIXELATED_IMAGE_STYLE)";

/** The content policy refuses style attributes, not styles that a script sets: heat maps of plotly keep sharp cells. */
const plotlyUnderPolicy: Plugin = {
  name: "plotly-under-policy",
  enforce: "pre",
  transform(code, id) {
    if (!id.endsWith("/plotly.js/src/traces/heatmap/plot.js")) return null;
    if (!code.includes(INLINE))
      throw new Error("plotly draws heat maps in another way: look whether the policy refuses it");
    const set = "image3.each(function() { this.style.cssText = PIXELATED_IMAGE_STYLE; })";
    return { code: code.replace(INLINE, set), map: null };
  },
};

export default defineConfig({
  plugins: [plotlyUnderPolicy, react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  // plotly names the page as node does.
  define: { global: "globalThis" },
  server: { proxy: { "/api": { target: server, changeOrigin: false } } },
  build: {
    target: "es2023",
    chunkSizeWarningLimit: 1400,
    rollupOptions: {
      output: {
        // The frame every page needs travels apart from our own code: it stays cached across releases.
        manualChunks(id: string) {
          if (/node_modules\/(react|react-dom|scheduler|react-router|cookie-es)\//.test(id)) return "react";
          if (/node_modules\/(@tanstack|i18next|react-i18next)\//.test(id)) return "data";
          return undefined;
        },
      },
    },
  },
});
