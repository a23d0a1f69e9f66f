/** A record where it was found: read it, change it, and the numbers follow. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { ExternalLink, PencilLine } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api } from "@/lib/api";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import { useFormRuntime } from "@/lib/queries/form-runtime";
import { narrowed } from "@/lib/records/narrowed";
import type { RecordRow } from "@/lib/records/types";
import { renewDashboards } from "@/lib/report/queries";
import { ErrorState } from "@/ui/error-state";
import { FieldServicesProvider } from "@/ui/fields/services";
import { RecordView } from "@/ui/form-view/record-view";
import { useFormSurroundings } from "@/ui/form-view/use-form-surroundings";
import { RecordEdit } from "@/ui/record-edit/record-edit";
import { ListSkeleton } from "@/ui/skeletons";
import styles from "./drill.module.css";

interface Props {
  app: string;
  form: string;
  id: string;
  onDone: () => void;
}

export function RecordPane({ app, form, id, onDone }: Props) {
  const runtime = useFormRuntime(app, form);
  const record = useQuery({
    queryKey: ["record", app, form, id],
    queryFn: () => api.get<RecordRow>(`/apps/${app}/forms/${form}/records/${id}`, { query: { expand: "*" } }),
  });
  const failed = runtime.error ?? record.error;
  if (failed) return <ErrorState compact error={failed} onRetry={() => void record.refetch()} />;
  if (!runtime.data || !record.data) return <ListSkeleton rows={8} />;
  return <Opened app={app} form={form} runtime={runtime.data} record={record.data} onDone={onDone} />;
}

interface OpenedProps extends Omit<Props, "id"> {
  runtime: FormRuntime;
  record: RecordRow;
}

function Opened({ app, form, runtime, record, onDone }: OpenedProps) {
  const { t } = useTranslation("dashboards");
  const client = useQueryClient();
  const [editing, setEditing] = useState(false);
  const { services, context } = useFormSurroundings(app, form, runtime.definition.fields, runtime.user);
  const mine = useMemo(() => narrowed(runtime, record), [runtime, record]);
  const canUpdate = !!record._can?.update && runtime.ops.includes("update");
  const saved = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: ["record", app, form] });
    void renewDashboards(client);
    onDone();
  };
  if (editing)
    return (
      <FieldServicesProvider value={services}>
        <div className={styles.recordBody}>
          <RecordEdit
            app={app}
            form={form}
            runtime={mine}
            record={record}
            onSaved={() => void saved()}
            onCancel={() => setEditing(false)}
          />
        </div>
      </FieldServicesProvider>
    );
  return (
    <FieldServicesProvider value={services}>
      <header className={styles.recordHead}>
        <h3>{record._title || t("drill.untitled")}</h3>
        <Link to={`/apps/${app}/forms/${form}/records/${record.id}`} className={styles.link}>
          <ExternalLink size={14} aria-hidden /> {t("drill.page")}
        </Link>
        {canUpdate && (
          <Button type="primary" icon={<PencilLine size={16} />} onClick={() => setEditing(true)}>
            {t("drill.edit")}
          </Button>
        )}
      </header>
      <div className={styles.recordBody}>
        <RecordView runtime={runtime} record={record} context={context} dense />
      </div>
    </FieldServicesProvider>
  );
}
