import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import type { Grant } from "@/lib/types";
import { unnamedYet } from "@/lib/unnamed-yet";
import { useFlowButtons } from "./roles-queries";
import styles from "./roles.module.css";

interface Props {
  app: string;
  grant: Grant;
  onChange: (grant: Grant) => void;
}

/** Buttons of flows for people who may not update the record; nothing for forms whose flows have none. */
export function PressRights({ app, grant, onChange }: Props) {
  const { t } = useTranslation("roles");
  const label = useLabel();
  const flows = useFlowButtons(app, grant.form);
  const given = grant.press ?? [];
  if (!grant.ops.includes("read") || (!flows.data?.length && given.length === 0)) return null;
  const change = (press: string[]) => {
    const { press: _old, ...rest } = grant;
    onChange(press.length > 0 ? { ...rest, press } : rest);
  };
  return (
    <>
      <p className={styles.label}>{t("grant.press")}</p>
      <Select
        mode="multiple"
        style={{ width: "100%" }}
        aria-label={t("grant.press")}
        {...unnamedYet(flows.isLoading)}
        placeholder={t("grant.press_help")}
        value={given}
        options={flows.data?.map((flow) => ({ value: flow.key, label: label(flow.label) || flow.key }))}
        onChange={change}
      />
    </>
  );
}
