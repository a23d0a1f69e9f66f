/** Doing a step once per element of a list: all at once, or one after another. */
import { Segmented, Switch } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Each } from "@/lib/flow-design/definition";
import { Property } from "@/ui/property/property";
import { FormulaProperty } from "./formula-property";
import styles from "./parts.module.css";

interface Props {
  node: string;
  value: Each | null | undefined;
  onChange: (value: Each | null) => void;
  /** Records are written in one go: no order, nothing to stop. */
  bare?: boolean;
}

export function EachEditor({ node, value, onChange, bare = false }: Props) {
  const { t } = useTranslation("flowdesign");
  const id = useId();
  return (
    <div className={styles.stack}>
      <div className={styles.row}>
        <label className={styles.grow} htmlFor={id}>
          {t("each.on")}
        </label>
        <Switch
          id={id}
          size="small"
          checked={!!value}
          onChange={(on) => onChange(on ? { over: "" } : null)}
        />
      </div>
      {value && (
        <>
          <FormulaProperty
            label={t("each.over")}
            help={t("each.over_help")}
            at={{ place: "each", node }}
            value={value.over}
            hint={t("each.over_hint")}
            onChange={(over) => onChange({ ...value, over })}
          />
          {!bare && (
            <>
              <Property label={t("each.mode")}>
                <Segmented<"parallel" | "sequential">
                  block
                  aria-label={t("each.mode")}
                  value={value.mode ?? "parallel"}
                  options={[
                    { value: "parallel", label: t("each.parallel") },
                    { value: "sequential", label: t("each.sequential") },
                  ]}
                  onChange={(mode) => onChange({ ...value, mode })}
                />
              </Property>
              <FormulaProperty
                expect="boolean"
                label={t("each.until")}
                help={t("each.until_help")}
                at={{ place: "node", node }}
                value={value.until ?? ""}
                onChange={(until) => onChange({ ...value, until: until === "" ? null : until })}
              />
            </>
          )}
        </>
      )}
    </div>
  );
}
