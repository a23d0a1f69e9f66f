/** `/apps/:app/dashboards/:dashboard`: a page of charts, with filters, clicks, and the records behind the numbers. */
import { Button } from "antd";
import { LayoutDashboard, PencilRuler } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { useLabel } from "@/lib/i18n";
import { useApp } from "@/lib/queries/apps";
import { tilesOf } from "@/lib/report/definition";
import { useDashboard, type DashboardView } from "@/lib/report/queries";
import { usePhone } from "@/lib/use-media";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { Page, PageHeader } from "@/ui/page";
import { PageSkeleton } from "@/ui/skeletons";
import { ArrangeBoard } from "./arrange/arrange-board";
import { ArrangeMenu } from "./arrange/arrange-menu";
import { DashboardBoard } from "./dashboard-board";
import { ExportMenu } from "./export-menu";
import { Fresh } from "./fresh";
import { RingingAlerts } from "./ringing";
import { ShareButton } from "./share-button";
import { useBoard } from "./use-board";
import styles from "./dashboards.module.css";

export function DashboardPage() {
  const { app = "", dashboard = "" } = useParams();
  useTranslation("dashboards");
  // Loaded here, not in the middle of a click: a page that waits for texts shows nothing at all.
  useTranslation("charts");
  useTranslation("records");
  useTranslation("form");
  const view = useDashboard(app, dashboard);
  if (view.isPending) return <PageSkeleton />;
  if (view.isError) return <ErrorState error={view.error} onRetry={() => void view.refetch()} />;
  return <Opened key={`${app}/${dashboard}`} app={app} view={view.data} />;
}

function Opened({ app, view }: { app: string; view: DashboardView }) {
  const { t } = useTranslation("dashboards");
  const label = useLabel();
  const phone = usePhone();
  const navigate = useNavigate();
  const appData = useApp(app).data;
  const board = useBoard(app, view);
  const [arranging, setArranging] = useState(false);
  const design = `/apps/${app}/dashboards/${view.key}/design`;
  const tiles = tilesOf(view.definition);
  // A phone has one row for both, so that the first number is seen at once.
  const inFilters = phone && tiles.length > 0 && !arranging;
  const tools = (
    <>
      <Fresh data={board.data.data} failed={board.data.isError} />
      {tiles.length > 0 && <ArrangeMenu board={board} onArrange={() => setArranging(true)} />}
      {tiles.length > 0 && <ExportMenu board={board} />}
      {view.can_share && <ShareButton app={app} dashboard={view.key} />}
      {view.can_design && !phone && (
        <Button icon={<PencilRuler size={16} />} onClick={() => void navigate(design)}>
          {t("design")}
        </Button>
      )}
    </>
  );
  return (
    <Page width="full">
      <div className={styles.page} data-theme-name={view.definition.theme ?? "default"}>
        <PageHeader
          title={label(view.label) || view.key}
          description={label(view.description) || undefined}
          crumbs={[{ label: label(appData?.label), to: `/apps/${app}` }]}
          actions={inFilters || arranging ? undefined : tools}
        />
        <RingingAlerts items={arranging ? [] : (view.ringing ?? [])} />
        {tiles.length === 0 && !view.own_layout ? (
          <EmptyState
            icon={<LayoutDashboard size={28} />}
            title={t("empty")}
            text={t("empty_text")}
            actions={
              view.can_design && !phone ? (
                <Button type="primary" onClick={() => void navigate(design)}>
                  {t("design")}
                </Button>
              ) : undefined
            }
          />
        ) : arranging ? (
          <ArrangeBoard board={board} onDone={() => setArranging(false)} />
        ) : (
          <DashboardBoard board={board} tools={inFilters ? tools : undefined} />
        )}
      </div>
    </Page>
  );
}
