/** Records side by side: which one stays, which value of each field, and what moves along. */
import { Button } from "antd";
import { Merge } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import { useDebounced } from "@/lib/use-debounced";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { FieldServicesProvider } from "@/ui/fields/services";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast, useUndoToast } from "@/ui/use-toast";
import { bodyOf, differing } from "./choices";
import { ChoiceTable } from "./choice-table";
import styles from "./duplicates.module.css";
import { MergePreview } from "./merge-preview";
import { useCompared, useMerging, usePreview } from "./queries";
import { useShown } from "./use-shown";
import { useUnmergeWords } from "./use-unmerge-words";

interface Props {
  app: string;
  form: string;
  runtime: FormRuntime;
  ids: string[];
  onBack: () => void;
}

export function MergeView({ app, form, runtime, ids, onBack }: Props) {
  const { t } = useTranslation("duplicates");
  const toast = useToast();
  const undoToast = useUndoToast();
  const tell = useUnmergeWords();
  const navigate = useNavigate();
  const { merge, unmerge } = useMerging(app, form);
  const { columns, needed, services, around } = useShown(app, form, runtime, null);
  const compared = useCompared(app, form, ids, needed);
  const [winner, setWinner] = useState(ids[0] ?? "");
  const [chosen, setChosen] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const rows = compared.data ?? [];
  const there = rows.some((row) => row.id === winner) ? winner : (rows[0]?.id ?? "");
  const fields = differing(runtime.definition, rows, (key) => runtime.fields[key] === "write");
  const body = rows.length > 1 ? bodyOf(fields, rows, there, chosen) : null;
  const rested = useDebounced(body && JSON.stringify(body), 300);
  const preview = usePreview(app, form, rested ? (JSON.parse(rested) as typeof body) : null);
  if (compared.isError) return <ErrorState error={compared.error} onRetry={() => void compared.refetch()} />;
  if (!compared.data) return <ListSkeleton />;
  if (!body)
    return (
      <EmptyState
        title={t("merge.gone")}
        text={t("merge.gone_text")}
        actions={<Button onClick={onBack}>{t("merge.back")}</Button>}
      />
    );
  const save = async () => {
    setBusy(true);
    try {
      const done = await merge(body);
      undoToast(t("merge.done", { count: rows.length }), async () => tell(await unmerge(done.merge)));
      void navigate(`/apps/${app}/forms/${form}/records/${there}`);
    } catch (error) {
      toast.failed(error);
      void compared.refetch();
    } finally {
      setBusy(false);
    }
  };
  return (
    <FieldServicesProvider value={services}>
      <p className={styles.hint}>{t("merge.text")}</p>
      <ChoiceTable
        rows={rows}
        columns={columns}
        fields={fields}
        winner={there}
        choose={body.choose}
        around={around}
        onWinner={(id) => {
          setWinner(id);
          setChosen({});
        }}
        onChoose={(key, id) => setChosen({ ...chosen, [key]: id })}
      />
      <MergePreview preview={preview.data} />
      <footer className={styles.foot}>
        <Button onClick={onBack}>{t("merge.back")}</Button>
        <Button
          type="primary"
          icon={<Merge size={16} />}
          loading={busy}
          disabled={!!preview.data?.problem}
          onClick={() => void save()}
        >
          {t("merge.do", { count: rows.length })}
        </Button>
      </footer>
    </FieldServicesProvider>
  );
}
