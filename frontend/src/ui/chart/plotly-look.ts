/** The server's figure in the colours and type of the page: plain data in, plain data out. */
import type { Cell, PlotlyFigure } from "@/lib/report/figure";
import { sameCell } from "./types";

export interface Look {
  text: string;
  faint: string;
  line: string;
  ground: string;
  font: string;
  /** Phones have no room for titles of axes. */
  narrow: boolean;
}

type Part = Record<string, unknown>;

const isPart = (value: unknown): value is Part =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The cell behind a point; pies and treemaps wrap what stands for one slice. */
export function cellOf(data: unknown): Cell | null {
  const found = Array.isArray(data) && data.length === 1 ? (data[0] as unknown) : data;
  return isPart(found) ? (found as Cell) : null;
}

function axis(given: unknown, look: Look, second: boolean): Part {
  const own = isPart(given) ? given : {};
  const title =
    isPart(own.title) && !look.narrow ? { ...own.title, font: { size: 12, color: look.faint } } : "";
  return {
    gridcolor: look.line,
    linecolor: look.line,
    zerolinecolor: look.line,
    tickfont: { color: look.faint },
    automargin: true,
    fixedrange: true,
    // Lines between categories measure nothing.
    ...(own.type === "category" ? { showgrid: false } : {}),
    ...(second ? { rangemode: "tozero" } : {}),
    ...own,
    title,
  };
}

/** So many months, and so many days, stand beside each other without leaning. */
const UPRIGHT = 16;
const DAYS_UPRIGHT = 8;

interface Spelled {
  year: string;
  short: string;
}

const SPANS: { shape: RegExp; most: number; spell: (found: RegExpExecArray) => Spelled }[] = [
  {
    shape: /^(\d{4})年(\d{1,2})月$/,
    most: Infinity,
    spell: ([, year = "", month = ""]) => ({ year: `${year}年`, short: `${month}月` }),
  },
  {
    shape: /^([A-Z][a-z]{2}) (\d{4})$/,
    most: Infinity,
    spell: ([, month = "", year = ""]) => ({ year, short: month }),
  },
  {
    shape: /^(\d{4})-(\d{2})-(\d{2})$/,
    most: DAYS_UPRIGHT,
    spell: ([, year = "", month = "", day = ""]) => ({ year, short: `${Number(month)}/${Number(day)}` }),
  },
];

/** Months and days side by side name their year once: «12月 1月 2月» with the years below, instead of leaning words;
 * of many days only some are named. */
export function shortSpans(names: readonly unknown[]): { tickvals: string[]; ticktext: string[] } | null {
  const texts = [...new Set(names.map(String))];
  const form = SPANS.find(({ shape }) => texts.length > 1 && texts.every((text) => shape.test(text)));
  if (!form) return null;
  const step = Math.ceil(texts.length / form.most) || 1;
  const tickvals = texts.filter((_, at) => at % step === 0);
  const spelled = tickvals.map((text) => form.spell(form.shape.exec(text)!));
  const ticktext = spelled.map(({ year, short }, at) => {
    // Where the second begins a year, the first has no room to name its own.
    const begins = at === 0 ? spelled[1]?.year === year : spelled[at - 1]?.year !== year;
    return begins ? `${short}<br>${year}` : short;
  });
  return { tickvals, ticktext };
}

function spansBelow(figure: PlotlyFigure): Part {
  const own = figure.layout.xaxis;
  if (!isPart(own) || own.type !== "category") return {};
  const given = figure.data.flatMap((trace) => (Array.isArray(trace.x) ? (trace.x as unknown[]) : []));
  const found = shortSpans(Array.isArray(own.categoryarray) ? (own.categoryarray as unknown[]) : given);
  if (!found) return {};
  return { ...found, tickmode: "array", ...(found.tickvals.length <= UPRIGHT ? { tickangle: 0 } : {}) };
}

