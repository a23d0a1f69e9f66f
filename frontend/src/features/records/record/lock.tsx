/** A locked record: why, and the way to open it for those who may. */
import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Input, Modal } from "antd";
import { LockKeyhole } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { useToast } from "@/ui/use-toast";
import { recordKey } from "../model/record-queries";
import type { RecordRow } from "../model/types";
import { recordsPath } from "../model/use-rows";
import { useRecordPlace } from "./place";
import styles from "./record.module.css";

export function LockBanner({ record }: { record: RecordRow }) {
  const { t } = useTranslation("around");
  const locale = useLocale();
  const { timezone } = useMe();
  const [asking, setAsking] = useState(false);
  const locked = record._can?.locked;
  if (!locked) return null;
  const who =
    locked.by && locked.at ? `${locked.by.name ?? "?"} · ${formatInstant(locked.at, locale, timezone)}` : "";
  return (
    <>
      <Alert
        className={styles.stale}
        type="warning"
        showIcon
        icon={<LockKeyhole size={16} />}
        title={locked.reason}
        description={[locked.note, who].filter(Boolean).join(" · ") || undefined}
        action={
          record._can?.lock && (
            <Button size="small" onClick={() => setAsking(true)}>
              {t("lock.unlock")}
            </Button>
          )
        }
      />
      <LockDialog record={record} locking={false} open={asking} onClose={() => setAsking(false)} />
    </>
  );
}

interface Props {
  record: RecordRow;
  /** Lock it, or else open it. */
  locking: boolean;
  open: boolean;
  onClose: () => void;
}

export function LockDialog({ record, locking, open, onClose }: Props) {
  const { t } = useTranslation("around");
  const { app, form } = useRecordPlace();
  const client = useQueryClient();
  const toast = useToast();
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const act = locking ? "lock" : "unlock";
  const run = async () => {
    setBusy(true);
    try {
      await api.post(`${recordsPath(app, form)}/${record.id}:${act}`, { note });
      await client.invalidateQueries({ queryKey: recordKey(app, form, record.id) });
      setNote("");
      onClose();
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open={open}
      width={440}
      title={t(`lock.${act}_title`)}
      okText={t(`lock.${act}`)}
      cancelText={t("common:action.cancel")}
      confirmLoading={busy}
      onOk={() => void run()}
      onCancel={onClose}
    >
      <p className={styles.lockText}>{t(`lock.${act}_text`)}</p>
      <Input.TextArea
        rows={2}
        maxLength={500}
        value={note}
        aria-label={t("lock.note")}
        placeholder={t("lock.note")}
        onChange={(event) => setNote(event.target.value)}
      />
    </Modal>
  );
}
