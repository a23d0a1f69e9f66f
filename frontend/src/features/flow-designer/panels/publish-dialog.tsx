/** What publishing changes, what becomes of running instances, and the word to do it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Modal, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { PublishFrame } from "@/ui/designer/publish-frame";
import type { PublishDialogProps } from "@/ui/designer/workspace";
import { useToast } from "@/ui/use-toast";
import { flowsKey } from "../model/catalog";
import { useFlowDesigner } from "../model/context";
import { flowPath } from "../model/queries";
import type { FlowDraft, Impact, Published } from "../model/types";
import { ChangeList } from "./change-list";
import { ImpactInstances } from "./impact-instances";
import { ProblemLines } from "@/ui/designer/problem-lines";
import styles from "./publish.module.css";

export function PublishDialog({ onClose, onDone }: PublishDialogProps) {
  const { t } = useTranslation("flowdesign");
  const toast = useToast();
  const client = useQueryClient();
  const { app, flow, draft, words } = useFlowDesigner();
  const [migrate, setMigrate] = useState<"none" | "all">("none");
  const [mapping, setMapping] = useState<Record<string, string> | null>(null);
  const [done, setDone] = useState<Published | null>(null);
  const path = `${flowPath(app, flow)}/draft`;
  const impact = useQuery({
    queryKey: ["flow-impact", app, flow, mapping],
    queryFn: async () => {
      await draft.flush();
      return api.post<Impact>(`${path}:impact`, mapping ? { mapping } : {});
    },
    placeholderData: (before) => before,
    gcTime: 0,
    staleTime: 0,
    retry: false,
  });
  const publish = useMutation({
    mutationFn: (noted: { note?: string }) =>
      api.post<Published>(`${path}:publish`, {
        revision: draft.revision(),
        migrate,
        ...(migrate === "all" ? { mapping: mapping ?? impact.data?.mapping ?? {} } : {}),
        ...noted,
      }),
    onSuccess: async (answer) => {
      draft.setServer(await api.get<FlowDraft>(path));
      await client.invalidateQueries({ queryKey: flowsKey(app) });
      if (answer.refused.length > 0) setDone(answer);
      else onDone(answer.version);
    },
    onError: toast.failed,
  });
  const data = impact.data;
  const running = data ? data.counts.as_is + data.counts.mapping + data.counts.cannot : 0;
  const errors = data?.problems.some((problem) => problem.level === "error") ?? false;
  if (done)
    return (
      <Modal
        open
        title={t("publish.done", { number: done.version })}
        footer={null}
        onCancel={() => onDone(done.version)}
      >
        <Alert
          type="warning"
          showIcon
          title={t("publish.refused", { count: done.refused.length, moved: done.migrated })}
        />
        <ul className={styles.changes} style={{ marginTop: 12 }}>
          {done.refused.map((one) => (
            <li key={one.id}>
              <span>
                {words.label(one.title) || t("publish.no_title")}
                <span className={styles.faint}> {words.label(one.reason)}</span>
              </span>
            </li>
          ))}
        </ul>
      </Modal>
    );
  return (
    <PublishFrame
      title={t("publish.title")}
      asked={impact}
      refused={errors}
      busy={publish.isPending}
      onPublish={publish.mutate}
      onClose={onClose}
    >
      {(answer) => (
        <div className={styles.body}>
          <ProblemLines problems={answer.problems} />
          <section>
            <h3>{t(answer.from > 0 ? "publish.changes" : "publish.first", { number: answer.to })}</h3>
            {answer.from > 0 && <ChangeList diff={answer.diff} />}
          </section>
          {running > 0 && (
            <section>
              <h3>{t("publish.running", { count: running })}</h3>
              <Radio.Group
                className={styles.choice}
                value={migrate}
                onChange={(event) => setMigrate(event.target.value as "none" | "all")}
                options={[
                  { value: "none", label: t("publish.keep") },
                  { value: "all", label: t("publish.move") },
                ]}
              />
              {migrate === "all" && (
                <ImpactInstances impact={answer} mapping={mapping ?? answer.mapping} onMapping={setMapping} />
              )}
            </section>
          )}
        </div>
      )}
    </PublishFrame>
  );
}
