/** What is asked before a press: whether one is sure, and the people that the initiator picks. */
import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Chosen } from "@/lib/flow/queries";
import type { FlowButton } from "@/lib/flow/types";
import styles from "./flow.module.css";
import { WhoPicker } from "./people-dialog";

interface DialogProps {
  button: FlowButton;
  count: number;
  busy: boolean;
  onClose: () => void;
  onStart: (chosen: Chosen) => void;
  /** Where it starts no flow. */
  words?: { title: string; ok: string; many: string };
}

export function StartDialog({ button, count, busy, onClose, onStart, words }: DialogProps) {
  const { t } = useTranslation("flows");
  const [chosen, setChosen] = useState<Chosen>({});
  const choices = button.chooses ?? [];
  const missing = choices.some((choice) => (chosen[choice.node] ?? []).length === 0);
  return (
    <Modal
      open
      width={460}
      title={words?.title ?? t("button.title", { name: button.label })}
      okText={words?.ok ?? t("button.run")}
      cancelText={t("action.cancel")}
      okButtonProps={{ disabled: missing, loading: busy }}
      onOk={() => onStart(chosen)}
      onCancel={onClose}
    >
      <div className={styles.dialog}>
        {button.confirm && <p>{button.confirm}</p>}
        {count > 1 && <p>{words?.many ?? t("button.many", { count })}</p>}
        {choices.map((choice) => (
          <div key={choice.node} className={styles.dialogField}>
            <span className={styles.dialogLabel}>{t("button.pick", { step: choice.label })}</span>
            <WhoPicker
              label={t("button.pick", { step: choice.label })}
              many
              among={choice.among}
              value={chosen[choice.node] ?? []}
              onChange={(people) => setChosen({ ...chosen, [choice.node]: people })}
            />
          </div>
        ))}
      </div>
    </Modal>
  );
}
