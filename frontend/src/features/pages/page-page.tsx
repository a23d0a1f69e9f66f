/** `/apps/:app/pages/:page`: what a builder has put together for these eyes. */
import { Button } from "antd";
import { LayoutTemplate, PencilRuler } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { useLabel } from "@/lib/i18n";
import { pagePath } from "@/lib/navigation";
import { usePage } from "@/lib/pages";
import { useApp } from "@/lib/queries/apps";
import { usePhone } from "@/lib/use-media";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { Page, PageHeader } from "@/ui/page";
import { PageSkeleton } from "@/ui/skeletons";
import { BlockView } from "./blocks/block-view";
import { PageBoard } from "./page-board";

export function PagePage() {
  const { app = "", page: key = "" } = useParams();
  const { t } = useTranslation("pages");
  const label = useLabel();
  const phone = usePhone();
  const navigate = useNavigate();
  const appData = useApp(app).data;
  const page = usePage(app, key);
  if (page.isPending) return <PageSkeleton />;
  if (page.isError) return <ErrorState error={page.error} onRetry={() => void page.refetch()} />;
  const view = page.data;
  const design = view.can_design && !phone && (
    <Button icon={<PencilRuler size={16} />} onClick={() => void navigate(`${pagePath(app, key)}/design`)}>
      {t("design")}
    </Button>
  );
  return (
    <Page width="full">
      <PageHeader
        title={label(view.label) || key}
        description={label(view.description) || undefined}
        crumbs={[{ label: label(appData?.label), to: `/apps/${app}` }]}
        actions={design}
      />
      {view.blocks.length === 0 ? (
        <EmptyState icon={<LayoutTemplate size={28} />} title={t("empty")} text={t("empty_text")} />
      ) : (
        <PageBoard blocks={view.blocks} places={view.grid}>
          {(block) => <BlockView app={app} block={block} />}
        </PageBoard>
      )}
    </Page>
  );
}
