import { describe, expect, it } from "vitest";
import { emptyChart, fitted, LIBRARY, queryFor, specOf } from "./chart-specs";
import type { Query } from "./definition";
import { firstQuery, freshKey, newTile } from "./new-tile";
import type { ReportField } from "./queries";

const field = (path: string, type: string, part: Partial<ReportField> = {}): ReportField => ({
  path,
  label: path,
  type,
  options: null,
  many: false,
  group: type !== "number",
  sum: type === "number",
  time: type === "date" || type === "datetime",
  via: [],
  ...part,
});
const FIELDS = [
  field("name", "text"),
  field("stage", "select"),
  field("source", "select"),
  field("owner", "member"),
  field("amount", "number"),
  field("closed_on", "date"),
  field("created_at", "datetime"),
  field("customer.level", "select"),
];

const query: Query = {
  from: "deal",
  rows: [
    { key: "stage", field: "stage" },
    { key: "region", field: "region" },
  ],
  measures: [
    { key: "n", fn: "count" },
    { key: "amt", fn: "sum", field: "amount" },
  ],
};

describe("a chart and its query", () => {
  it("names the parts by their order", () => {
    expect(fitted(emptyChart("bar"), query)).toMatchObject({ x: "stage", series: "region", y: ["n"] });
    expect(fitted(emptyChart("funnel"), query)).toMatchObject({
      stage: "stage",
      series: "region",
      value: "n",
    });
    expect(fitted(emptyChart("scatter"), query)).toMatchObject({ point: "stage", x: "n", y: "amt" });
  });

  it("draws several measures only without a series", () => {
    const one = { ...query, rows: query.rows!.slice(0, 1) };
    expect(fitted(emptyChart("bar"), one)).toMatchObject({ y: ["n", "amt"], series: null });
  });

  it("keeps the choice of lines while the measure is there", () => {
    const combo = fitted(emptyChart("combo"), query);
    expect(combo).toMatchObject({ bars: ["n"], lines: ["amt"] });
    const chosen = fitted({ type: "combo", x: "stage", bars: ["amt"], lines: ["n"] }, query);
    expect(chosen).toMatchObject({ bars: ["amt"], lines: ["n"] });
    const gone = fitted(chosen, { ...query, measures: [query.measures![1]!, { key: "avg", fn: "avg" }] });
    expect(gone).toMatchObject({ bars: ["amt"], lines: ["avg"] });
  });

  it("leaves out what another chart can't take", () => {
    expect(queryFor("pie", query)).toMatchObject({ rows: [{ key: "stage" }], measures: [{ key: "n" }] });
    expect(queryFor("kpi", query)).toMatchObject({ totals: ["all"], rows: [{ key: "stage" }] });
    const pivot = queryFor("pivot", { ...query, cols: [{ key: "m", field: "created_at", grain: "month" }] });
    expect(pivot.cols).toHaveLength(1);
    expect(queryFor("bar", pivot).cols).toBeUndefined();
    expect(queryFor("bar", pivot).totals).toBeUndefined();
  });
});

describe("a new tile", () => {
  it("asks something that its chart can draw, for every chart of the library", () => {
    for (const type of LIBRARY.flatMap((group) => group.types)) {
      const tile = newTile(type, [], "deal", FIELDS);
      const spec = specOf(type);
      if (!spec) continue;
      const dimensions = tile.query?.rows?.length ?? 0;
      const measures = tile.query?.measures?.length ?? 0;
      if (!tile.query?.list) {
        expect([type, dimensions >= spec.dimensions[0], dimensions <= spec.dimensions[1]]).toEqual([
          type,
          true,
          true,
        ]);
        expect([type, measures >= spec.measures[0], measures <= spec.measures[1]]).toEqual([
          type,
          true,
          true,
        ]);
      }
      const keys = [...(tile.query?.rows ?? []), ...(tile.query?.measures ?? [])].map((part) => part.key);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it("begins with choices for categories and with a date of the form for a course", () => {
    expect(firstQuery("bar", "deal", FIELDS).rows).toEqual([{ key: "stage", field: "stage" }]);
    expect(firstQuery("line", "deal", FIELDS).rows).toMatchObject([{ field: "closed_on", grain: "month" }]);
    expect(firstQuery("heatmap", "deal", FIELDS).rows).toMatchObject([
      { field: "created_at", grain: "weekday_hour" },
    ]);
  });

  it("gets a key of its own", () => {
    expect(freshKey("bar", ["bar", "bar_2"])).toBe("bar_3");
    expect(freshKey("9 lives!", [])).toBe("lives_");
  });
});
