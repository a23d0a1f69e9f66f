/** `/apps/:app/dashboards/:dashboard/design`: a page of charts, put together by drag. */
import { Button } from "antd";
import { MonitorSmartphone } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { useLabel } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { usePhone } from "@/lib/use-media";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { PageSkeleton } from "@/ui/skeletons";
import { DesignerShell } from "./designer-shell";
import { DesignerState } from "./designer-state";
import { useLoadDashboard } from "./model/queries";

export function DashboardDesignerPage() {
  const { app = "", dashboard = "" } = useParams();
  const { t } = useTranslation("dashdesign");
  useTranslation("charts");
  useTranslation("form");
  useTranslation("records");
  const label = useLabel();
  const phone = usePhone();
  const navigate = useNavigate();
  const draft = useLoadDashboard(app, dashboard);
  const name = draft.data ? label(draft.data.definition.label) || dashboard : "";
  usePageTitle(name ? t("page_title", { name }) : "");
  if (draft.isPending) return <PageSkeleton />;
  if (draft.isError) return <ErrorState error={draft.error} onRetry={() => void draft.refetch()} />;
  if (phone)
    return (
      <EmptyState
        icon={<MonitorSmartphone size={28} />}
        title={t("phone.title", { name })}
        text={t("phone.text")}
        actions={
          <>
            {draft.data.published_version > 0 && (
              <Button type="primary" onClick={() => void navigate(`/apps/${app}/dashboards/${dashboard}`)}>
                {t("phone.look")}
              </Button>
            )}
            <Button onClick={() => void navigate(`/apps/${app}/dashboards`)}>{t("top.back")}</Button>
          </>
        }
      />
    );
  return (
    <DesignerState key={`${app}/${dashboard}`} app={app} dashboard={dashboard} loaded={draft.data}>
      <DesignerShell />
    </DesignerState>
  );
}
