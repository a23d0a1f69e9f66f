/** Everything about one tile. */
import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { emptyChart, fitted, LIBRARY, queryFor, specOf } from "@/lib/report/chart-specs";
import type { Chart, ChartType, Query, Tile } from "@/lib/report/definition";
import { firstQuery } from "@/lib/report/new-tile";
import { useReportFields } from "@/lib/report/queries";
import { LabelInput } from "@/ui/label-input";
import { Property, Toggle } from "@/ui/property/property";
import { Panel } from "@/ui/designer/panel";
import { ChartIcon } from "../library";
import { useDesigner } from "../model/context";
import { patchTile } from "../model/edit";
import { usePreview } from "../model/queries";
import { FieldsSelect } from "../parts/field-select";
import { FormSelect } from "../parts/form-select";
import { LookOptions } from "../parts/look-options";
import { MetricEditor } from "../parts/metric-editor";
import styles from "../parts/parts.module.css";
import { QueryEditor } from "../parts/query-editor";
import { PanelSection } from "../parts/section";
import { WordsEditor } from "../parts/words-editor";

const QUERIES = LIBRARY.flatMap((group) => group.types).filter((type) => specOf(type) !== null);

export function TilePanel({ tile }: { tile: Tile }) {
  const { t } = useTranslation("dashdesign");
  const ids = { label: useId(), note: useId(), empty: useId(), chart: useId(), form: useId() };
  const { app, apply, chartName } = useDesigner();
  const { type } = tile.chart;
  const query = tile.query ?? null;
  const fields = useReportFields(app, query?.from).data?.fields ?? [];
  const patch = (act: string, change: Partial<Tile>) =>
    apply(`tile:${tile.key}:${act}`, (before) => patchTile(before, tile.key, change));
  const setQuery = (next: Query) => patch("query", { query: next, chart: fitted(tile.chart, next) });
  const setChart = (chart: Chart) => patch("chart", { chart: fitted(chart, query) });
  const setType = (next: ChartType): void => {
    if (!query) return;
    let asked = queryFor(next, query);
    const spec = specOf(next);
    const short =
      spec &&
      ((asked.rows?.length ?? 0) < spec.dimensions[0] ||
        (asked.measures?.length ?? 0) < Math.max(1, spec.measures[0]));
    // What the other chart needs more of is guessed, as for a new tile.
    if (short && !(next === "table" && asked.list)) {
      const { from, where, period } = query;
      asked = { ...firstQuery(next, from, fields), where, period };
    }
    patch("type", { query: asked, chart: fitted(emptyChart(next), asked) });
  };
  const setForm = (form: string) =>
    patch("form", { query: { from: form, measures: [{ key: "n", fn: "count" }] } });
  return (
    <Panel icon={<ChartIcon type={type} />} title={chartName(type)}>
      <Property label={t("tile.name")} htmlFor={ids.label}>
        <LabelInput id={ids.label} value={tile.label} onChange={(label) => patch("label", { label })} />
      </Property>
      {type === "text" || type === "image" ? (
        <WordsEditor chart={tile.chart} onChange={(chart) => patch("chart", { chart })} />
      ) : type === "metric" ? (
        <MetricEditor tile={tile} onChange={(metric) => patch("metric", { metric })} />
      ) : (
        <>
          <Property label={t("tile.chart")} htmlFor={ids.chart}>
            <Select<ChartType>
              id={ids.chart}
              className={styles.full}
              value={type}
              options={QUERIES.map((one) => ({ value: one, label: chartName(one) }))}
              onChange={setType}
            />
          </Property>
          <Property label={t("tile.form")} htmlFor={ids.form}>
            <FormSelect id={ids.form} value={query?.from} onChange={setForm} />
          </Property>
          <Refusal tile={tile} />
          {query && (
            <>
              <QueryEditor tile={tile} query={query} fields={fields} onChange={setQuery} />
              <LookOptions chart={tile.chart} query={query} onChange={setChart} />
              <PanelSection title={t("click.title")}>
                <Toggle
                  label={t("click.filter")}
                  value={tile.cross_filter ?? true}
                  onChange={(cross_filter) => patch("cross", { cross_filter })}
                />
                <Property label={t("click.drill")} help={t("click.drill_help")}>
                  <FieldsSelect
                    label={t("click.drill")}
                    fields={fields}
                    only={(field) => field.group}
                    value={tile.drill ?? []}
                    onChange={(drill) => patch("drill", { drill: drill.slice(0, 6) })}
                  />
                </Property>
              </PanelSection>
            </>
          )}
        </>
      )}
      <Property label={t("tile.note")} htmlFor={ids.note} help={t("tile.note_help")}>
        <LabelInput
          id={ids.note}
          maxLength={300}
          value={tile.note}
          onChange={(note) => patch("note", { note })}
        />
      </Property>
      <Property label={t("tile.empty")} htmlFor={ids.empty} help={t("tile.empty_help")}>
        <LabelInput
          id={ids.empty}
          maxLength={300}
          value={tile.empty}
          onChange={(empty) => patch("empty", { empty })}
        />
      </Property>
    </Panel>
  );
}

/** Why the tile can't be drawn as it stands, beside where it can be changed. */
function Refusal({ tile }: { tile: Tile }) {
  const { app, definition } = useDesigner();
  const preview = usePreview(app, definition, tile);
  const answer = preview.data;
  if (!preview.current || !answer || answer.state === "ok") return null;
  const lines = answer.state === "refused" ? answer.problems.map((problem) => problem.message) : [];
  return (
    <div className={styles.problem} role="status">
      {(lines.length > 0 ? [...new Set(lines)] : [answer.message]).map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}
