import { Button, Modal, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { VerbOffer } from "@/lib/flow/types";
import { problemText } from "@/lib/problem-text";
import type { TaskActs } from "./use-task-acts";
import styles from "./dialogs.module.css";

/** Takes a signer off again, as if never added. */
export function RemoveSignerDialog(props: { offer: VerbOffer; acts: TaskActs; onClose: () => void }) {
  const { offer, acts, onClose } = props;
  const { t } = useTranslation("inbox");
  const signers = offer.tasks ?? [];
  const [picked, setPicked] = useState(signers[0]?.id ?? "");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const run = async () => {
    setBusy(true);
    try {
      await acts.act("remove-signer", {}, picked);
      onClose();
    } catch (error) {
      setProblem(problemText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={420}
      title={t("verb.remove_signer")}
      onCancel={onClose}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {t("action.cancel")}
        </Button>,
        <Button key="do" type="primary" danger loading={busy} onClick={() => void run()}>
          {t("verb.remove_signer")}
        </Button>,
      ]}
    >
      <div className={styles.dialog}>
        <p>{t("about.remove_signer")}</p>
        {problem && (
          <p className={styles.problem} role="alert">
            {problem}
          </p>
        )}
        <Radio.Group
          className={styles.ways}
          aria-label={t("signers.who")}
          value={picked}
          onChange={(event) => setPicked(String(event.target.value))}
          options={signers.map(({ id, person }) => ({ value: id, label: person.name }))}
        />
      </div>
    </Modal>
  );
}
