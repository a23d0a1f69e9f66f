/** The same numbers another time, beside each measure. */
import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Compare, Query } from "@/lib/report/definition";
import { Property } from "@/ui/property/property";
import styles from "./parts.module.css";
import { PanelSection } from "./section";

/** Key of the comparison → the shift it stands for. */
const SHIFTS = {
  previous: "previous",
  last_year: "-1 year",
  last_quarter: "-1 quarter",
  last_month: "-1 month",
  last_week: "-1 week",
} as const;
type Name = keyof typeof SHIFTS;

interface Props {
  query: Query;
  onChange: (change: Partial<Query>) => void;
}

export function CompareEditor({ query, onChange }: Props) {
  const { t, i18n } = useTranslation("dashdesign");
  const id = useId();
  const given = query.compare ?? [];
  const nameOf = (compare: Compare): Name | null =>
    (Object.keys(SHIFTS) as Name[]).find((name) => SHIFTS[name] === compare.shift) ?? null;
  const own = given.filter((compare) => nameOf(compare) === null);
  const choose = (names: Name[]): void => {
    const compare = names.map(
      (name): Compare =>
        given.find((one) => nameOf(one) === name) ?? {
          key: name,
          shift: SHIFTS[name],
          label: {
            "zh-CN": i18n.getFixedT("zh-CN", "dashdesign")(`compare.${name}`),
            en: i18n.getFixedT("en", "dashdesign")(`compare.${name}`),
          },
        },
    );
    onChange({ compare: [...own, ...compare].slice(0, 4) });
  };
  return (
    <PanelSection title={t("compare.title")}>
      <Property label={t("compare.with")} htmlFor={id} help={t("compare.help")}>
        <Select<Name[]>
          id={id}
          mode="multiple"
          className={styles.full}
          placeholder={t("compare.none")}
          value={given.flatMap((compare) => nameOf(compare) ?? [])}
          options={(Object.keys(SHIFTS) as Name[]).map((name) => ({
            value: name,
            label: t(`compare.${name}`),
          }))}
          onChange={choose}
        />
      </Property>
    </PanelSection>
  );
}
