/** One's own latest bulk edits of the form; each can be taken back as a whole, also long after. */
import { Button, Tag } from "antd";
import { Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatDatetime } from "@/lib/form-runtime/format";
import { useMe } from "@/lib/queries/session";
import { useToast } from "@/ui/use-toast";
import { canUndo, type LatestEdit } from "./bulk-model";
import { useEditing, useLatestEdits } from "./bulk-queries";
import { Problems } from "./outcome";
import styles from "./bulk.module.css";

interface Props {
  app: string;
  form: string;
  here: string;
}

export function LatestEdits({ app, form, here }: Props) {
  const { t } = useTranslation("bulkedit");
  const { data } = useLatestEdits(app, form);
  if (!data || data.items.length === 0) return null;
  return (
    <section className={styles.part}>
      <h2 className={styles.heading}>{t("latest.title")}</h2>
      <ul className={styles.latest} aria-label={t("latest.title")}>
        {data.items.map((edit) => (
          <LatestLine key={edit.id} app={app} form={form} here={here} edit={edit} />
        ))}
      </ul>
    </section>
  );
}

function LatestLine({ app, form, here, edit }: Props & { edit: LatestEdit }) {
  const { t } = useTranslation(["bulkedit", "common"]);
  const toast = useToast();
  const { timezone } = useMe();
  const { undo } = useEditing(app, form);
  const [busy, setBusy] = useState(false);
  const takeBack = async () => {
    setBusy(true);
    try {
      await undo(edit.id);
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  const { result, undo: back } = edit;
  const kept = back?.state === "done" ? (back.result?.problems ?? []) : [];
  return (
    <li className={styles.latestLine}>
      <div className={styles.latestHead}>
        <span className={styles.latestText}>
          <strong>{edit.fields.join(t("latest.comma")) || t("latest.unknown")}</strong>
          <span className={styles.hint}>{formatDatetime(edit.created_at, timezone)}</span>
        </span>
        <span className={styles.latestCount}>
          {result
            ? t("outcome.changed", { count: result.changed })
            : edit.total
              ? `${edit.done} / ${edit.total}`
              : t(`common:job.${edit.state}`)}
        </span>
        {edit.state !== "done" && (
          <Tag color={edit.state === "failed" ? "red" : "blue"}>{t(`common:job.${edit.state}`)}</Tag>
        )}
        {back && !canUndo(edit) ? (
          <Tag>{t(back.state === "done" ? "latest.undone" : "latest.undoing")}</Tag>
        ) : (
          canUndo(edit) && (
            <Button size="small" icon={<Undo2 size={14} />} loading={busy} onClick={() => void takeBack()}>
              {t("undo")}
            </Button>
          )
        )}
      </div>
      {kept.length > 0 && <Problems problems={kept} refused={back?.result?.refused ?? 0} here={here} />}
    </li>
  );
}
