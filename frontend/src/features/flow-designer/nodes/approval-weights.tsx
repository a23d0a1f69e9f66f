/** Voting: how much of all weights must say yes, and who weighs more. */
import { Button, InputNumber, Slider } from "antd";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApprovalNode } from "@/lib/flow-design/definition";
import { PersonPicker } from "@/ui/person-picker";
import { Property } from "@/ui/property/property";
import type { NodePanelProps } from "../model/context";
import styles from "../parts/parts.module.css";

export function RatioAndWeights({ node, patch }: NodePanelProps<ApprovalNode>) {
  const { t } = useTranslation("flowdesign");
  const [adding, setAdding] = useState(false);
  const weights = Object.entries(node.weights ?? {});
  const put = (next: [string, number][]) =>
    patch({ weights: next.length > 0 ? Object.fromEntries(next) : undefined });
  const percent = Math.round((node.ratio ?? 0.5) * 100);
  return (
    <>
      <Property label={t("approval.ratio", { percent })}>
        <Slider
          min={1}
          max={100}
          ariaLabelForHandle={t("approval.ratio", { percent })}
          value={percent}
          onChange={(next: number) => patch({ ratio: next / 100 })}
        />
      </Property>
      <Property label={t("approval.weights")} help={t("approval.weights_help")}>
        <div className={styles.stack}>
          {weights.map(([person, weight], at) => (
            <div key={person} className={styles.row}>
              <div className={styles.grow}>
                <PersonPicker
                  value={person}
                  onChange={(next) => {
                    const kept = weights.filter((_, other) => other !== at);
                    put(typeof next === "string" ? [...kept, [next, weight]] : kept);
                  }}
                />
              </div>
              <InputNumber<number>
                aria-label={t("approval.weight")}
                min={1}
                max={1000}
                precision={0}
                style={{ width: 72 }}
                value={weight}
                onChange={(next) =>
                  put(weights.map((one, other) => (other === at ? [one[0], next ?? 1] : one)))
                }
              />
              <Button
                type="text"
                size="small"
                icon={<X size={14} />}
                aria-label={t("approval.weight_remove")}
                onClick={() => put(weights.filter((_, other) => other !== at))}
              />
            </div>
          ))}
          {adding ? (
            <PersonPicker
              value={null}
              onChange={(person) => {
                setAdding(false);
                if (typeof person === "string")
                  put([...weights.filter(([id]) => id !== person), [person, 2]]);
              }}
            />
          ) : (
            <Button
              size="small"
              type="text"
              className={styles.add}
              icon={<Plus size={14} />}
              onClick={() => setAdding(true)}
            >
              {t("approval.weight_add")}
            </Button>
          )}
        </div>
      </Property>
    </>
  );
}
