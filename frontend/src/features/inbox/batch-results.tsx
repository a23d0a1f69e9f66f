/** What became of each of several to-dos that were decided at once. */
import { Button, Modal } from "antd";
import { CircleAlert, CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Outcome, TaskRow } from "@/lib/flow/types";
import styles from "./dialogs.module.css";

export interface BatchResult {
  task: TaskRow;
  outcome: Outcome;
}

export function BatchResults(props: { results: BatchResult[]; onClose: () => void }) {
  const { results, onClose } = props;
  const { t } = useTranslation("inbox");
  const good = results.filter(({ outcome }) => outcome.ok).length;
  return (
    <Modal
      open
      title={t("batch.results", { good, bad: results.length - good })}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose}>
          {t("action.close")}
        </Button>
      }
    >
      <ul className={styles.results}>
        {results.map(({ task, outcome }) => (
          <li key={task.id} data-ok={outcome.ok}>
            {outcome.ok ? <CircleCheck size={16} aria-hidden /> : <CircleAlert size={16} aria-hidden />}
            <span>
              <strong>{task.title || task.flow.label}</strong>
              <br />
              {outcome.ok ? t("batch.ok") : (outcome.problem?.detail ?? outcome.problem?.title ?? "")}
            </span>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
