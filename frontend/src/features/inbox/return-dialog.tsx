/** Returning to an earlier step: which, how it comes back, and whose open work that withdraws. */
import { Button, Input, Modal, Radio, Select } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import type { NodeRef, Resubmit, Task, VerbOffer, Who } from "@/lib/flow/types";
import { problemText } from "@/lib/problem-text";
import { growing } from "@/lib/growing";
import { WhoName } from "@/ui/flow/who-name";
import type { TaskActs } from "./use-task-acts";
import dialog from "./dialogs.module.css";
import styles from "./inbox.module.css";

interface Preview {
  to: NodeRef;
  cancels: { id: string; person: Who | null; node: NodeRef }[];
  keeps: { id: string; person: Who | null; node: NodeRef }[];
  resubmit: Resubmit[];
}

interface Props {
  task: Task;
  offer: VerbOffer;
  acts: TaskActs;
  onClose: () => void;
}

export function ReturnDialog({ task, offer, acts, onClose }: Props) {
  const { t } = useTranslation("inbox");
  const [to, setTo] = useState(offer.to?.[0]?.id ?? "start");
  const [way, setWay] = useState<Resubmit | null>(null);
  const [comment, setComment] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const preview = useQuery({
    // Not below FLOW: once it is returned there is nothing left to preview.
    queryKey: ["return-preview", task.id, to],
    staleTime: 0,
    queryFn: () => api.get<Preview>(`/tasks/${task.id}/return-preview`, { query: { to } }),
  });
  const ways = preview.data?.resubmit ?? offer.resubmit ?? [];
  const resubmit = way && ways.includes(way) ? way : ways[0];
  const send = async () => {
    if (offer.comment === "required" && comment.trim() === "") {
      setProblem(t("comment.required_reject"));
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      const said = comment.trim() ? { comment: comment.trim() } : {};
      await acts.act("return", { to, ...(resubmit ? { resubmit } : {}), ...said });
      onClose();
    } catch (error) {
      setProblem(problemText(error));
    } finally {
      setBusy(false);
    }
  };
  const others = (preview.data?.cancels ?? []).filter((one) => one.id !== task.id);
  return (
    <Modal
      open
      width={480}
      title={t("verb.return")}
      onCancel={onClose}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {t("action.cancel")}
        </Button>,
        <Button key="do" type="primary" loading={busy} onClick={() => void send()}>
          {t("verb.return")}
        </Button>,
      ]}
    >
      <div className={dialog.dialog}>
        {problem && (
          <p className={dialog.problem} role="alert">
            {problem}
          </p>
        )}
        <label className={styles.field}>
          {t("return.to")}
          <Select
            aria-label={t("return.to")}
            value={to}
            onChange={setTo}
            options={(offer.to ?? []).map((node) => ({
              value: node.id,
              label: node.type === "start" ? t("return.initiator") : node.label || node.id,
            }))}
          />
        </label>
        {ways.length > 1 && (
          <div className={styles.field} role="group" aria-label={t("return.way")}>
            {t("return.way")}
            <Radio.Group
              className={dialog.ways}
              value={resubmit}
              onChange={(event) => setWay(event.target.value as Resubmit)}
              options={ways.map((one) => ({ value: one, label: t(`return.${one}`) }))}
            />
          </div>
        )}
        {preview.isError && <p className={dialog.problem}>{problemText(preview.error)}</p>}
        {others.length > 0 && (
          <div className={styles.field}>
            {t("return.cancels")}
            <ul className={dialog.cancels}>
              {others.map((one) => (
                <li key={one.id}>
                  <WhoName who={one.person} /> <span className={styles.faint}>{one.node.label}</span>
                </li>
              ))}
            </ul>
          </div>
        )}
        {preview.data && others.length === 0 && <p className={styles.faint}>{t("return.cancels_none")}</p>}
        <label className={styles.field}>
          {t("comment.label")}
          <Input.TextArea
            autoFocus
            maxLength={4000}
            styles={{ textarea: growing(2, 6) }}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
        </label>
      </div>
    </Modal>
  );
}
