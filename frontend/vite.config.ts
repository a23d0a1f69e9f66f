import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { compressed } from "./compressed";

const server = process.env.DOUGONG_API ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react(), compressed()],
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
