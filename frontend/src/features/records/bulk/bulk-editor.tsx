/** Which records, which fields become what, how the first of them will look; then the job and how it ended. */
import { Alert, Button, Radio } from "antd";
import { Plus } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useSearchParams } from "react-router";
import { useLabel } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { useApp } from "@/lib/queries/apps";
import { columnsOf } from "@/lib/records/columns";
import type { Job } from "@/lib/types";
import { usePhone } from "@/lib/use-media";
import { BackLink } from "@/ui/designer/back-link";
import { FieldServicesProvider } from "@/ui/fields/services";
import { useFormSurroundings } from "@/ui/form-view/use-form-surroundings";
import { JobProgress } from "@/ui/job-progress";
import { Page, PageHeader } from "@/ui/page";
import { useCellSurroundings } from "@/ui/record-cells/use-cell-surroundings";
import { useToast, useUndoToast } from "@/ui/use-toast";
import type { ListedRuntime } from "../model/types";
import {
  changesOf,
  draftOf,
  editableFields,
  MOST_CHANGES,
  touched,
  type EditResult,
  type Scope,
} from "./bulk-model";
import { useEditing, usePreview } from "./bulk-queries";
import { ChangeLine } from "./change-line";
import { LatestEdits } from "./latest-edits";
import { Outcome } from "./outcome";
import { PreviewTable } from "./preview-table";
import styles from "./bulk.module.css";

interface Props {
  app: string;
  form: string;
  runtime: ListedRuntime;
}

/** Rows that were ticked come with the way here; the question of the list stands in the address. */
function useScopes() {
  const state = useLocation().state as { ids?: string[] } | null;
  const [params] = useSearchParams();
  const ids = state?.ids ?? [];
  const question = { filter: params.get("filter"), search: params.get("q") };
  return { ids, question };
}

