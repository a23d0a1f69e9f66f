/** A figure drawn by the chart of its kind; as a table when asked. */
import { ChartNoAxesColumn } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Cell, Figure } from "@/lib/report/figure";
import { EmptyState } from "@/ui/empty-state";
import { Centred } from "./centred";
import { Cloud } from "./cloud";
import { Cohort } from "./cohort";
import { Funnel } from "./funnel";
import { Gauge } from "./gauge";
import { Kpi } from "./kpi";
import { RegionMap } from "./map";
import { Metric } from "./metric";
import { Pivot } from "./pivot";
import { Rfm } from "./rfm";
import { ChartSkeleton } from "./skeleton";
import { Table } from "./table";
import type { Picked } from "./types";
import { ImageTile, TextTile } from "./words";

const PlotlyChart = lazy(() => import("./plotly-chart"));

interface Props {
  figure: Figure;
  label: string;
  colours: readonly string[];
  asTable?: boolean;
  onPick?: (picked: Picked) => void;
  onOpen?: (id: string) => void;
  picked?: Cell | null;
}

const WORDS = new Set<Figure["kind"]>(["text", "image"]);

/** Text and pictures have no numbers behind them. */
export const hasTable = (figure: Figure): boolean => !WORDS.has(figure.kind) && figure.kind !== "table";

export function FigureView({ figure, label, colours, asTable = false, onPick, onOpen, picked }: Props) {
  const { t } = useTranslation("charts");
  const shared = { label, colours, onPick, picked };
  if (figure.kind === "empty")
    return (
      <Centred>
        <ChartNoAxesColumn size={24} aria-hidden />
        <p>{figure.text}</p>
      </Centred>
    );
  if (asTable && hasTable(figure)) return <Table view={figure.table} label={label} />;
  switch (figure.kind) {
    case "plotly":
      return (
        <Suspense fallback={<ChartSkeleton />}>
          <PlotlyChart page={figure.figure} {...shared} />
        </Suspense>
      );
    case "kpi":
      return <Kpi page={figure.kpi} {...shared} />;
    case "gauge":
      return <Gauge page={figure.gauge} {...shared} />;
    case "funnel":
      return <Funnel page={figure.funnel} {...shared} />;
    case "cloud":
      return <Cloud page={figure.cloud} {...shared} />;
    case "pivot":
      return <Pivot page={figure.pivot} {...shared} />;
    case "table":
      return <Table view={figure.table} label={label} size={figure.table.page ?? 20} onOpen={onOpen} />;
    case "map":
      return <RegionMap page={figure.map} {...shared} />;
    case "rfm":
      return <Rfm page={figure.rfm} {...shared} />;
    case "cohort":
      return <Cohort page={figure.cohort} {...shared} />;
    case "metric":
      return <Metric page={figure.metric} {...shared} />;
    case "text":
      return <TextTile text={figure.text.text} />;
    case "image":
      return <ImageTile file={figure.image.file} alt={figure.image.alt} />;
    default:
      return <EmptyState compact title={t("unknown")} />;
  }
}
