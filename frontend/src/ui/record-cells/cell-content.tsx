/**
 * What stands in a cell. Plain functions without hooks: hundreds of cells are made anew with every
 * stretch of scrolling, so everything they need is prepared once per grid (`CellSurroundings`).
 */
import { Check, Paperclip, Rows3 } from "lucide-react";
import type { ReactNode } from "react";
import type { Field, FieldOption } from "@/lib/form-runtime/definition";
import {
  formatAs,
  formatDatetime,
  formatMoney,
  formatNumber,
  shownDecimals,
  formatPhone,
  fractionToPercent,
} from "@/lib/form-runtime/format";
import { isEmpty } from "@/lib/form-runtime/paths";
import type { Column, RecordRow } from "@/lib/records/types";
import type { Label } from "@/lib/types";
import { OPTION_COLOURS } from "@/ui/fields/option-tag";
import tagStyles from "@/ui/fields/option-tag.module.css";
import { FieldValue } from "@/ui/fields/registry";
import { PersonAvatar } from "@/ui/person-avatar";
import { PressButton } from "@/ui/press/press-button";
import styles from "./cell.module.css";
import { valueKind } from "@/lib/form-runtime/kinds";

export interface CellSurroundings {
  zone: string;
  label: (label: Label | null | undefined) => string;
  words: {
    yes: string;
    no: string;
    noAccess: string;
    untitled: string;
    select: (name: string) => string;
    open: string;
    errors: (code: string) => string;
  };
  linkUrl: (topic: string, id: string) => string | null;
  fileUrl: (id: string, preview: boolean) => string;
}

interface Named {
  id: string;
  title: string | null;
}

const namedOf = (value: unknown): Named[] =>
  (Array.isArray(value) ? value : [value]).flatMap((each): Named[] => {
    if (typeof each === "string") return [{ id: each, title: "…" }];
    return each && typeof each === "object" && "id" in each ? [each as Named] : [];
  });

function people(value: unknown, around: CellSurroundings, person: boolean): ReactNode {
  return namedOf(value).map(({ id, title }) => (
    <span key={id} className={styles.chip}>
      {person && <PersonAvatar id={id} name={title ?? "?"} size={20} />}
      <span>{title ?? around.words.noAccess}</span>
    </span>
  ));
}

function links(field: Field, value: unknown, around: CellSurroundings): ReactNode {
  return namedOf(value).map(({ id, title }) => {
    const url = title === null ? null : around.linkUrl(field.key, id);
    return url ? (
      <a key={id} href={url} tabIndex={-1} className={styles.link}>
        {title}
      </a>
    ) : (
      <span key={id} className={styles.faint}>
        {title ?? around.words.noAccess}
      </span>
    );
  });
}

interface File {
  id: string;
  name: string;
  type: string;
}

function files(value: unknown, around: CellSurroundings): ReactNode {
  const all = value as File[];
  const pictures = all.filter((file) => /^image\/(png|jpe?g|gif|webp)$/.test(file.type)).slice(0, 3);
  return (
    <>
      {pictures.map((file) => (
        <img
          key={file.id}
          className={styles.thumb}
          src={around.fileUrl(file.id, true)}
          alt={file.name}
          loading="lazy"
        />
      ))}
      {all.length > pictures.length && (
        <span className={styles.count} title={all.map((file) => file.name).join("\n")}>
          <Paperclip size={14} aria-hidden />
          {all.length - pictures.length}
        </span>
      )}
    </>
  );
}

const flag = (value: unknown, around: CellSurroundings): ReactNode =>
  value === true ? (
    <Check size={16} className={styles.yes} role="img" aria-label={around.words.yes} />
  ) : (
    <span className={styles.no} role="img" aria-label={around.words.no} />
  );

const withUnit = (text: string, unit: string): string => (unit ? `${text} ${unit}` : text);

/** One value by the kind of its field; what no case knows is drawn by the field's own widget. */
export function cellContent(column: Column, row: RecordRow, around: CellSurroundings): ReactNode {
  const { field } = column;
  if (field.type === "button") return <PressButton field={field} row={row} compact inGrid />;
  const code = row._errors?.[column.key];
  if (code)
    return (
      <span className={styles.error} title={around.words.errors(code)}>
        {code}
        <span className="dg-sr-only">{around.words.errors(code)}</span>
      </span>
    );
  const value = row[column.key];
  if (isEmpty(value)) return null;
  switch (field.type) {
    case "text":
    case "email":
    case "url":
      return String(value);
    case "long_text":
      return String(value).replace(/\s+/g, " ");
    case "series":
      return <span className={styles.code}>{String(value)}</span>;
    case "phone":
      return formatPhone(String(value), field.region ?? "CN");
    case "number":
      return withUnit(
        formatNumber(Number(value), shownDecimals(field), !!field.thousands),
        around.label(field.unit),
      );
    case "money":
      return formatMoney(Number(value), field.currency, field.decimals ?? 2);
    case "percent":
      return `${formatNumber(fractionToPercent(Number(value)), field.decimals ?? 2, false)}%`;
    case "boolean":
      return flag(value, around);
    case "date":
      return String(value).slice(0, 10);
    case "datetime":
      return formatDatetime(String(value), around.zone);
    case "formula":
      if (typeof value === "boolean") return flag(value, around);
      return withUnit(
        formatAs(valueKind(field), value, { ...field }, around.zone),
        valueKind(field) === "number" ? around.label(field.unit) : "",
      );
    case "select":
    case "multi_select":
      return tags(field.options, value, around);
    case "member":
      return people(value, around, true);
    case "department":
      return people(value, around, false);
    case "link":
      return links(field, value, around);
    case "attachment":
      return files(value, around);
    case "subform":
      return (
        <span className={styles.count}>
          <Rows3 size={14} aria-hidden />
          {(value as unknown[]).length}
        </span>
      );
    default:
      return <FieldValue field={field} topic={column.key} value={value} compact />;
  }
}

const COLOURS = new Set<string>(OPTION_COLOURS);

/** As `OptionTag`, which asks for its language in every tag. */
function tags(options: FieldOption[], value: unknown, around: CellSurroundings): ReactNode {
  return (Array.isArray(value) ? value : [value]).map((each) => {
    const option = options.find((one) => one.value === each);
    const colour = option?.color && COLOURS.has(option.color) ? option.color : "grey";
    return (
      <span key={String(each)} className={tagStyles.tag} data-colour={colour}>
        {option ? around.label(option.label) || option.value : String(each)}
      </span>
    );
  });
}
