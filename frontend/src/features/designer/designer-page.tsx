/** `/apps/:app/design/:form`: a form drawn by dragging. */
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { usePageTitle } from "@/lib/page-title";
import { useLabel } from "@/lib/i18n";
import { usePhone } from "@/lib/use-media";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { PageSkeleton } from "@/ui/skeletons";
import { DesignerShell } from "./designer-shell";
import { DesignerState } from "./designer-state";
import { useLoadDraft } from "./model/use-draft";
import { Preview } from "./panels/preview-dialog";
import styles from "./designer-page.module.css";

export function DesignerPage() {
  const { app = "", form = "" } = useParams();
  const { t } = useTranslation("designer");
  const label = useLabel();
  const phone = usePhone();
  const draft = useLoadDraft(app, form);
  const name = draft.data ? label(draft.data.definition.label) || form : "";
  usePageTitle(name ? t("title", { form: name }) : "");
  if (draft.isPending) return <PageSkeleton />;
  if (draft.isError) return <ErrorState error={draft.error} onRetry={() => void draft.refetch()} />;
  return (
    <DesignerState key={`${app}/${form}`} app={app} form={form} loaded={draft.data}>
      {phone ? (
        <div className={styles.phone}>
          <EmptyState
            compact
            title={t("phone.title")}
            text={t("phone.text")}
            actions={<Link to={`/apps/${app}`}>{t("phone.back")}</Link>}
          />
          <Preview phone />
        </div>
      ) : (
        <DesignerShell />
      )}
    </DesignerState>
  );
}
