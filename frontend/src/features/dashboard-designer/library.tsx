/** All charts there are: by drag onto the page, by click into the first hole. */
import {
  AreaChart,
  ChartBar,
  ChartColumnStacked,
  ChartNoAxesCombined,
  ChartPie,
  ChartScatter,
  CircleGauge,
  Cloud,
  Funnel,
  Grid3x3,
  Hash,
  Image,
  LayoutPanelLeft,
  Map as MapIcon,
  Sigma,
  Split,
  Table2,
  TableProperties,
  TrendingUp,
  Type,
  UserRoundCheck,
  UsersRound,
  type LucideIcon,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { LIBRARY } from "@/lib/report/chart-specs";
import type { ChartType } from "@/lib/report/definition";
import { useTileDrag } from "./canvas/tile-drag";
import styles from "./designer.module.css";
import { useDesigner } from "./model/context";
import { useTileActs } from "./model/use-tile-acts";

const ICONS: Record<ChartType, LucideIcon> = {
  kpi: Hash,
  gauge: CircleGauge,
  metric: Sigma,
  bar: ChartBar,
  combo: ChartNoAxesCombined,
  scatter: ChartScatter,
  heatmap: Grid3x3,
  pie: ChartPie,
  funnel: Funnel,
  treemap: LayoutPanelLeft,
  waterfall: ChartColumnStacked,
  sankey: Split,
  line: AreaChart,
  forecast: TrendingUp,
  pivot: TableProperties,
  table: Table2,
  rfm: UserRoundCheck,
  cohort: UsersRound,
  map: MapIcon,
  cloud: Cloud,
  text: Type,
  image: Image,
};

export function ChartIcon({ type, size = 16 }: { type: ChartType; size?: number }) {
  const Icon = ICONS[type];
  return <Icon size={size} aria-hidden />;
}

export function Library() {
  const { t } = useTranslation("dashdesign");
  return (
    <nav className={styles.library} aria-label={t("library.title")}>
      {LIBRARY.map((group) => (
        <section key={group.group} aria-label={t(`library.${group.group}`)}>
          <h2 className={styles.libraryGroup}>{t(`library.${group.group}`)}</h2>
          <div className={styles.libraryList}>
            {group.types.map((type) => (
              <Entry key={type} type={type} />
            ))}
          </div>
        </section>
      ))}
    </nav>
  );
}

function Entry({ type }: { type: ChartType }) {
  const { chartName } = useDesigner();
  const { begin } = useTileDrag();
  const acts = useTileActs();
  return (
    <button
      type="button"
      className={styles.entry}
      data-chart={type}
      onPointerDown={(event) => begin(event, { what: "new", type })}
      onClick={() => void acts.add(type, null)}
    >
      <ChartIcon type={type} />
      <span>{chartName(type)}</span>
    </button>
  );
}
