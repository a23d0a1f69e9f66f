/** Print templates whose papers go with a mail: those of the form, and the standard style. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { Property } from "@/ui/property/property";
import { useFlowDesigner } from "../model/context";
import styles from "./parts.module.css";

const STANDARD = "standard";
const MOST = 3;

interface Props {
  value: string[] | undefined;
  onChange: (value: string[] | undefined) => void;
}

export function AttachSelect({ value = [], onChange }: Props) {
  const { t } = useTranslation("flowdesign");
  const { words, definition, app } = useFlowDesigner();
  const form = definition.form ? words.catalog.definition(definition.form, app) : undefined;
  if (!definition.form) return null;
  const options = [
    ...(form?.prints ?? [])
      .filter((each) => each.kind !== "labels")
      .map((each) => ({ value: each.key, label: words.label(each.label) || each.key })),
    { value: STANDARD, label: t("notify.standard_print") },
  ];
  return (
    <Property label={t("notify.attach")} help={t("notify.attach_help")}>
      <Select
        mode="multiple"
        className={styles.full}
        maxCount={MOST}
        aria-label={t("notify.attach")}
        placeholder={t("notify.attach_none")}
        value={value}
        options={options}
        onChange={(next: string[]) => onChange(next.length > 0 ? next : undefined)}
      />
    </Property>
  );
}
