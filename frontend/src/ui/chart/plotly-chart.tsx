/** A plotly figure of the server. The library itself travels with this file only. */
import { useEffect, useMemo, useRef } from "react";
import { useAppearance } from "@/lib/appearance";
import { useLocale } from "@/lib/i18n";
import type { PlotlyFigure } from "@/lib/report/figure";
import { usePhone } from "@/lib/use-media";
import styles from "./plotly-chart.module.css";
import { plotly, type PlotlyElement } from "./plotly-bundle";
import { cellOf, dress, type Look } from "./plotly-look";
import type { ChartProps } from "./types";

function lookOf(narrow: boolean): Look {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: value("--dg-text"),
    faint: value("--dg-text-3"),
    line: value("--dg-border"),
    ground: value("--dg-bg-raised"),
    font: getComputedStyle(document.body).fontFamily,
    narrow,
  };
}

interface Clicked {
  points?: { customdata?: unknown; label?: unknown }[];
}

export default function PlotlyChart({ page, onPick, picked, label }: ChartProps<PlotlyFigure>) {
  const phone = usePhone();
  const locale = useLocale();
  const { mode } = useAppearance();
  const box = useRef<PlotlyElement>(null);
  const pick = useRef(onPick);
  useEffect(() => {
    pick.current = onPick;
  });
  // Plotly writes into what it is given: a copy of its own each time.
  const drawn = useMemo(() => structuredClone(page), [page]);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const { data, layout } = dress(drawn, lookOf(phone), picked);
    const config = { displayModeBar: false, responsive: false, locale: locale === "en" ? "en-US" : "zh-CN" };
    const clicked = (event: Clicked): boolean => {
      const [point] = event.points ?? [];
      const cell = cellOf(point?.customdata);
      if (cell) pick.current?.({ cell });
      return false; // a treemap would zoom
    };
    void plotly.react(element, data, layout, config).then(() => {
      for (const name of ["plotly_click", "plotly_treemapclick"]) {
        element.removeAllListeners(name);
        element.on(name, clicked);
      }
    });
    // The look is read from the page: the mode says when it changes.
  }, [drawn, phone, locale, picked, mode]);

  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const watcher = new ResizeObserver(() => {
      if (element.checkVisibility() && element.clientWidth > 0 && element.data) plotly.Plots.resize(element);
    });
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      plotly.purge(element);
    };
  }, []);
  return (
    <div
      ref={box}
      className={styles.plot}
      role="img"
      aria-label={label}
      data-clickable={onPick ? true : undefined}
    />
  );
}
