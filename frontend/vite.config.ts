import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { compressed } from "./compressed";

const server = process.env.DOUGONG_API ?? "http://127.0.0.1:8000";

/** antd's inputs ask the package of forms for one context; by its index they would bring all of it to every page. */
const formContext: Plugin = {
  name: "form-context",
  enforce: "pre",
  resolveId(source, importer) {
    if (source !== "@rc-component/form" || !importer?.includes("/antd/es/form/context")) return null;
    return this.resolve("@rc-component/form/es/FormContext", importer, { skipSelf: true });
  },
};

export default defineConfig({
  plugins: [formContext, react(), compressed()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  // plotly names the page as node does.
  define: { global: "globalThis" },
  server: { proxy: { "/api": { target: server, changeOrigin: false } } },
  build: {
    target: "es2023",
    chunkSizeWarningLimit: 1400,
    rolldownOptions: {
      // antd's building blocks don't say that importing them does nothing by itself: with one name of a package all
      // of it came along, forms and their checks onto pages without any.
      treeshake: { moduleSideEffects: [{ test: /node_modules\/@rc-component\//, sideEffects: false }] },
      output: {
        // What every page needs travels apart from our own code and stays cached across releases; pieces that most of
        // the pages share travel together, because a hundred small files compress worse than one.
        codeSplitting: {
          groups: [
            {
              name: "react",
              test: /node_modules\/(react|react-dom|scheduler|react-router|cookie-es)\//,
              priority: 4,
            },
            { name: "data", test: /node_modules\/(@tanstack|i18next|react-i18next)\//, priority: 3 },
            {
              name: "frame",
              test: /node_modules\/(antd|@rc-component|@ant-design|@emotion|stylis|lucide-react|@babel|dayjs)\//,
              minShareCount: 64,
              priority: 2,
            },
            // an icon is 300 bytes: 45 files of their own compress worse than one with some that a page lacks
            { name: "icons", test: /node_modules\/lucide-react\//, minShareCount: 8, priority: 3 },
            { name: "ours", test: /src\//, minShareCount: 80, priority: 1 },
          ],
        },
      },
    },
  },
});
