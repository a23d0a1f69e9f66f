import { useQuery } from "@tanstack/react-query";
import { Input } from "antd";
import { useDeferredValue } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { growing } from "@/lib/growing";
import styles from "./roles.module.css";

interface Checked {
  ok: boolean;
  problems: { message: string }[];
}

interface Props {
  app: string;
  form: string;
  label: string;
  placeholder: string;
  value: string;
  onChange: (text: string) => void;
}

/** A condition as a formula, read by the server while it is typed. */
export function ConditionInput({ app, form, label, placeholder, value, onChange }: Props) {
  const { t } = useTranslation("roles");
  const text = useDeferredValue(value.trim());
  // A condition for all forms has no fields of its own to be read against.
  const checkable = text !== "" && form !== "*";
  const check = useQuery({
    queryKey: ["formula-check", app, form, "grant", text],
    queryFn: ({ signal }) =>
      api.post<Checked>("/formula:check", { app, form, scope: "grant", text, expect: "boolean" }, { signal }),
    enabled: checkable,
    staleTime: 60_000,
  });
  const problem =
    check.data && !check.data.ok ? (check.data.problems[0]?.message ?? t("grant.formula_bad")) : null;
  return (
    <div style={{ marginTop: 8 }}>
      <Input.TextArea
        className="dg-mono"
        styles={{ textarea: growing(1, 6) }}
        spellCheck={false}
        maxLength={4000}
        aria-label={label}
        placeholder={placeholder}
        status={problem ? "error" : undefined}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      {checkable && problem && (
        <p className={styles.bad} role="alert">
          {problem}
        </p>
      )}
      {checkable && check.data?.ok && <p className={styles.good}>{t("grant.formula_good")}</p>}
    </div>
  );
}
