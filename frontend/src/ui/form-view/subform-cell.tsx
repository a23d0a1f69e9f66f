/** One cell of a subform's table. Far down a long table it is text until somebody comes to edit it. */
import { Tooltip } from "antd";
import { memo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { isComputed } from "@/lib/form-runtime/computed";
import type { Field } from "@/lib/form-runtime/definition";
import { topicOf } from "@/lib/form-runtime/engine-types";
import type { Issue } from "@/lib/form-runtime/issues";
import { isNumericKind, valueKind } from "@/lib/form-runtime/kinds";
import { parseCell } from "@/lib/form-runtime/paths";
import { besideOf } from "@/lib/form-runtime/offers";
import { useLabel } from "@/lib/i18n";
import { lookOf, narrowed } from "@/ui/fields/look";
import { FieldInput } from "@/ui/fields/inputs";
import { FieldValue, widgetOf } from "@/ui/fields/registry";
import { useEngine, useFrame, usePlace } from "./engine-context";
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
  (field.type === "formula" && isNumericKind(valueKind(field)) ? "right" : undefined);

/** One key may redraw the same column of every row in sight: of a cell only its text then, and the control it was
 * pressed in. */
export const SubformCell = memo(function SubformCell({ path, editing, readonly, rowNumber }: Props) {
  const engine = useEngine();
  const place = useFrame(path);
  const field = engine.field(path);
  if (!field) return null;
  if (!place.visible) return <td className={styles.off} />;
  const live = editing && !readonly && !place.readonly && !isComputed(field);
  return (
    <td
      {...lookOf(place.look, styles.cell)}
      data-row={parseCell(path)?.row}
      data-column={parseCell(path)?.column}
      data-invalid={place.issue?.level === "block" || undefined}
      data-required={(place.required && !place.issue) || undefined}
      data-align={alignOf(field)}
    >
      {live ? (
        <Told path={path} issue={place.issue}>
          <LiveCell path={path} field={field} rowNumber={rowNumber} />
        </Told>
      ) : place.issue ? (
        <Told path={path} issue={place.issue}>
          <CellText path={path} field={field} />
        </Told>
      ) : (
        <CellText path={path} field={field} />
      )}
    </td>
  );
});

interface CellProps {
  path: string;
  field: Field;
}

function CellText({ path, field }: CellProps) {
  const place = usePlace(path);
  return (
    <div className={styles.text} id={placeId(path)}>
      {place.computedWhenSaved ? (
        <WhenSaved />
      ) : (
        <FieldValue
          field={field}
          topic={topicOf(path)}
          value={place.value}
          compact
          error={place.formulaError}
        />
      )}
    </div>
  );
}

function WhenSaved() {
  const { t } = useTranslation("form");
  return <span className={styles.faint}>{t("value.when_saved_short")}</span>;
}

function LiveCell({ path, field, rowNumber }: CellProps & { rowNumber: number }) {
  const engine = useEngine();
  const place = usePlace(path);
  const label = useLabel();
  const { t } = useTranslation("form");
  return (
    <FieldInput
      id={placeId(path)}
      field={narrowed(field, place.options)}
      topic={topicOf(path)}
      value={place.value}
      label={t("rows.cell", { row: rowNumber, column: label(field.label) || field.key })}
      compact
      required={place.required}
      invalid={place.issue?.level === "block"}
      describedBy={place.issue ? messageId(path) : undefined}
      onChange={(value) => engine.set(path, value)}
      onBlur={() => engine.touch(path)}
      around={() => besideOf(engine, path)}
    />
  );
}

const messageId = (path: string): string => `${placeId(path)}-message`;

/** What is wrong, on pointing at it. Around a control it stands from the beginning: coming later, it would take the
 * cursor out of it. */
function Told({ path, issue, children }: { path: string; issue: Issue | null; children: ReactElement }) {
  const issueText = useIssueText();
  const message = issue && issueText(issue);
  return (
    <Tooltip title={message ?? undefined} color={message ? "var(--dg-danger)" : undefined}>
      <div>
        {children}
        {message && (
          <span id={messageId(path)} className="dg-sr-only">
            {message}
          </span>
        )}
      </div>
    </Tooltip>
  );
}
