/** What one wants to know of a record first: badges, large figures, a line each for the rest. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { isEmpty } from "@/lib/form-runtime/paths";
import { useLabel } from "@/lib/i18n";
import type { ToldProfile } from "@/lib/profile/types";
import { columnsOf, listFields } from "@/lib/records/columns";
import { cellContent, type CellSurroundings } from "@/ui/record-cells/cell-content";
import type { RecordRow } from "../model/types";
import { useRecordPlace } from "../record/place";
import { Figures } from "./figures";
import styles from "./gathered.module.css";

interface Props {
  profile: ToldProfile;
  record: RecordRow;
  around: CellSurroundings;
}

export function ProfileHead({ profile, record, around }: Props) {
  const shown = useShown(profile.header, record, around);
  const of = (look: string) => shown.filter((each) => each.look === look);
  const badges = of("badge").filter((each) => each.value !== null);
  const lines = of("line").filter((each) => each.value !== null);
  const large = of("figure").filter((each) => each.value !== null);
  if (shown.length === 0 && profile.figures.length === 0) return null;
  return (
    <div className={styles.head}>
      {badges.length > 0 && (
        <ul className={styles.badges}>
          {badges.map((each) => (
            <li key={each.key} title={each.label}>
              {each.value}
            </li>
          ))}
        </ul>
      )}
      {(large.length > 0 || profile.figures.length > 0) && (
        <div className={styles.numbers}>
          {large.length > 0 && (
            <dl className={styles.figures}>
              {large.map((each) => (
                <div key={each.key} className={styles.figure}>
                  <dt>{each.label}</dt>
                  <dd>{each.value}</dd>
                </div>
              ))}
            </dl>
          )}
          {profile.figures.length > 0 && <Figures figures={profile.figures} around={around} />}
        </div>
      )}
      {lines.length > 0 && (
        <dl className={styles.facts}>
          {lines.map((each) => (
            <div key={each.key}>
              <dt>{each.label}</dt>
              <dd>{each.value}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

/** Own fields of the record as they are shown; `value` is null where there is none. */
export function useShown(fields: ToldProfile["header"], record: RecordRow, around: CellSurroundings) {
  const { t } = useTranslation("records");
  const label = useLabel();
  const { runtime } = useRecordPlace();
  return useMemo(() => {
    const known = listFields(runtime.definition, (key) => t(`system.${key}`));
    return fields.flatMap(({ field, look, label: own }) => {
      const [column] = columnsOf([{ field }], known, (each) => label(each.label));
      if (!column) return [];
      const value = isEmpty(record[field]) ? null : cellContent(column, record, around);
      return [{ key: field, look, label: label(own) || column.label, value }];
    });
  }, [runtime, fields, record, around, label, t]);
}
