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
import { PaletteColumn, PaletteEntry, PaletteGroup } from "@/ui/designer/palette";
import { useTileDrag } from "./canvas/tile-drag";
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
    <PaletteColumn name={t("library.title")}>
      {LIBRARY.map((group) => (
        <PaletteGroup key={group.group} name={t(`library.${group.group}`)}>
          {group.types.map((type) => (
            <Entry key={type} type={type} />
          ))}
        </PaletteGroup>
      ))}
    </PaletteColumn>
  );
}

function Entry({ type }: { type: ChartType }) {
  const { chartName } = useDesigner();
  const { begin } = useTileDrag();
  const acts = useTileActs();
  return (
    <PaletteEntry
      icon={<ChartIcon type={type} />}
      name={chartName(type)}
      data-chart={type}
      onPointerDown={(event) => begin(event, { what: "new", type })}
      onClick={() => void acts.add(type, null)}
    />
  );
}
