/** What a test case found otherwise than expected. */
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import styles from "./tests.module.css";

export interface CaseResult {
  name: string;
  ok: boolean;
  mismatches: { path: string; aspect: string; expected: unknown; found: unknown }[];
}

export function Mismatches({ result, fields }: { result: CaseResult; fields: Field[] }) {
  const { t } = useTranslation("trials");
  const label = useLabel();
  const told = (value: unknown): string =>
    value === null || value === undefined
      ? t("blank")
      : typeof value === "boolean"
        ? t(value ? "yes" : "no")
        : typeof value === "object"
          ? JSON.stringify(value)
          : String(value);
  return (
    <ul className={styles.wrong}>
      {result.mismatches.map(({ path, aspect, expected, found }) => {
        const field = fields.find(({ key }) => key === path);
        const name = path ? label(field?.label) || path : "";
        return (
          <li key={`${path}${aspect}`}>
            {[name, t(`aspect.${aspect}`)].filter(Boolean).join(" · ")}
            {": "}
            {t("mismatch", { expected: told(expected), found: told(found) })}
          </li>
        );
      })}
    </ul>
  );
}
