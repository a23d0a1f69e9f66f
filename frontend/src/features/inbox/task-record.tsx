import { Alert, Button } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { TaskRecord } from "@/lib/flow/types";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import type { EngineContext } from "@/lib/form-runtime/engine-types";
import { useLabel } from "@/lib/i18n";
import { ErrorSummary } from "@/ui/form-view/error-summary";
import { FormBody } from "@/ui/form-view/form-body";
import { RecordView } from "@/ui/form-view/record-view";
import type { TaskForm } from "./use-task-form";
import styles from "./inbox.module.css";

/** The record with the fields that this step lets me fill in. */
export function TaskRecordForm({ form }: { form: TaskForm }) {
  const { t } = useTranslation("inbox");
  const label = useLabel();
  return (
    <div className={styles.record}>
      {form.restored && (
        <Alert
          className={styles.draft}
          type="info"
          showIcon
          title={t("draft.restored")}
          action={
            <Button size="small" onClick={form.startOver}>
              {t("draft.discard")}
            </Button>
          }
        />
      )}
      {form.tried && (
        <ErrorSummary
          engine={form.engine}
          general={[...form.general, ...form.engine.generalIssues().map((issue) => label(issue.message))]}
        />
      )}
      <FormBody engine={form.engine} />
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
