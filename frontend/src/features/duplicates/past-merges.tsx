/** The last merges, each with the way back. */
import { Button, Tag } from "antd";
import { Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatAgo } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import styles from "./duplicates.module.css";
import { useMerging, usePastMerges } from "./queries";
import { useUnmergeWords } from "./use-unmerge-words";

export function PastMerges({ app, form, mayUndo }: { app: string; form: string; mayUndo: boolean }) {
  const { t } = useTranslation("duplicates");
  const locale = useLocale();
  const toast = useToast();
  const tell = useUnmergeWords();
  const merges = usePastMerges(app, form);
  const { unmerge } = useMerging(app, form);
  const [busy, setBusy] = useState<string | null>(null);
  const undo = async (id: string) => {
    setBusy(id);
    try {
      tell(await unmerge(id));
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(null);
    }
  };
  if (merges.isError) return <ErrorState error={merges.error} onRetry={() => void merges.refetch()} />;
  if (!merges.data) return <ListSkeleton />;
  if (merges.data.length === 0) return <EmptyState title={t("past.none")} text={t("past.none_text")} />;
  return (
    <ul className={styles.groups}>
      {merges.data.map((merge) => (
        <li key={merge.id} className={styles.past}>
          <span className={styles.pastWords}>
            <Link className={styles.memberName} to={`/apps/${app}/forms/${form}/records/${merge.winner.id}`}>
              {merge.winner.title || t("untitled")}
            </Link>
            <span className={styles.hint}>
              {t("past.line", {
                count: merge.records,
                name: merge.by.name ?? "",
                when: formatAgo(merge.at, locale),
              })}
            </span>
          </span>
          {merge.undone_at ? (
            <Tag>{t("past.undone")}</Tag>
          ) : (
            mayUndo && (
              <Button
                icon={<Undo2 size={14} />}
                loading={busy === merge.id}
                onClick={() => void undo(merge.id)}
              >
                {t("past.undo")}
              </Button>
            )
          )}
        </li>
      ))}
    </ul>
  );
}
