/** `/apps/:app/forms/:form/new`: the generated form; the whole screen on the phone. */
import { Alert, Button } from "antd";
import { BookmarkPlus, ChevronDown, LayoutTemplate, X } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate, useParams, useSearchParams } from "react-router";
import { useFlowStarts } from "@/lib/flow/queries";
import type { Values } from "@/lib/form-runtime/engine-types";
import { afterHan } from "@/lib/after-han";
import { useLabel, useLocale } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { useFormRuntime } from "@/lib/queries/form-runtime";
import { useTemplateValues } from "@/lib/queries/record-templates";
import { usePhone } from "@/lib/use-media";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { NewRecordForm } from "@/ui/form-view/new-record-form";
import { Forbidden } from "@/ui/not-found";
import { SaveTemplateDialog, useLeftWords } from "@/ui/record-templates/save-dialog";
import { TemplateMenu } from "@/ui/record-templates/template-menu";
import { PageSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import styles from "./new-record-page.module.css";

/** `?set=customer:‹id›` starts a record from another one's page; a pressed button sends its values along. */
function presetOf(search: URLSearchParams): Values {
  return Object.fromEntries(
    search.getAll("set").flatMap((pair) => {
      const at = pair.indexOf(":");
      return at > 0 ? [[pair.slice(0, at), pair.slice(at + 1)]] : [];
    }),
  );
}

export function NewRecordPage() {
  const { app = "", form = "" } = useParams();
  const { t } = useTranslation(["form", "templates"]);
  const label = useLabel();
  const locale = useLocale();
  const navigate = useNavigate();
  const place = useLocation();
  const phone = usePhone();
  const [search] = useSearchParams();
  const given = place.state as { from?: string; values?: Values } | null;
  const template = search.get("template");
  const begun = useTemplateValues(app, form, template);
  const preset = useMemo(
    () => ({ ...begun.data?.values, ...given?.values, ...presetOf(search) }),
    [begun.data?.values, search, given],
  );
  const values = useRef<() => Values>(() => ({}));
  const [saving, setSaving] = useState<Values | null>(null);
  const leftWords = useLeftWords();
  const toast = useToast();
  const runtime = useFormRuntime(app, form);
  const flow = search.get("flow");
  const starts = useFlowStarts(app, flow ? form : "");
  const link = flow ? starts.data?.links.find((one) => one.flow === flow) : undefined;
  const name = runtime.data ? label(runtime.data.definition.label) || form : "";
  const title = link ? link.label : name ? t("new.title", { form: afterHan(name, locale) }) : "";
  usePageTitle(title);
  if (runtime.isPending || (flow && starts.isPending) || (template && begun.isPending))
    return <PageSkeleton />;
  if (begun.isError) return <ErrorState error={begun.error} onRetry={() => void begun.refetch()} />;
  if (runtime.isError) return <ErrorState error={runtime.error} onRetry={() => void runtime.refetch()} />;
  if (starts.isError) return <ErrorState error={starts.error} onRetry={() => void starts.refetch()} />;
  if (flow && !link)
    return (
      <EmptyState
        title={t("start.closed")}
        text={t("start.closed_text")}
        actions={<Button onClick={() => void navigate(`/apps/${app}`)}>{t("start.home")}</Button>}
      />
    );
  if (!runtime.data.ops.includes("create")) return <Forbidden />;
  const list = `/apps/${app}/forms/${form}`;
  const back = () => void navigate(given?.from ?? list);
  return (
    <div className={styles.page} data-phone={phone || undefined}>
      <header className={styles.head}>
        {phone && (
          <button type="button" className={styles.close} aria-label={t("action.close")} onClick={back}>
            <X size={20} aria-hidden />
          </button>
        )}
        <h1 className={styles.title}>{title}</h1>
        {!link && (
          <span className={styles.tools}>
            <TemplateMenu
              app={app}
              form={form}
              from={given?.from ?? list}
              extra={[
                { key: "save", label: t("templates:save_as"), icon: <BookmarkPlus size={14} aria-hidden /> },
              ]}
              onExtra={() => setSaving(values.current())}
            >
              <Button icon={<LayoutTemplate size={16} />} aria-label={t("templates:with")}>
                {!phone && t("templates:with")}
                <ChevronDown size={14} aria-hidden />
              </Button>
            </TemplateMenu>
          </span>
        )}
      </header>
      {begun.data && begun.data.left.length > 0 && (
        <Alert
          type="info"
          showIcon
          closable
          style={{ marginBottom: 16 }}
          title={leftWords(begun.data.left)}
        />
      )}
      {saving && (
        <SaveTemplateDialog
          app={app}
          form={form}
          name=""
          of={{ values: saving }}
          onClose={() => setSaving(null)}
        />
      )}
      <NewRecordForm
        key={template ?? ""}
        template={template}
        valuesRef={values}
        app={app}
        form={form}
        runtime={runtime.data}
        preset={preset}
        link={link}
        autoFocus
        onCancel={back}
        onSaved={(record, next) => {
          toast.done(link ? t("start.started", { flow: link.label }) : t("saved"));
          if (next === "another") window.scrollTo({ top: 0 });
          else if (runtime.data.ops.includes("read")) void navigate(`${list}/records/${String(record.id)}`);
          else back();
        }}
      />
    </div>
  );
}
