/** Everything kept about somebody: shown, handed out, and, once they are switched off, erased. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Modal } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, apiUrl } from "@/lib/api";
import { problemText } from "@/lib/problem-text";
import type { PersonRow } from "@/lib/types";
import { ErrorState } from "@/ui/error-state";
import { JobProgress } from "@/ui/job-progress";
import { ListSkeleton } from "@/ui/skeletons";
import styles from "./people.module.css";

interface Line {
  label: string;
  rows: number;
  kept: string | null;
}

interface Exported {
  file: { id: string };
}

function Lines({ title, lines }: { title: string; lines: Line[] }) {
  const { t } = useTranslation("people");
  if (lines.length === 0) return null;
  return (
    <>
      <h3 className={styles.dataTitle}>{title}</h3>
      <ul className={styles.dataList}>
        {lines.map((line) => (
          <li key={line.label}>
            <span>
              {line.label}
              {line.kept && <span className={styles.dataWhy}>{line.kept}</span>}
            </span>
            <span className={styles.dataCount}>{t("data.rows", { count: line.rows })}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

export function PersonalDataDialog({ person, onClose }: { person: PersonRow; onClose: () => void }) {
  const { t } = useTranslation("people");
  const client = useQueryClient();
  const id = useId();
  const [typed, setTyped] = useState("");
  const path = `/people/${person.id}/personal-data`;
  const held = useQuery({
    queryKey: ["personal-data", person.id],
    queryFn: () => api.get<{ items: Line[] }>(path),
    select: (page) => page.items,
  });
  const out = useMutation({ mutationFn: () => api.post<{ job: string }>(`${path}:export`) });
  const erase = useMutation({
    mutationFn: () => api.post<{ job: string }>(`${path}:erase`, { email: typed }),
  });
  const error = out.error ?? erase.error;
  const mayErase = !person.active && !person.erased;
  return (
    <Modal
      open
      width={560}
      title={t("data.title", { name: person.name })}
      onCancel={onClose}
      footer={[
        <Button key="export" loading={out.isPending} onClick={() => out.mutate()}>
          {t("data.export")}
        </Button>,
        <Button key="close" type="primary" onClick={onClose}>
          {t("common:action.close")}
        </Button>,
      ]}
    >
      {held.isPending && <ListSkeleton rows={4} />}
      {held.isError && <ErrorState error={held.error} onRetry={() => void held.refetch()} compact />}
      {held.data && (
        <>
          <Lines title={t("data.erased")} lines={held.data.filter((line) => line.kept === null)} />
          <Lines title={t("data.kept")} lines={held.data.filter((line) => line.kept !== null)} />
        </>
      )}
      {Boolean(error) && (
        <p className={styles.problem} role="alert">
          {problemText(error)}
        </p>
      )}
      {out.data && (
        <JobProgress<Exported>
          id={out.data.job}
          title={t("data.exporting")}
          onDone={(job) => job.result && window.location.assign(apiUrl(`/files/${job.result.file.id}`))}
        />
      )}
      {person.active && <p className={styles.dataHint}>{t("data.switch_off_first")}</p>}
      {mayErase && !erase.data && (
        <div className={styles.dataErase}>
          <label htmlFor={id}>{t("data.type_email", { email: person.email })}</label>
          <div className={styles.dataRow}>
            <Input
              id={id}
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
            <Button
              danger
              disabled={typed.trim().toLowerCase() !== person.email}
              loading={erase.isPending}
              onClick={() => erase.mutate()}
            >
              {t("data.erase")}
            </Button>
          </div>
        </div>
      )}
      {erase.data && (
        <JobProgress
          id={erase.data.job}
          title={t("data.erasing")}
          onDone={() => {
            void client.invalidateQueries({ queryKey: ["people"] });
            void held.refetch();
          }}
        />
      )}
    </Modal>
  );
}
