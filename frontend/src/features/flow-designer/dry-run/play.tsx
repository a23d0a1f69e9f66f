/** The dry run's course: one step after the other, by click or by itself; another answer begins it anew. */
import { Alert, Button, Slider, Space, Tag } from "antd";
import { ChevronLeft, ChevronRight, ChevronsRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { findNode } from "@/lib/flow-design/edit";
import { useFlowDesigner } from "../model/context";
import type { Answer, AnswerDo } from "../model/types";
import styles from "./dry-run.module.css";
import { ReasonList } from "./reason-list";
import { RunStep } from "./run-step";

const COLOURS: Record<string, string> = { approved: "success", rejected: "error", done: "processing" };
const OTHER: Record<string, AnswerDo> = { approval: "reject", http: "failed", script: "failed" };

interface Props {
  answers: Answer[];
  onAnswer: (answer: Answer) => void;
}

export function Play({ answers, onAnswer }: Props) {
  const { t } = useTranslation("flowdesign");
  const { played, setPlayed, definition } = useFlowDesigner();
  if (!played) return null;
  const { result, acts, upTo } = played;
  const all = acts.length;
  const go = (to: number) => setPlayed({ result, acts, upTo: Math.max(0, Math.min(all, to)) });
  const now = acts[upTo - 1];
  const node = now?.node ? findNode(definition, now.node) : undefined;
  const other = node ? OTHER[node.type] : undefined;
  const given = node ? answers.some((answer) => answer.node === node.id) : true;
  return (
    <>
      {result.trigger && !result.trigger.runs && (
        <>
          <Alert type="warning" showIcon title={t("dry.would_not_start")} />
          <ReasonList reasons={result.trigger.reasons} />
        </>
      )}
      {all === 0 ? (
        <p className={styles.faint}>{t("dry.no_steps")}</p>
      ) : (
        <>
          <div className={styles.transport}>
            <Button
              size="small"
              icon={<ChevronLeft size={16} />}
              aria-label={t("dry.back")}
              disabled={upTo <= 1}
              onClick={() => go(upTo - 1)}
            />
            <Slider
              className={styles.grow}
              min={1}
              max={Math.max(all, 2)}
              value={upTo}
              ariaLabelForHandle={t("dry.position", { now: upTo, all })}
              tooltip={{ open: false }}
              onChange={(to: number) => go(to)}
            />
            <Button
              size="small"
              icon={<ChevronRight size={16} />}
              aria-label={t("dry.next")}
              disabled={upTo >= all}
              onClick={() => go(upTo + 1)}
            />
            <Button
              size="small"
              icon={<ChevronsRight size={16} />}
              aria-label={t("dry.end")}
              disabled={upTo >= all}
              onClick={() => go(all)}
            />
          </div>
          <p className={styles.faint}>{t("dry.position", { now: upTo, all })}</p>
          <ol className={styles.steps}>
            {acts.slice(0, upTo).map((act, at) => (
              <RunStep key={at} act={act} before={acts[at - 1]} now={at === upTo - 1} />
            ))}
          </ol>
          {other && node && !given && (
            <Button
              size="small"
              onClick={() => onAnswer({ node: node.id, do: other, comment: t("dry.title") })}
            >
              {t(`dry.what_if.${other}`)}
            </Button>
          )}
          {upTo >= all && (
            <Space>
              <Tag color={result.result ? COLOURS[result.result] : undefined}>
                {result.ended
                  ? t(`dry.results.${result.result ?? "done"}`, { defaultValue: result.result ?? "" })
                  : t("dry.still_running")}
              </Tag>
            </Space>
          )}
        </>
      )}
    </>
  );
}
