/** The ladder of a deadline: remind, tell, escalate, act by itself; each rung counts from when the step began. */
import { Button, InputNumber, Select } from "antd";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { whoStands, type SlaAct, type SlaStep } from "@/lib/flow-design/definition";
import { Property } from "@/ui/property/property";
import { useFlowDesigner } from "../model/context";
import { AssigneesEditor } from "./assignees-editor";
import { ConditionProperty } from "./condition-property";
import { DurationInput } from "./duration-input";
import styles from "./parts.module.css";
import { TemplateInput } from "./template-input";

interface Props {
  node: string;
  /** What the step itself can be made to do. */
  acts: SlaAct[];
  value: SlaStep[] | undefined;
  onChange: (value: SlaStep[] | undefined) => void;
  /** While this condition holds, the ladder stands still. */
  pause: string | null | undefined;
  onPause: (condition: string) => void;
}

const ASKING: SlaAct[] = ["notify", "escalate", "transfer"];
const COMMON: SlaAct[] = ["remind", "notify", "escalate", "transfer"];

/** What comes next on a ladder of so many rungs. */
const nextRung = (rungs: number, standing: "owner" | "initiator"): SlaStep =>
  rungs === 0
    ? { after: "8 business hours", do: "remind" }
    : { after: "2 business days", do: "escalate", to: [{ supervisor_of: standing, level: 1 }] };

export function SlaEditor({ node, acts, value = [], onChange, pause, onPause }: Props) {
  const { t } = useTranslation("flowdesign");
  const { definition } = useFlowDesigner();
  const put = (next: SlaStep[]) => onChange(next.length > 0 ? next : undefined);
  const change = (at: number, patch: Partial<SlaStep>) =>
    put(value.map((rung, other) => (other === at ? { ...rung, ...patch } : rung)));
  return (
    <div className={styles.stack}>
      {value.map((rung, at) => (
        <div key={at} className={styles.box}>
          <div className={styles.boxHead}>
            <strong className={styles.grow}>{t("sla.rung", { number: at + 1 })}</strong>
            <Button
              type="text"
              size="small"
              icon={<X size={14} />}
              aria-label={t("sla.remove", { number: at + 1 })}
              onClick={() => put(value.filter((_, other) => other !== at))}
            />
          </div>
          <Property label={t("sla.after")}>
            <DurationInput
              label={t("sla.after")}
              value={rung.after}
              onChange={(after) => change(at, { after })}
            />
          </Property>
          <Select<SlaAct>
            aria-label={t("sla.do")}
            value={rung.do}
            options={[...COMMON, ...acts].map((act) => ({ value: act, label: t(`sla.act.${act}`) }))}
            onChange={(act) => change(at, { do: act })}
          />
          {rung.do === "remind" && <Repeat rung={rung} onChange={(patch) => change(at, patch)} />}
          {ASKING.includes(rung.do) && (
            <AssigneesEditor
              node={node}
              label={t("sla.to")}
              value={rung.to}
              onChange={(to) => change(at, { to })}
            />
          )}
          <TemplateInput
            label={t("sla.message")}
            placeholder={t("sla.message")}
            value={rung.message}
            onChange={(message) => change(at, { message: message === "" ? null : message })}
          />
        </div>
      ))}
      <Button
        size="small"
        type="text"
        className={styles.add}
        icon={<Plus size={14} />}
        onClick={() => put([...value, nextRung(value.length, whoStands(definition))])}
      >
        {t("sla.add")}
      </Button>
      {(value.length > 0 || pause) && (
        <ConditionProperty
          label={t("sla.pause")}
          help={t("sla.pause_help")}
          at={{ place: "node", node }}
          value={pause ?? ""}
          onChange={onPause}
        />
      )}
    </div>
  );
}

function Repeat({ rung, onChange }: { rung: SlaStep; onChange: (patch: Partial<SlaStep>) => void }) {
  const { t } = useTranslation("flowdesign");
  return (
    <>
      <Property label={t("sla.repeat")}>
        <InputNumber<number>
          aria-label={t("sla.repeat")}
          className={styles.full}
          min={0}
          max={100}
          precision={0}
          value={rung.repeat ?? 0}
          onChange={(repeat) =>
            onChange({ repeat: repeat ?? 0, every: repeat ? (rung.every ?? "4 business hours") : null })
          }
        />
      </Property>
      {!!rung.repeat && (
        <Property label={t("sla.every")}>
          <DurationInput
            label={t("sla.every")}
            value={rung.every}
            onChange={(every) => onChange({ every })}
          />
        </Property>
      )}
    </>
  );
}
