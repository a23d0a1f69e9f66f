/** A field in the form: its name, its control, its help and what is wrong with it. */
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { COMPUTED } from "@/lib/form-runtime/computed";
import type { Field, Look } from "@/lib/form-runtime/definition";
import { topicOf, type FieldSnapshot } from "@/lib/form-runtime/engine-types";
import { besideOf } from "@/lib/form-runtime/offers";
import { useLabel } from "@/lib/i18n";
import { lookOf, narrowed } from "@/ui/fields/look";
import { FieldInput } from "@/ui/fields/inputs";
import { FieldValue } from "@/ui/fields/registry";
import { useEngine, useFrame, usePlace } from "./engine-context";
import styles from "./form-view.module.css";
import { useIssueText } from "./issue-text";
import { placeId } from "./place-id";
import { Subform } from "./subform";

interface FrameProps {
  id: string;
  label: string;
  required?: boolean;
  help?: string;
  message?: { text: string; level: "block" | "warn" } | null;
  children: React.ReactNode;
  /** The control is a group of its own: its name is said by the group. */
  group?: boolean;
  look?: Look | null;
}

export const helpId = (id: string): string => `${id}-help`;
export const messageId = (id: string): string => `${id}-message`;

export function FieldFrame({ id, label, required, help, message, group, look, children }: FrameProps) {
  const { t } = useTranslation("form");
  const name = (
    <>
      {label}
      {required && (
        <span className={styles.required} title={t("required")} aria-hidden>
          *
        </span>
      )}
    </>
  );
  return (
    <div className={styles.field} data-field-frame data-invalid={message?.level === "block" || undefined}>
      {group ? (
        <span className={styles.label}>{name}</span>
      ) : (
        <label className={styles.label} htmlFor={id}>
          {name}
        </label>
      )}
      {look ? <div {...lookOf(look, styles.look)}>{children}</div> : children}
      {message && (
        <p
          id={messageId(id)}
          className={message.level === "warn" ? styles.warning : styles.problem}
          role="alert"
        >
          {message.text}
        </p>
      )}
      {help && (
        <p id={helpId(id)} className={styles.help}>
          {help}
        </p>
      )}
    </div>
  );
}

const GROUPS = new Set(["attachment", "subform", "rich_text", "rating", "slider", "ranking", "matrix"]);

const isGroup = (field: Field): boolean =>
  GROUPS.has(field.type) ||
  ((field.type === "select" || field.type === "multi_select") &&
    !!field.display &&
    field.display !== "dropdown");

interface FieldProps {
  path: string;
  autoFocus?: boolean;
}

/** Redraws only when its own place changes; around the rows of a subform not with every key pressed in them. */
export const FormField = memo(function FormField(props: FieldProps) {
  const rows = useEngine().field(props.path)?.type === "subform";
  return rows ? <RowsField {...props} /> : <ValueField {...props} />;
});

const RowsField = (props: FieldProps) => <FieldAt {...props} place={useFrame(props.path)} />;
const ValueField = (props: FieldProps) => <FieldAt {...props} place={usePlace(props.path)} />;

function FieldAt({ path, autoFocus, place }: FieldProps & { place: FieldSnapshot }) {
  const engine = useEngine();
  const label = useLabel();
  const issueText = useIssueText();
  const { t } = useTranslation("form");
  const field = engine.field(path);
  if (!field || !place.visible) return null;
  const id = placeId(path);
  const name = label(field.label) || field.key;
  const message = place.issue && { text: issueText(place.issue), level: place.issue.level };
  const help = label(field.help);
  const described = [message && messageId(id), help && helpId(id)].filter(Boolean).join(" ");
  const computed = COMPUTED.has(field.type);
  return (
    <FieldFrame
      id={id}
      label={name}
      required={place.required}
      help={help}
      message={message}
      group={isGroup(field)}
      look={place.look}
    >
      {field.type === "subform" ? (
        <Subform field={field} path={path} name={name} invalid={!!message} />
      ) : field.type === "formula" && (place.computedWhenSaved || place.formulaError) ? (
        <output id={id} className={styles.later}>
          {place.formulaError ? (
            <FieldValue field={field} topic={topicOf(path)} value={null} error={place.formulaError} />
          ) : (
            t("value.when_saved")
          )}
        </output>
      ) : place.readonly && !computed ? (
        <div id={id} className={styles.readonly} data-derived={field.derived} tabIndex={-1}>
          <FieldValue field={field} topic={topicOf(path)} value={place.value} />
        </div>
      ) : (
        <FieldInput
          id={id}
          field={narrowed(field, place.options)}
          topic={topicOf(path)}
          value={place.value}
          label={name}
          required={place.required}
          invalid={message?.level === "block"}
          describedBy={described || undefined}
          autoFocus={autoFocus}
          onChange={(value) => engine.set(path, value)}
          onBlur={() => engine.touch(path)}
          around={() => besideOf(engine, path)}
        />
      )}
    </FieldFrame>
  );
}
