/** Records that are probably the same, with what speaks for it. */
import { Button, Tag } from "antd";
import { Merge } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Column, RecordRow } from "@/lib/records/types";
import { cellContent, type CellSurroundings } from "@/ui/record-cells/cell-content";
import styles from "./duplicates.module.css";
import type { Group } from "./types";

interface Props {
  group: Group;
  rows: Map<string, RecordRow>;
  columns: Column[];
  around: CellSurroundings;
  here: string;
  mayMerge: boolean;
  onMerge: (ids: string[]) => void;
  onDifferent: (ids: string[]) => void;
}

export function GroupCard({ group, rows, columns, around, here, mayMerge, onMerge, onDifferent }: Props) {
  const { t } = useTranslation("duplicates");
  const there = group.members.filter((member) => rows.has(member.id));
  const ids = there.map((member) => member.id);
  const nameOf = (key: string) => columns.find((column) => column.key === key)?.label ?? key;
  if (there.length < 2) return null;
  return (
    <li className={styles.group}>
      <header className={styles.groupHead}>
        <strong>{t("group.title", { count: there.length })}</strong>
        <span className={styles.score}>{t("group.score", { percent: Math.round(group.score * 100) })}</span>
        {mayMerge && (
          <span className={styles.groupTools}>
            <Button size="small" onClick={() => onDifferent(ids)}>
              {t("group.different")}
            </Button>
            <Button size="small" type="primary" icon={<Merge size={14} />} onClick={() => onMerge(ids)}>
              {t("group.merge")}
            </Button>
          </span>
        )}
      </header>
      <ul className={styles.members}>
        {there.map((member) => {
          const row = rows.get(member.id)!;
          return (
            <li key={member.id} className={styles.member}>
              <Link className={styles.memberName} to={`${here}/records/${member.id}`}>
                {row._title || t("untitled")}
              </Link>
              <span className={styles.values}>
                {columns
                  .filter((column) => row[column.key] !== row._title)
                  .map((column) => {
                    const content = cellContent(column, row, around);
                    return content === null ? null : (
                      <span key={column.key} className={styles.value}>
                        {content}
                      </span>
                    );
                  })}
              </span>
              <span className={styles.evidence}>
                {member.evidence.map(({ field, how }) => (
                  <Tag key={field}>{t(`how.${how}`, { field: nameOf(field) })}</Tag>
                ))}
              </span>
            </li>
          );
        })}
      </ul>
    </li>
  );
}
