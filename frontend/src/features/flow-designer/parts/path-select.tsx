/** A field of the record, or of one it links to, chosen by its name. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { matchesText } from "@/lib/pinyin";
import { useFlowDesigner } from "../model/context";
import type { PathEntry } from "../model/paths";
import styles from "./parts.module.css";

interface Props {
  id?: string;
  label: string;
  value: string | null | undefined;
  onChange: (path: string) => void;
  /** Which fields are offered. */
  only?: (entry: PathEntry) => boolean;
  /** Only the form's own fields, none behind a link. */
  near?: boolean;
  /** Who started the flow is offered, too. */
  initiator?: boolean;
  form?: string | null;
  app?: string | null;
  without?: string[];
}

export function PathSelect(props: Props) {
  const { id, label, value, onChange, only, near, initiator, form, app, without = [] } = props;
  const { t } = useTranslation("flowdesign");
  const { words } = useFlowDesigner();
  const entries = words
    .paths(form, app)
    .filter((entry) => (!only || only(entry)) && (!near || !entry.path.includes(".")))
    .filter((entry) => !without.includes(entry.path));
  const options = [
    ...(initiator ? [{ value: "initiator", label: t("word.initiator") }] : []),
    ...entries.map((entry) => ({
      value: entry.path,
      label: entry.labels.map(words.label).join(t("word.of")),
    })),
  ];
  const known = !value || options.some((option) => option.value === value);
  return (
    <Select
      id={id}
      className={styles.full}
      aria-label={label}
      placeholder={t("pick.field")}
      value={value || undefined}
      status={known ? undefined : "error"}
      showSearch={{
        filterOption: (text, option) =>
          matchesText(text, String(option?.label ?? ""), String(option?.value ?? "")),
      }}
      options={options}
      onChange={(path: string) => onChange(path)}
    />
  );
}
