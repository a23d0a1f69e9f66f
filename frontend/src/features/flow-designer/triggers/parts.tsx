/** What several triggers ask: a condition, whether the change waits, what happens to missed times. */
import { Segmented, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { GateMode, Missed } from "@/lib/flow-design/definition";
import { Property } from "@/ui/property/property";
import { ConditionProperty } from "../parts/condition-property";
import styles from "../parts/parts.module.css";

interface WhenProps {
  value: string | null | undefined;
  old?: boolean;
  onChange: (when: string | null) => void;
}

export function When({ value, old, onChange }: WhenProps) {
  const { t } = useTranslation("flowdesign");
  return (
    <ConditionProperty
      label={t("trigger.when")}
      help={t(old ? "trigger.when_old_help" : "trigger.when_help")}
      at={{ place: "trigger" }}
      old={old}
      value={value ?? ""}
      onChange={(when) => onChange(when === "" ? null : when)}
    />
  );
}

export function Gate({
  value,
  onChange,
}: {
  value: GateMode | undefined;
  onChange: (mode: GateMode) => void;
}) {
  const { t } = useTranslation("flowdesign");
  const mode = value ?? "after";
  return (
    <Property label={t("trigger.mode")}>
      <Segmented<GateMode>
        block
        aria-label={t("trigger.mode")}
        value={mode}
        options={[
          { value: "after", label: t("trigger.modes.after") },
          { value: "gate", label: t("trigger.modes.gate") },
        ]}
        onChange={onChange}
      />
      <p className={styles.note} style={{ marginTop: 8 }}>
        {t(`trigger.mode_help.${mode}`)}
      </p>
    </Property>
  );
}

export function MissedTimes({
  value,
  onChange,
}: {
  value: Missed | undefined;
  onChange: (missed: Missed) => void;
}) {
  const { t } = useTranslation("flowdesign");
  const id = useId();
  return (
    <Property label={t("trigger.missed")} htmlFor={id}>
      <Select<Missed>
        id={id}
        className={styles.full}
        value={value ?? "once"}
        options={(["once", "all", "skip"] as const).map((one) => ({
          value: one,
          label: t(`trigger.missed_times.${one}`),
        }))}
        onChange={onChange}
      />
    </Property>
  );
}
