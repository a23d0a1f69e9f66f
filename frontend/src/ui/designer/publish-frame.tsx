/** What publishing will do, a note on the version, and the word to do it. */
import { Button, Input, Modal } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "../error-state";
import { ListSkeleton } from "../skeletons";
import styles from "./publish-frame.module.css";

/** What is asked of the server before: what would change, what stands in the way. */
interface Asked<Data> {
  data: Data | undefined;
  isPending: boolean;
  error: unknown;
  refetch: () => Promise<unknown>;
}

interface Props<Data> {
  title: string;
  asked: Asked<Data>;
  /** Something in the answer forbids it, or has not been agreed to. */
  refused: boolean;
  busy: boolean;
  /** `note` only where something was noted. */
  onPublish: (body: { note?: string }) => void;
  onClose: () => void;
  children: (data: Data) => ReactNode;
}

export function PublishFrame<Data>({
  title,
  asked,
  refused,
  busy,
  onPublish,
  onClose,
  children,
}: Props<Data>) {
  const { t } = useTranslation("drafting");
  const [note, setNote] = useState("");
  const { data } = asked;
  return (
    <Modal
      open
      title={title}
      width={640}
      onCancel={onClose}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {t("publish.cancel")}
        </Button>,
        <Button
          key="ok"
          type="primary"
          disabled={data === undefined || refused}
          loading={busy}
          onClick={() => onPublish(note.trim() ? { note: note.trim() } : {})}
        >
          {t("publish.ok")}
        </Button>,
      ]}
    >
      {asked.isPending && <ListSkeleton rows={3} />}
      {!!asked.error && <ErrorState compact error={asked.error} onRetry={() => void asked.refetch()} />}
      {data !== undefined && (
        <div className={styles.body}>
          {children(data)}
          <Input
            value={note}
            maxLength={500}
            placeholder={t("publish.note")}
            aria-label={t("publish.note")}
            onChange={(event) => setNote(event.target.value)}
          />
        </div>
      )}
    </Modal>
  );
}
