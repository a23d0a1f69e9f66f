/** `/apps/:app/forms/:form/templates/:template` (or `new`): a record template, drawn as the form it fills. */
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate, useParams } from "react-router";
import { useLabel } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { useFormRuntime } from "@/lib/queries/form-runtime";
import { useRecordTemplate } from "@/lib/queries/record-templates";
import { usePhone } from "@/lib/use-media";
import { ErrorState } from "@/ui/error-state";
import { Forbidden } from "@/ui/not-found";
import { PageSkeleton } from "@/ui/skeletons";
import styles from "./new-record-page.module.css";
import { TemplateForm } from "./template-form";

export function TemplatePage() {
  const { app = "", form = "", template = "new" } = useParams();
  const { t } = useTranslation("templates");
  const label = useLabel();
  const navigate = useNavigate();
  const place = useLocation();
  const phone = usePhone();
  const runtime = useFormRuntime(app, form);
  const found = useRecordTemplate(app, form, template === "new" ? null : template);
  const name = runtime.data ? label(runtime.data.definition.label) || form : "";
  const title = name ? t(template === "new" ? "new_title" : "edit_title", { form: name }) : "";
  usePageTitle(title, [{ label: name, to: `/apps/${app}/forms/${form}` }]);
  if (runtime.isError) return <ErrorState error={runtime.error} onRetry={() => void runtime.refetch()} />;
  if (found.isError) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (runtime.isPending || (template !== "new" && found.isPending)) return <PageSkeleton />;
  if (!runtime.data.ops.includes("create")) return <Forbidden />;
  const back = () =>
    void navigate((place.state as { from?: string } | null)?.from ?? `/apps/${app}/forms/${form}`);
  return (
    <div className={styles.page} data-phone={phone || undefined}>
      <header className={styles.head}>
        <h1 className={styles.title}>{title}</h1>
      </header>
      <TemplateForm
        app={app}
        form={form}
        runtime={runtime.data}
        template={found.data ?? null}
        onDone={back}
      />
    </div>
  );
}
