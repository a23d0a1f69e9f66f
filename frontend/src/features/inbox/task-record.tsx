import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { TaskRecord } from "@/lib/flow/types";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import type { EngineContext } from "@/lib/form-runtime/engine-types";
import { LiveFormBody } from "@/ui/form-view/live-form-body";
import { RecordView } from "@/ui/form-view/record-view";
import type { LiveForm } from "@/ui/form-view/use-live-form";
import styles from "./inbox.module.css";

/** The record with the fields that this step lets me fill in. */
export function TaskRecordForm({ form }: { form: LiveForm }) {
  const { t } = useTranslation("inbox");
  return (
    <div className={styles.record}>
      <LiveFormBody form={form} words={{ restored: t("draft.restored"), discard: t("draft.discard") }} />
    </div>
  );
}

interface ViewProps {
  runtime: FormRuntime;
  record: TaskRecord;
  context: EngineContext;
}

/** The record to read, without what is empty. */
export function TaskRecordView({ runtime, record, context }: ViewProps) {
  const values = useMemo(() => ({ ...record.values, id: record.id }), [record]);
  return (
    <div className={styles.record}>
      <RecordView runtime={runtime} record={values} context={context} dense />
    </div>
  );
}
