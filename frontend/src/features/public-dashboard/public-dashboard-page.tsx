/** `/public/dashboards/:token`: a dashboard for whoever holds its address, without an account; also inside a frame. */
import { Button } from "antd";
import { ChartPie, Link2Off, Table2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { ApiProblem, apiUrl } from "@/lib/api";
import { formatInstant } from "@/lib/dates";
import { useLabel, useLocale } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { tilesOf, type Tile } from "@/lib/report/definition";
import type { FilterValues } from "@/lib/report/filters";
import type { DashboardData, DashboardView } from "@/lib/report/queries";
import { publicPath, usePublicDashboard, usePublicData } from "@/lib/report/sharing";
import { COLOURS } from "@/lib/report/themes";
import { hasTable } from "@/ui/chart/figure-view";
import { PictureSource } from "@/ui/chart/picture-source";
import { AnsweredTile } from "@/ui/dashboard/answered-tile";
import { Board } from "@/ui/dashboard/board";
import { FilterBar } from "@/ui/dashboard/filter-bar";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { PageSkeleton } from "@/ui/skeletons";
import styles from "./public-dashboard.module.css";

const isGone = (error: unknown): boolean => error instanceof ApiProblem && error.status === 404;

export function PublicDashboardPage() {
  const { token = "" } = useParams();
  const { t } = useTranslation("sharing");
  useTranslation("charts");
  const view = usePublicDashboard(token);
  const [filters, setFilters] = useState<FilterValues>({});
  const data = usePublicData(token, filters, view.isSuccess);
  const label = useLabel();
  usePageTitle(view.data ? label(view.data.label) || view.data.key : t("public.title"));
  if (view.isPending) return <PageSkeleton />;
  const gone = isGone(view.error) || isGone(data.error);
  if (gone)
    return (
      <main className={styles.gone}>
        <EmptyState icon={<Link2Off size={28} />} title={t("public.gone")} text={t("public.gone_text")} />
      </main>
    );
  if (view.isError) return <ErrorState error={view.error} onRetry={() => void view.refetch()} />;
  return (
    <PictureSource value={(file) => apiUrl(`${publicPath(token)}/pictures/${file}`)}>
      <Shown view={view.data} data={data.data} busy={data.isPlaceholderData} failed={data.isError}>
        <FilterBar app="" filters={view.data.filters} values={filters} onChange={setFilters} />
        {data.isError && !data.data && <ErrorState error={data.error} onRetry={() => void data.refetch()} />}
      </Shown>
    </PictureSource>
  );
}

interface ShownProps {
  view: DashboardView;
  data: DashboardData | undefined;
  busy: boolean;
  failed: boolean;
  children: React.ReactNode;
}

function Shown({ view, data, busy, failed, children }: ShownProps) {
  const { t } = useTranslation("sharing");
  const label = useLabel();
  const locale = useLocale();
  const tiles = tilesOf(view.definition);
  const description = label(view.description);
  return (
    <main className={styles.page} data-theme-name={view.definition.theme ?? "default"}>
      <header className={styles.head}>
        <div className={styles.grow}>
          <h1>{label(view.label) || view.key}</h1>
          {description && <p className={styles.faint}>{description}</p>}
        </div>
        {data && (
          <p className={styles.faint} data-failed={failed || undefined}>
            {t(failed ? "public.stopped" : "public.as_of", { at: formatInstant(data.as_of, locale) })}
          </p>
        )}
      </header>
      {children}
      {tiles.length === 0 ? (
        <EmptyState title={t("public.empty")} />
      ) : (
        <Board places={view.definition.grid ?? []} tiles={tiles}>
          {(tile) => <PublicTile view={view} tile={tile} data={data} busy={busy} />}
        </Board>
      )}
    </main>
  );
}

interface TileProps {
  view: DashboardView;
  tile: Tile;
  data: DashboardData | undefined;
  busy: boolean;
}

function PublicTile({ view, tile, data, busy }: TileProps) {
  const { t } = useTranslation("sharing");
  const label = useLabel();
  const [asTable, setAsTable] = useState(false);
  const answer = data?.tiles[tile.key];
  const figure = answer?.state === "ok" ? answer.figure : null;
  const name = label(tile.label) || t("public.tile");
  const turned = t(asTable ? "public.chart" : "public.table", { name });
  return (
    <AnsweredTile
      tile={tile}
      busy={busy}
      tools={
        figure &&
        hasTable(figure) &&
        figure.kind !== "empty" && (
          <Button
            type="text"
            size="small"
            icon={asTable ? <ChartPie size={16} /> : <Table2 size={16} />}
            aria-label={turned}
            title={turned}
            onClick={() => setAsTable(!asTable)}
          />
        )
      }
      answer={answer}
      label={name}
      colours={COLOURS[view.definition.theme ?? "default"]}
      asTable={asTable}
    />
  );
}
