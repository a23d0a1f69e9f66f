/** Buttons for the ticked instances; every one of them is answered for itself. */
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PeopleDialog } from "@/ui/flow/people-dialog";
import { useToast } from "@/ui/use-toast";
import { useBulkAct, type BulkAct } from "./operator-queries";
import styles from "./instances.module.css";

/** The most the server takes at once. */
const MOST = 500;

interface Props {
  app: string;
  ids: string[];
  acts: BulkAct[];
  onDone: () => void;
}

export function BulkActs({ app, ids, acts, onDone }: Props) {
  const { t } = useTranslation("instances");
  const { message } = App.useApp();
  const toast = useToast();
  const bulk = useBulkAct(app);
  const [asking, setAsking] = useState<BulkAct | null>(null);
  const run = async (act: BulkAct, comment: string) => {
    const { results } = await bulk.mutateAsync({ ids: ids.slice(0, MOST), act, comment });
    const refused = results.filter((one) => !one.ok);
    const done = results.length - refused.length;
    if (done > 0) toast.done(t(`bulk.done_${act}`, { count: done }));
    const reason = refused[0]?.problem?.detail ?? refused[0]?.problem?.title ?? "";
    if (refused.length > 0)
      void message.warning({ content: t("bulk.refused", { count: refused.length, reason }), duration: 8 });
    onDone();
  };
  if (ids.length === 0) return null;
  return (
    <div className={styles.bulk} role="toolbar" aria-label={t("bulk.label")}>
      <strong role="status">{t("bulk.count", { count: ids.length })}</strong>
      {acts.map((act) => (
        <Button
          key={act}
          size="small"
          danger={act === "cancel"}
          type={act === "retry" ? "primary" : "default"}
          loading={bulk.isPending && bulk.variables.act === act}
          onClick={() => (act === "retry" ? void run(act, "").catch(toast.failed) : setAsking(act))}
        >
          {t(`operate.${act}`)}
        </Button>
      ))}
      {asking && (
        <PeopleDialog
          title={t(`operate.${asking}`)}
          text={t(`bulk.ask_${asking}`, { count: ids.length })}
          action={t(`operate.${asking}`)}
          danger={asking === "cancel"}
          comment="optional"
          onClose={() => setAsking(null)}
          onDo={({ comment }) => run(asking, comment)}
        />
      )}
    </div>
  );
}
