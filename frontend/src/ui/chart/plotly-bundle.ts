/** plotly with only the traces that the server's figures use; a chunk of its own, loaded with the first such chart. */
import * as core from "plotly.js/lib/core";
import * as bar from "plotly.js/lib/bar";
import * as heatmap from "plotly.js/lib/heatmap";
import * as pie from "plotly.js/lib/pie";
import * as sankey from "plotly.js/lib/sankey";
import * as treemap from "plotly.js/lib/treemap";
import * as waterfall from "plotly.js/lib/waterfall";
import * as chinese from "plotly.js/lib/locales/zh-cn";

/** What plotly makes of the element it draws in. */
export interface PlotlyElement extends HTMLDivElement {
  data?: unknown;
  on(name: string, listener: (event: never) => unknown): void;
  removeAllListeners(name: string): void;
}

interface Plotly {
  register(modules: unknown[]): void;
  react(element: HTMLElement, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
  purge(element: HTMLElement): void;
  Plots: { resize(element: HTMLElement): void };
}

type Bundled<T> = T & { default?: T };
const own = <T>(module: Bundled<T>): T => module.default ?? module;

export const plotly = own(core as unknown as Bundled<Plotly>);
plotly.register(
  [bar, heatmap, pie, sankey, treemap, waterfall, chinese].map((one) => own(one as Bundled<object>)),
);
