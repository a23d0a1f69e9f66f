/** A new record being filled in: its form, and the bar to save it. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import { draftKey } from "@/lib/form-runtime/drafts";
import type { Values } from "@/lib/form-runtime/engine-types";
import { useMe } from "@/lib/queries/session";
import { FieldServicesProvider } from "@/ui/fields/services";
import { LeaveDialog } from "./leave-dialog";
import { LiveFormBody } from "./live-form-body";
import styles from "./record-form.module.css";
import { useFormSurroundings } from "./use-form-surroundings";
import { useRecordForm } from "./use-record-form";

interface Props {
  app: string;
  form: string;
  runtime: FormRuntime;
  preset?: Values;
  onSaved: (record: Values, next: "stay" | "another") => void;
  onCancel: () => void;
}

export function NewRecordForm({ app, form, runtime, preset, onSaved, onCancel }: Props) {
  const { t } = useTranslation("form");
  const me = useMe();
  const { services, context } = useFormSurroundings(app, form, runtime.definition.fields, runtime.user);
  const key = draftKey(me.id, app, form, null);
  const state = useRecordForm({ app, form, runtime, context, record: null, preset, draftKey: key, services });
  const finish = async (next: "stay" | "another") => {
    const saved = await state.save();
    if (!saved) return;
    state.startOver();
    onSaved(saved, next);
  };
  return (
    <FieldServicesProvider value={services}>
      <div className={styles.body}>
        <LiveFormBody
          form={state}
          words={{ restored: t("draft.restored"), discard: t("draft.discard") }}
          autoFocus
          onSave={() => void finish("stay")}
        />
      </div>
      <footer className={styles.bar}>
        <Button onClick={onCancel}>{t("action.cancel")}</Button>
        <Button disabled={state.busy} onClick={() => void finish("another")}>
          {t("action.save_and_new")}
        </Button>
        <Button type="primary" loading={state.busy} onClick={() => void finish("stay")} title="Ctrl+Enter">
          {t("action.submit")}
        </Button>
      </footer>
      <LeaveDialog form={state} />
    </FieldServicesProvider>
  );
}