export function BulkEditor({ app, form, runtime }: Props) {
  const { t } = useTranslation("bulkedit");
  const label = useLabel();
  const phone = usePhone();
  const toast = useToast();
  const undoToast = useUndoToast();
  const canDesign = useApp(app).data?.can_design ?? false;
  const here = `/apps/${app}/forms/${form}`;
  const name = label(runtime.definition.label) || form;
  const { services } = useFormSurroundings(app, form, runtime.definition.fields, runtime.user);
  const around = useCellSurroundings(services);
  const { ids, question } = useScopes();
  const [chosen, setChosen] = useState(ids.length > 0);
  const scope: Scope = chosen ? { ids } : question;
  const [drafts, setDrafts] = useState([draftOf(0)]);
  const [job, setJob] = useState<string | null>(null);
  const [result, setResult] = useState<EditResult | null>(null);
  const [busy, setBusy] = useState(false);
  const [undoing, setUndoing] = useState<string | null>(null);
  const { start, undo, renew } = useEditing(app, form);
  const fields = useMemo(() => editableFields(runtime), [runtime]);
  const changes = changesOf(drafts);
  const preview = usePreview(app, form, scope, changes);
  const columns = useMemo(
    () =>
      columnsOf(
        [...new Set(drafts.flatMap((draft) => touched(draft, fields)))].map((field) => ({ field })),
        runtime.definition.fields,
        (field) => label(field.label),
      ),
    [drafts, fields, runtime, label],
  );
  const count = changes && preview.data && preview.current ? preview.data.count : null;
  const begin = async () => {
    if (!changes) return;
    setBusy(true);
    try {
      setJob((await start({ ...scope, changes })).id);
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  const takeBack = async (batch: string) => setUndoing((await undo(batch)).id);
  const done = useCallback(
    (ended: Job<EditResult>) => {
      const found = ended.result!;
      setResult(found);
      void renew();
      if (found.changed > 0)
        undoToast(t("outcome.changed", { count: found.changed }), async () =>
          setUndoing((await undo(found.batch)).id),
        );
    },
    [renew, undo, undoToast, t],
  );
  const undone = useCallback(
    (ended: Job<EditResult>) => {
      void renew();
      toast.done(t("undone", { count: ended.result?.changed ?? 0 }));
    },
    [renew, toast, t],
  );
  const again = () => {
    setDrafts([draftOf(0)]);
    setJob(null);
    setResult(null);
    setUndoing(null);
  };
  return (
    <FieldServicesProvider value={services}>
      <Page width="text">
        <PageHeader
          title={t("title")}
          crumbs={[{ label: name, to: here }]}
          icon={phone ? null : <BackLink to={here} label={t("back", { form: name })} />}
          description={t("text")}
        />
        {job === null ? (
          <>
            <section className={styles.part}>
              <h2 className={styles.heading}>{t("which")}</h2>
              <Radio.Group
                className={styles.scopes}
                value={chosen}
                onChange={(event) => setChosen(event.target.value as boolean)}
                options={[
                  ...(ids.length > 0 ? [{ value: true, label: t("chosen", { count: ids.length }) }] : []),
                  {
                    value: false,
                    label: question.filter || question.search ? t("found") : t("everything"),
                  },
                ]}
              />
              {!chosen && question.filter && <code className={styles.filter}>{question.filter}</code>}
              {!chosen && question.search && (
                <p className={styles.hint}>{t("search", { text: question.search })}</p>
              )}
            </section>
            <section className={styles.part}>
              <h2 className={styles.heading}>{t("what")}</h2>
              <ul className={styles.lines}>
                {drafts.map((draft) => (
                  <ChangeLine
                    key={draft.line}
                    app={app}
                    form={form}
                    fields={fields}
                    taken={drafts.map((each) => each.field)}
                    draft={draft}
                    canDesign={canDesign}
                    onChange={(part) =>
                      setDrafts((before) =>
                        before.map((each) => (each.line === draft.line ? { ...each, ...part } : each)),
                      )
                    }
                    onRemove={
                      drafts.length > 1
                        ? () => setDrafts((before) => before.filter((each) => each.line !== draft.line))
                        : null
                    }
                  />
                ))}
              </ul>
              {drafts.length < Math.min(MOST_CHANGES, fields.length) && (
                <Button
                  type="link"
                  icon={<Plus size={16} />}
                  onClick={() =>
                    setDrafts([...drafts, draftOf(Math.max(...drafts.map((each) => each.line)) + 1)])
                  }
                >
                  {t("add")}
                </Button>
              )}
            </section>
            <section className={styles.part} aria-live="polite">
              <h2 className={styles.heading}>{t("preview.title")}</h2>
              {!changes ? (
                <p className={styles.hint}>{t("preview.unfinished")}</p>
              ) : preview.isError ? (
                <Alert type="error" showIcon title={problemText(preview.error)} />
              ) : preview.data?.count === 0 ? (
                <p className={styles.hint}>{t("preview.none")}</p>
              ) : preview.data ? (
                <>
                  <p>
                    {t("preview.count", { count: preview.data.count, shown: preview.data.sample.length })}
                  </p>
                  <PreviewTable
                    preview={preview.data}
                    columns={columns}
                    around={around}
                    waiting={!preview.current}
                  />
                </>
              ) : (
                <p className={styles.hint}>{t("preview.waiting")}</p>
              )}
            </section>
            <footer className={styles.foot}>
              <Button
                type="primary"
                size="large"
                loading={busy}
                disabled={!count || preview.isError}
                onClick={() => void begin()}
              >
                {count ? t("apply", { count }) : t("apply_none")}
              </Button>
            </footer>
          </>
        ) : (
          <section className={styles.part}>
            {result === null ? (
              <JobProgress<EditResult> id={job} title={t("running")} cancellable onDone={done} />
            ) : (
              <Outcome
                result={result}
                here={here}
                undoing={undoing !== null}
                onUndo={result.changed > 0 && undoing === null ? () => void takeBack(result.batch) : null}
              />
            )}
            {undoing && <JobProgress<EditResult> id={undoing} title={t("undoing")} onDone={undone} />}
            <footer className={styles.foot}>
              <Button onClick={again}>{t("again")}</Button>
            </footer>
          </section>
        )}
        <LatestEdits app={app} form={form} here={here} />
      </Page>
    </FieldServicesProvider>
  );
}