/** Texts of the server when the pointer rests on a point: it knows units and languages. */
function hover(trace: Part): Part {
  const name = trace.name ? "%{fullData.name}: " : "";
  if (!Array.isArray(trace.hovertext)) return {};
  switch (trace.type) {
    case "pie":
      return { hovertemplate: "%{label}<br>%{hovertext}<br>%{percent}<extra></extra>" };
    case "bar": {
      const along = trace.orientation === "h" ? "%{y}" : "%{x}";
      return { hovertemplate: `${along}<br>${name}%{hovertext}<extra></extra>` };
    }
    case "waterfall":
      return { hovertemplate: "%{x}<br>%{hovertext}<extra></extra>" };
    default:
      // Points of a scatter are called by their text; lines name their series.
      return trace.mode === "markers"
        ? { hovertemplate: "%{hovertext}<br>%{x} · %{y}<extra></extra>" }
        : { hovertemplate: `${name}%{hovertext}<extra></extra>` };
  }
}

function places(trace: Part, picked: Cell): number[] {
  const all = Array.isArray(trace.customdata) ? trace.customdata : [];
  return all.flatMap((data, at) => (sameCell(cellOf(data), picked) ? [at] : []));
}

/** What is not picked steps back. */
function marked(trace: Part, picked: Cell | null | undefined): Part {
  if (!picked) return {};
  const found = places(trace, picked);
  if (trace.type === "pie") {
    const all = Array.isArray(trace.labels) ? trace.labels : [];
    return { pull: all.map((_, at) => (found.includes(at) ? 0.08 : 0)) };
  }
  if (trace.type !== "bar" && trace.type !== "scatter") return {};
  return { selectedpoints: found, unselected: { marker: { opacity: 0.35 } } };
}

function dressed(trace: Part, look: Look, picked: Cell | null | undefined): Part {
  const shared = { ...trace, ...hover(trace), ...marked(trace, picked) };
  switch (trace.type) {
    case "bar":
      return { ...shared, textposition: "auto", cliponaxis: false };
    case "pie":
      return {
        ...shared,
        textposition: look.narrow ? "inside" : "auto",
        automargin: true,
        insidetextorientation: "horizontal",
        marker: { ...(isPart(trace.marker) ? trace.marker : {}), line: { color: look.ground, width: 1 } },
      };
    case "heatmap": {
      const scale = Array.isArray(trace.colorscale) ? (trace.colorscale as [number, string][]) : null;
      const top = scale?.at(-1)?.[1];
      return {
        ...shared,
        ...(top
          ? {
              colorscale: [
                [0, look.line],
                [1, top],
              ],
            }
          : {}),
        hovertemplate: "%{y} %{x}<br>%{hovertext}<extra></extra>",
        colorbar: {
          ...(isPart(trace.colorbar) ? trace.colorbar : {}),
          thickness: 8,
          outlinewidth: 0,
          tickfont: { color: look.faint },
          len: 0.9,
        },
        showscale: !look.narrow,
      };
    }
    case "sankey":
      return {
        ...shared,
        link: { ...(isPart(trace.link) ? trace.link : {}), color: `${look.faint}40` },
        textfont: { color: look.text },
      };
    case "waterfall":
      return { ...shared, connector: { line: { color: look.line, width: 1 } } };
    default:
      return shared;
  }
}

/** How much room a legend asks for is plotly's; where it stands is ours: above the drawing. */
export function dress(figure: PlotlyFigure, look: Look, picked?: Cell | null): PlotlyFigure {
  const { layout } = figure;
  const axes = Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key));
  const named = figure.data.filter((trace) => trace.name && trace.showlegend !== false);
  const cartesian = axes.length > 0 || figure.data.some((trace) => trace.type === "bar");
  const wanted = cartesian ? [...new Set(["xaxis", "yaxis", ...axes])] : [];
  return {
    data: figure.data.map((trace) => dressed(trace, look, picked)),
    layout: {
      ...layout,
      ...Object.fromEntries(
        wanted.map((key) => [
          key,
          { ...axis(layout[key], look, key === "yaxis2"), ...(key === "xaxis" ? spansBelow(figure) : {}) },
        ]),
      ),
      autosize: true,
      showlegend: named.length > 1,
      legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", font: { color: look.faint } },
      margin: cartesian ? { l: 8, r: 12, t: named.length > 1 ? 32 : 12, b: 8 } : { l: 8, r: 8, t: 8, b: 8 },
      font: { family: look.font, size: 12, color: look.text },
      hoverlabel: { bgcolor: look.ground, bordercolor: look.line, font: { color: look.text } },
      dragmode: false,
    },
  };
}
