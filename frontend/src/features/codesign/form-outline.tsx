/** The fields of a form's draft, as they will be asked. */
import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import type { Label } from "@/lib/types";
import styles from "./codesign.module.css";
import { partsOf, type OutlineProps, type Part } from "./parts";

function Options({ part }: { part: Part }) {
  const label = useLabel();
  const options = Array.isArray(part.raw["options"]) ? part.raw["options"] : [];
  if (options.length === 0) return null;
  return (
    <span className={styles.options}>
      {options.slice(0, 12).map((one: { value?: string; label?: Label }, at) => (
        <Tag key={one.value ?? at}>{label(one.label) || one.value}</Tag>
      ))}
    </span>
  );
}

export function FormOutline({ draft, anchor, onChoose }: OutlineProps) {
  const { t } = useTranslation(["codesign", "designer"]);
  const label = useLabel();
  return (
    <ol className={styles.fields}>
      {partsOf(draft).map((part) => (
        <li key={part.key}>
          <button
            type="button"
            className={styles.part}
            aria-pressed={anchor === part.key}
            onClick={() => onChoose(part.key)}
          >
            <span className={styles.name}>
              {label(part.label) || part.key}
              {part.raw["required"] === true && <i aria-label={t("required")}>*</i>}
            </span>
            <small>{t(`designer:type.${part.type}`, { defaultValue: part.type })}</small>
            <Options part={part} />
            {part.raw["help"] ? <small>{label(part.raw["help"] as Label)}</small> : null}
          </button>
        </li>
      ))}
    </ol>
  );
}
