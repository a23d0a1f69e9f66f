/** Trying the flow without doing anything: with a record or with sample values, step by step. */
import { Tabs } from "@/ui/tabs";
import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { ErrorState } from "@/ui/error-state";
import { Panel } from "@/ui/designer/panel";
import { useFlowDesigner } from "../model/context";
import { outgoing } from "../model/outgoing";
import { flowPath } from "../model/queries";
import { actsOf } from "../model/run-acts";
import type { Answer, Simulated } from "../model/types";
import styles from "./dry-run.module.css";
import { Explain } from "./explain";
import { Play } from "./play";
import { RunInput, type Input } from "./run-input";

export function DryRunPanel() {
  const { t } = useTranslation("flowdesign");
  const { definition, setTrying } = useFlowDesigner();
  const [tab, setTab] = useState<"play" | "why">("play");
  return (
    <Panel
      title={t("dry.title")}
      tools={
        <Button
          type="text"
          size="small"
          icon={<X size={16} />}
          aria-label={t("dry.close")}
          onClick={() => setTrying(false)}
        />
      }
    >
      <Tabs
        activeKey={tab}
        onChange={(next) => setTab(next as "play" | "why")}
        items={[
          { key: "play", label: t("dry.play"), children: <Simulation /> },
          ...(definition.form ? [{ key: "why", label: t("dry.why"), children: <Explain /> }] : []),
        ]}
      />
    </Panel>
  );
}

function Simulation() {
  const { t } = useTranslation("flowdesign");
  const { app, flow, definition, setPlayed } = useFlowDesigner();
  const [input, setInput] = useState<Input>({ record: null, values: {}, initiator: null });
  const [answers, setAnswers] = useState<Answer[]>([]);
  const run = useMutation({
    mutationFn: (given: Answer[]) =>
      api.post<Simulated>(`${flowPath(app, flow)}:simulate`, {
        definition: outgoing(definition),
        ...(input.record ? { record_id: input.record } : {}),
        ...(Object.keys(input.values).length > 0 ? { values: input.values } : {}),
        ...(input.initiator ? { initiator: input.initiator } : {}),
        ...(given.length > 0 ? { answers: given } : {}),
      }),
    onSuccess: (result) => {
      const acts = actsOf(result.steps);
      setPlayed({ result, acts, upTo: Math.min(1, acts.length) });
    },
  });
  const start = (given: Answer[]) => {
    setAnswers(given);
    run.mutate(given);
  };
  return (
    <div className={styles.body}>
      <p className={styles.faint}>{t("dry.text")}</p>
      <RunInput value={input} onChange={setInput} />
      <Button type="primary" block loading={run.isPending} onClick={() => start([])}>
        {t(run.data ? "dry.again" : "dry.start")}
      </Button>
      {run.isError && <ErrorState compact error={run.error} onRetry={() => start(answers)} />}
      {run.data && !run.isError && (
        <Play answers={answers} onAnswer={(answer) => start([...answers, answer])} />
      )}
    </div>
  );
}
