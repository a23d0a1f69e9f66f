/** What publishing will do, to the last value, and the word to do it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Checkbox } from "antd";
import { ArrowRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { useLabel } from "@/lib/i18n";
import { jobIsOver, useJob } from "@/lib/queries/jobs";
import type { Label } from "@/lib/types";
import type { Use } from "@/lib/uses";
import { PublishFrame } from "@/ui/designer/publish-frame";
import type { PublishDialogProps } from "@/ui/designer/workspace";
import { UsesList } from "@/ui/uses/uses-list";
import { useToast } from "@/ui/use-toast";
import { useDesigner } from "../model/context";
import { draftPath } from "../model/use-draft";
import { LossDownload } from "./loss-download";
import type { Draft } from "../model/types";
import styles from "./publish.module.css";

interface Step {
  op: string;
  field: string;
  from?: string;
  to?: string;
  message: Label;
  values?: {
    kept: number;
    changed: number;
    lost: number;
    samples: { id: string; before: unknown; after: unknown }[];
    /** Of a change that is taken back: how many come back exactly. */
    restored?: number;
    /** Whether the designer may read this field of all records. */
    readable?: boolean;
  };
  duplicates?: { value: unknown; count: number }[];
}
interface Impact {
  steps: Step[];
  used_by: Use[];
  breaking: boolean;
}

export function PublishDialog({ onClose, onDone }: PublishDialogProps) {
  const { t } = useTranslation(["designer", "trials"]);
  const toast = useToast();
  const client = useQueryClient();
  const { app, form, draft, definition } = useDesigner();
  const [accept, setAccept] = useState(false);
  const [job, setJob] = useState<string | null>(null);
  const [confirmed, setConfirmed] = useState<string[]>([]);
  const path = draftPath(app, form);
  const impact = useQuery({
    queryKey: ["draft-impact", app, form, definition],
    queryFn: async () => {
      await draft.flush();
      const answer = await api.post<Impact>(`${path}:impact`);
      if (!definition.tests?.length) return { ...answer, failing: [] };
      const { items } = await api.post<{ items: { name: string; ok: boolean }[] }>(`${path}:test`);
      return { ...answer, failing: items.filter(({ ok }) => !ok).map(({ name }) => name) };
    },
    gcTime: 0,
    staleTime: 0,
    retry: false,
  });
  const finish = async (version: number) => {
    draft.setServer(await api.get<Draft>(path));
    await Promise.all([
      client.invalidateQueries({ queryKey: ["app", app] }),
      client.invalidateQueries({ queryKey: ["form-runtime", app, form] }),
    ]);
    onDone(version);
  };
  const publish = useMutation({
    mutationFn: (noted: { note?: string }) =>
      api.post<{ version: number; job?: string | null }>(`${path}:publish`, {
        revision: draft.revision(),
        accept_losses: accept,
        accept_failing: confirmed,
        ...noted,
      }),
    onSuccess: async (answer) => {
      if (answer.job) setJob(answer.job);
      else await finish(answer.version);
    },
    onError: toast.failed,
  });
  const running = useJob<{ version: number }>(job);
  const failed = running.data?.state === "failed";
  if (job && jobIsOver(running.data) && !failed && !publish.isIdle) {
    publish.reset();
    void finish(running.data?.result?.version ?? (draft.server.published_version ?? 0) + 1);
  }
  const lost = (impact.data?.steps ?? []).reduce((total, step) => total + (step.values?.lost ?? 0), 0);
  const failing = impact.data?.failing ?? [];
  return (
    <PublishFrame
      title={t("publish.title")}
      asked={impact}
      refused={(lost > 0 && !accept) || failing.some((name) => !confirmed.includes(name))}
      busy={publish.isPending || (job !== null && !failed)}
      onPublish={publish.mutate}
      onClose={onClose}
    >
      {({ steps, used_by }) => (
        <div className={styles.impact}>
          {failed && <Alert type="error" showIcon title={running.data?.message ?? t("publish.failed")} />}
          {steps.length === 0 && <p>{t("publish.nothing")}</p>}
          <ul>
            {steps.map((step, at) => (
              <StepLine key={at} step={step} />
            ))}
          </ul>
          {used_by.length > 0 && (
            <>
              <h3>{t("publish.used_by")}</h3>
              <UsesList app={app} uses={used_by} />
            </>
          )}
          {failing.length > 0 && (
            <Alert
              type="warning"
              showIcon
              title={t("trials:publish")}
              description={
                <Checkbox.Group
                  className={styles.failing}
                  value={confirmed}
                  options={failing.map((name) => ({
                    value: name,
                    label: t("trials:publish_accept", { name }),
                  }))}
                  onChange={setConfirmed}
                />
              }
            />
          )}
          <LossDownload values={steps.flatMap(({ values }) => values ?? [])} />
          {lost > 0 && (
            <Checkbox checked={accept} onChange={(event) => setAccept(event.target.checked)}>
              {t("publish.accept", { count: lost })}
            </Checkbox>
          )}
        </div>
      )}
    </PublishFrame>
  );
}

function StepLine({ step }: { step: Step }) {
  const { t } = useTranslation(["designer", "uses"]);
  const label = useLabel();
  const show = (value: unknown): string =>
    value === null || value === undefined
      ? t("publish.blank")
      : typeof value === "object"
        ? JSON.stringify(value)
        : String(value);
  return (
    <li className={styles.step} data-lossy={(step.values?.lost ?? 0) > 0 || undefined}>
      <span>{label(step.message) || `${step.op} ${step.field}`}</span>
      {step.values && (
        <span className={styles.counts}>
          {t("publish.counts", {
            kept: step.values.kept,
            changed: step.values.changed,
            lost: step.values.lost,
          })}
        </span>
      )}
      {step.values?.restored !== undefined && (
        <span className={styles.counts}>{t("uses:losses.restored", { count: step.values.restored })}</span>
      )}
      {step.values && step.values.samples.length > 0 && (
        <ul className={styles.samples}>
          {step.values.samples.slice(0, 5).map((sample) => (
            <li key={sample.id} data-lost={sample.after === null || undefined}>
              <span>{show(sample.before)}</span>
              <ArrowRight size={12} aria-hidden />
              <span>{show(sample.after)}</span>
            </li>
          ))}
        </ul>
      )}
      {step.duplicates?.map((entry, at) => (
        <span key={at} className={styles.counts}>
          {t("publish.duplicate", { value: show(entry.value), count: entry.count })}
        </span>
      ))}
    </li>
  );
}
