/** An existing record being changed in place, with the live rules and formulas of its form. */
import { Button } from "antd";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import { draftKey } from "@/lib/form-runtime/drafts";
import { valuesOf } from "@/lib/form-runtime/stored";
import { useMe } from "@/lib/queries/session";
import type { RecordRow } from "@/lib/records/types";
import { useFieldServices } from "@/ui/fields/services";
import { LeaveDialog } from "@/ui/form-view/leave-dialog";
import { LiveFormBody } from "@/ui/form-view/live-form-body";
import { TakenHint } from "@/ui/form-view/taken-hint";
import { useFormSurroundings } from "@/ui/form-view/use-form-surroundings";
import { useRecordForm } from "@/ui/form-view/use-record-form";
import { usePendingWords } from "@/ui/flow/use-pending-words";
import { useToast } from "@/ui/use-toast";
import { ConflictChoice } from "./conflict-choice";
import styles from "./record-edit.module.css";

interface Props {
  app: string;
  form: string;
  runtime: FormRuntime;
  record: RecordRow;
  onCancel: () => void;
  onSaved: () => void;
}

export function RecordEdit({ app, form, runtime, record, onCancel, onSaved }: Props) {
  const { t } = useTranslation("records");
  const me = useMe();
  const toast = useToast();
  const words = usePendingWords();
  const services = useFieldServices();
  const { context } = useFormSurroundings(app, form, runtime.definition.fields, runtime.user);
  const stored = useMemo(() => valuesOf(runtime, record), [runtime, record]);
  useEffect(() => services.names.tell(stored.names), [services, stored]);
  const key = draftKey(me.id, app, form, record.id);
  const state = useRecordForm({
    app,
    form,
    runtime,
    context,
    record: stored.values,
    draftKey: key,
    services,
  });
  const save = async (version?: number) => {
    const saved = await state.save(version);
    if (!saved) return;
    state.startOver();
    if (!words.tell(saved, runtime.definition.fields)) toast.done(t("record.saved"));
    onSaved();
  };
  const cancel = () => {
    state.startOver();
    onCancel();
  };
  return (
    <>
      <div className={styles.form}>
        <TakenHint app={app} form={form} engine={state.engine} id={record.id} />
        <LiveFormBody
          form={state}
          words={{ restored: t("record.draft"), discard: t("record.discard") }}
          autoFocus
          onSave={() => void save()}
        />
      </div>
      <footer className={styles.bar}>
        <Button onClick={cancel}>{t("action.cancel")}</Button>
        <Button type="primary" loading={state.busy} title="Ctrl+Enter" onClick={() => void save()}>
          {t("action.save")}
        </Button>
      </footer>
      <LeaveDialog form={state} />
      {state.conflict && (
        <ConflictChoice
          engine={state.engine}
          current={state.conflict}
          busy={state.busy}
          onSave={(version) => void save(version)}
          onDiscard={() => {
            state.startOver();
            onSaved();
          }}
          onClose={() => state.setConflict(null)}
        />
      )}
    </>
  );
}
