/** What a leaver still had to do becomes another's: all open tasks, followed until it is done. */
import { Button, Modal } from "antd";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { problemText } from "@/lib/problem-text";
import type { Job, PersonRow } from "@/lib/types";
import { JobProgress } from "@/ui/job-progress";
import { PersonPicker } from "@/ui/person-picker";
import styles from "./people.module.css";

interface Result {
  instances: number;
  tasks: number;
}

export function HandOverDialog({ person, onClose }: { person: PersonRow; onClose: () => void }) {
  const { t } = useTranslation("people");
  const [to, setTo] = useState<string | null>(null);
  const [result, setResult] = useState<Result | null>(null);
  const start = useMutation({
    mutationFn: (receiver: string) =>
      api.post<Job<Result>>(`/people/${person.id}:hand-over`, { to: receiver }),
  });
  const running = start.data !== undefined;
  return (
    <Modal
      open
      width={460}
      title={t("hand_over.title", { name: person.name })}
      onCancel={onClose}
      footer={
        running ? (
          <Button type="primary" disabled={result === null} onClick={onClose}>
            {t("hand_over.close")}
          </Button>
        ) : (
          [
            <Button key="cancel" onClick={onClose}>
              {t("common:action.cancel")}
            </Button>,
            <Button
              key="do"
              type="primary"
              disabled={to === null}
              loading={start.isPending}
              onClick={() => to && start.mutate(to)}
            >
              {t("hand_over.action")}
            </Button>,
          ]
        )
      }
    >
      <div className={styles.handOver}>
        {start.isError && (
          <p className={styles.problem} role="alert">
            {problemText(start.error)}
          </p>
        )}
        {start.data ? (
          <>
            <JobProgress<Result>
              id={start.data.id}
              title={t("hand_over.running")}
              onDone={(job) => setResult(job.result ?? { instances: 0, tasks: 0 })}
            />
            {result && <p>{t("hand_over.result", { count: result.tasks })}</p>}
          </>
        ) : (
          <>
            <p>{t("hand_over.text")}</p>
            <PersonPicker
              aria-label={t("hand_over.to")}
              placeholder={t("hand_over.to")}
              value={to}
              onChange={(next) => setTo(Array.isArray(next) ? (next[0] ?? null) : next)}
            />
          </>
        )}
      </div>
    </Modal>
  );
}
