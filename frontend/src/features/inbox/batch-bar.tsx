/** What can be done with the ticked to-dos at once. */
import { Button, Input, Modal } from "antd";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check, Eye, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, newIdempotencyKey } from "@/lib/api";
import { renewFlows } from "@/lib/flow/queries";
import type { Box, Outcome, TaskRow } from "@/lib/flow/types";
import { growing } from "@/lib/growing";
import { useToast } from "@/ui/use-toast";
import type { BatchResult } from "./batch-results";
import styles from "./inbox.module.css";

type Verb = "approve" | "reject" | "done" | "read";

/** The most the server takes at once. */
const MOST = 200;

interface Props {
  tasks: TaskRow[];
  box: Box;
  onClear: () => void;
  /** Some were refused. They are told by the page: this bar goes with the rows. */
  onResults: (results: BatchResult[]) => void;
}

export function BatchBar({ tasks, box, onClear, onResults }: Props) {
  const { t } = useTranslation("inbox");
  const toast = useToast();
  const client = useQueryClient();
  const [asking, setAsking] = useState<Verb | null>(null);
  const [comment, setComment] = useState("");
  const approvals = tasks.filter((task) => task.kind === "approval");
  const verb: Verb = box === "cc" ? "read" : approvals.length > 0 ? "approve" : "done";
  const meant = verb === "approve" ? approvals : tasks.filter((task) => task.kind !== "approval");
  const decide = useMutation({
    mutationFn: (chosen: Verb) =>
      api.post<{ results: Outcome[] }>(
        "/tasks:decide",
        {
          tasks: meant.slice(0, MOST).map((task) => task.id),
          verb: chosen,
          ...(comment.trim() ? { comment: comment.trim() } : {}),
        },
        { idempotencyKey: newIdempotencyKey() },
      ),
    onSuccess: ({ results: outcomes }, chosen) => {
      setAsking(null);
      setComment("");
      const byId = new Map(outcomes.map((outcome) => [outcome.id, outcome]));
      const told = meant.flatMap((task) => {
        const outcome = byId.get(task.id);
        return outcome ? [{ task, outcome }] : [];
      });
      if (told.some(({ outcome }) => !outcome.ok)) onResults(told);
      else toast.done(t(`batch.done_${chosen}`, { count: told.length }));
      onClear();
    },
    onError: toast.failed,
    onSettled: () => renewFlows(client),
  });
  return (
    <div className={styles.batch} role="toolbar" aria-label={t("batch.label")}>
      <strong role="status">{t("batch.count", { count: tasks.length })}</strong>
      <span className={styles.batchTools}>
        <Button
          size="small"
          type="primary"
          icon={verb === "read" ? <Eye size={14} /> : <Check size={14} />}
          loading={decide.isPending}
          onClick={() => (verb === "approve" ? setAsking("approve") : decide.mutate(verb))}
        >
          {t(`batch.${verb}`)}
        </Button>
        {verb === "approve" && (
          <Button size="small" danger icon={<X size={14} />} onClick={() => setAsking("reject")}>
            {t("batch.reject")}
          </Button>
        )}
        <Button
          size="small"
          type="text"
          icon={<X size={16} />}
          aria-label={t("batch.clear")}
          onClick={onClear}
        />
      </span>
      <Modal
        open={asking !== null}
        title={t(`batch.ask_${asking ?? "approve"}`, { count: meant.length })}
        okText={t(`batch.${asking ?? "approve"}`)}
        cancelText={t("action.cancel")}
        okButtonProps={{ danger: asking === "reject", loading: decide.isPending }}
        onOk={() => asking && decide.mutate(asking)}
        onCancel={() => setAsking(null)}
      >
        <label className={styles.field}>
          {t("comment.label")}
          <Input.TextArea
            autoFocus
            styles={{ textarea: growing(2, 6) }}
            maxLength={4000}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
        </label>
      </Modal>
    </div>
  );
}
