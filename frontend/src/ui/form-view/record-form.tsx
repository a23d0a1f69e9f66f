/** The form of one record with everything around it: restored draft, errors, conflict, the bar to save. */
import { Alert, Button } from "antd";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useBlocker } from "react-router";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import { draftKey } from "@/lib/form-runtime/drafts";
import type { Values } from "@/lib/form-runtime/engine-types";
import { valuesOf } from "@/lib/form-runtime/opening";
import { useLabel } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { FieldServicesProvider } from "@/ui/fields/services";
import { ConflictDialog } from "./conflict-dialog";
import { ErrorSummary } from "./error-summary";
import { FormBody } from "./form-body";
import { LeaveDialog } from "./leave-dialog";
import styles from "./record-form.module.css";
import { useFormSurroundings } from "./use-form-surroundings";
import { useRecordForm } from "./use-record-form";

interface Props {
  app: string;
  form: string;
  runtime: FormRuntime;
  /** The stored record as the API gave it; null makes a new one. */
  record: Values | null;
  preset?: Values;
  onSaved: (record: Values, next: "stay" | "another") => void;
  onCancel: () => void;
}

export function RecordForm({ app, form, runtime, record, preset, onSaved, onCancel }: Props) {
  const { t } = useTranslation("form");
  const me = useMe();
  const label = useLabel();
  const { services, context } = useFormSurroundings(app, form, runtime.definition.fields, runtime.user);
  const stored = useMemo(() => {
    if (!record) return null;
    const { values, names } = valuesOf(runtime, record);
    services.names.tell(names);
    return values;
  }, [runtime, record, services]);
  const key = draftKey(me.id, app, form, record ? String(record.id) : null);
  const state = useRecordForm({
    app,
    form,
    runtime,
    context,
    record: stored,
    preset,
    draftKey: key,
    services,
  });
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      state.unsaved() && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!state.dirty) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [state.dirty]);

  const finish = async (next: "stay" | "another", version?: number) => {
    const saved = await state.save(version);
    if (!saved) return;
    state.startOver();
    onSaved(saved, next);
  };
  const isNew = record === null;
  return (
    <FieldServicesProvider value={services}>
      <div className={styles.body}>
        {state.restored && state.dirty && (
          <Alert
            className={styles.notice}
            type="info"
            showIcon
            title={t("draft.restored")}
            action={
              <Button size="small" onClick={state.startOver}>
                {t("draft.discard")}
              </Button>
            }
          />
        )}
        {state.tried && (
          <ErrorSummary
            engine={state.engine}
            general={[...state.general, ...state.engine.generalIssues().map((issue) => label(issue.message))]}
          />
        )}
        <FormBody
          key={String(isNew)}
          engine={state.engine}
          autoFocus={isNew}
          onSave={() => void finish("stay")}
        />
      </div>
      <footer className={styles.bar}>
        <Button onClick={onCancel}>{t("action.cancel")}</Button>
        {isNew && (
          <Button disabled={state.busy} onClick={() => void finish("another")}>
            {t("action.save_and_new")}
          </Button>
        )}
        <Button type="primary" loading={state.busy} onClick={() => void finish("stay")} title="Ctrl+Enter">
          {t(isNew ? "action.submit" : "action.save")}
        </Button>
      </footer>
      <LeaveDialog blocker={blocker} />
      {state.conflict && (
        <ConflictDialog
          engine={state.engine}
          current={state.conflict.current}
          onKeepMine={() => void finish("stay", Number(state.conflict?.current.version))}
          onTakeTheirs={() => {
            const theirs = state.conflict?.current ?? {};
            state.startOver();
            setTimeout(() => onSaved(theirs, "stay"));
          }}
          onClose={() => state.setConflict(null)}
        />
      )}
    </FieldServicesProvider>
  );
}
