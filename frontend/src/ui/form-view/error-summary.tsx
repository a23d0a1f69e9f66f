/** What stands in the way of saving, on top of the form; each line leads to its field. */
import { useTranslation } from "react-i18next";
import type { FormEngine } from "@/lib/form-runtime/engine";
import type { Issue } from "@/lib/form-runtime/issues";
import { parseCell } from "@/lib/form-runtime/paths";
import { useLabel } from "@/lib/i18n";
import { useWholeForm } from "./engine-context";
import styles from "./form-view.module.css";
import { useIssueText } from "./issue-text";
import { focusPlace } from "./place-id";

interface Props {
  engine: FormEngine;
  /** Sentences that belong to no field, besides those of failed checks. */
  general: string[];
}

export function ErrorSummary({ engine, general: told }: Props) {
  const { t } = useTranslation("form");
  const label = useLabel();
  const issueText = useIssueText();
  useWholeForm(engine);
  const placed = engine.issues().filter(({ issue }: { issue: Issue }) => issue.level === "block");
  const general = [...told, ...engine.generalIssues().map((each) => label(each.message))];
  const nameOf = (path: string): string => {
    const cell = parseCell(path);
    const field = engine.field(path);
    const name = label(field?.label) || path;
    if (!cell) return name;
    const subform = engine.field(cell.subform);
    const outer = engine.record.outer(cell.subform, cell.row);
    const beside = outer ? engine.record.inner(cell.subform, outer.id) : engine.record.rows(cell.subform);
    const row = beside.findIndex((each) => each.id === cell.row) + 1;
    const place = t("rows.place", { subform: label(subform?.label), row, column: name });
    if (!outer) return place;
    const first = engine.record.rows(outer.subform).findIndex((each) => each.id === outer.id) + 1;
    return t("rows.place", { subform: label(engine.field(outer.subform)?.label), row: first, column: place });
  };
  if (placed.length === 0 && general.length === 0) return null;
  return (
    <div className={styles.summary} role="alert">
      <strong>{t("summary.title", { count: placed.length + general.length })}</strong>
      <ul>
        {general.map((text) => (
          <li key={text}>{text}</li>
        ))}
        {placed.slice(0, 12).map(({ path, issue }) => (
          <li key={path}>
            <button type="button" onClick={() => focusPlace(path, engine)}>
              {nameOf(path)}
            </button>
            {`：${issueText(issue)}`}
          </li>
        ))}
        {placed.length > 12 && <li>{t("summary.more", { count: placed.length - 12 })}</li>}
      </ul>
    </div>
  );
}
