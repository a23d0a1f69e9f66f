/** One cell of a subform's table. Far down a long table it is text until somebody comes to edit it. */
import { Tooltip } from "antd";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { isComputed } from "@/lib/form-runtime/computed";
import type { Field } from "@/lib/form-runtime/definition";
import { topicOf } from "@/lib/form-runtime/engine-types";
import { isNumericKind } from "@/lib/form-runtime/kinds";
import { parseCell } from "@/lib/form-runtime/paths";
import { useLabel } from "@/lib/i18n";
import { lookOf, narrowed } from "@/ui/fields/look";
import { FieldInput, FieldValue, widgetOf } from "@/ui/fields/registry";
import { useEngine, usePlace } from "./engine-context";
import { useIssueText } from "./issue-text";
import { placeId } from "./place-id";
import styles from "./subform.module.css";

interface Props {
  path: string;
  editing: boolean;
  readonly: boolean;
  rowNumber: number;
}

/** Figures stand to the right, computed ones too. */
export const alignOf = (field: Field): "right" | undefined =>
  widgetOf(field)?.align ??
  (field.type === "formula" && isNumericKind(field.as ?? "number") ? "right" : undefined);

export const SubformCell = memo(function SubformCell({ path, editing, readonly, rowNumber }: Props) {
  const engine = useEngine();
  const place = usePlace(path);
  const label = useLabel();
  const issueText = useIssueText();
  const { t } = useTranslation("form");
  const field = engine.field(path);
  if (!field) return null;
  if (!place.visible) return <td className={styles.off} />;
  const topic = topicOf(path);
  const name = t("rows.cell", { row: rowNumber, column: label(field.label) || field.key });
  const message = place.issue && issueText(place.issue);
  const computed = isComputed(field);
  const shown = !editing || readonly || place.readonly || computed;
  return (
    <td
      {...lookOf(place.look, styles.cell)}
      data-row={parseCell(path)?.row}
      data-column={parseCell(path)?.column}
      data-invalid={place.issue?.level === "block" || undefined}
      data-required={(place.required && !message) || undefined}
      data-align={alignOf(field)}
    >
      <Tooltip title={message ?? undefined} color="var(--dg-danger)">
        <div>
          {shown ? (
            <div className={styles.text} id={placeId(path)}>
              {place.computedWhenSaved ? (
                <span className={styles.faint}>{t("value.when_saved_short")}</span>
              ) : (
                <FieldValue
                  field={field}
                  topic={topic}
                  value={place.value}
                  compact
                  error={place.formulaError}
                />
              )}
            </div>
          ) : (
            <FieldInput
              id={placeId(path)}
              field={narrowed(field, place.options)}
              topic={topic}
              value={place.value}
              label={name}
              compact
              required={place.required}
              invalid={place.issue?.level === "block"}
              describedBy={message ? `${placeId(path)}-message` : undefined}
              onChange={(value) => engine.set(path, value)}
              onBlur={() => engine.touch(path)}
            />
          )}
          {message && (
            <span id={`${placeId(path)}-message`} className="dg-sr-only">
              {message}
            </span>
          )}
        </div>
      </Tooltip>
    </td>
  );
});
