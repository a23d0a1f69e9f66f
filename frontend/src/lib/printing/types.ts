/** A print template, as it stands in a form's definition (docs/printing.md). Lengths are millimetres. */
import type { Label, Locale } from "../types";

/** Formatted words with places in them, `{{客户}}`. */
export type Words = string | Partial<Record<Locale, string>>;
export type Align = "left" | "center" | "right";

interface Common {
  when?: string;
}
export type TextBlock = Common & { type: "text"; html?: Words; align?: Align; size?: number };
export type FieldsBlock = Common & {
  type: "fields";
  fields: string[];
  columns?: number;
  border?: boolean;
  labels?: boolean;
  empty?: boolean;
};
export type LinesBlock = Common & {
  type: "lines";
  subform: string;
  columns?: { field: string; label?: Label; width?: number }[];
  numbered?: boolean;
  totals?: string[];
};
export type ImageBlock = Common & { type: "image"; field: string; width?: number; align?: Align };
export type CodeBlock = Common & {
  type: "code";
  kind?: "qr" | "code128";
  value?: string;
  size?: number;
  align?: Align;
  caption?: boolean;
};
export type SpaceBlock = Common & { type: "space"; height?: number };
export type SignBlock = Common & { type: "sign"; names: Label[] };
export type PlainBlock = Common & { type: "line" | "break" };
export type RowBlock = Common & { type: "row"; cells: { width?: number; blocks?: PrintBlock[] }[] };
export type PrintBlock =
  | TextBlock
  | FieldsBlock
  | LinesBlock
  | ImageBlock
  | CodeBlock
  | SpaceBlock
  | SignBlock
  | PlainBlock
  | RowBlock;
export type BlockType = PrintBlock["type"];

export interface Paper {
  size?: "a3" | "a4" | "a5" | "letter" | "custom";
  landscape?: boolean;
  width?: number;
  height?: number;
  margin?: [number, number, number, number];
}

export interface LabelSheet {
  columns: number;
  rows: number;
  width: number;
  height: number;
  left: number;
  top: number;
  gap_x: number;
  gap_y: number;
  padding?: number;
  border?: boolean;
}

export interface TemplateFile {
  name: string;
  content: string;
  marks: string[];
}

export type PrintKind = "page" | "labels" | UploadedKind;
/** Templates that are files. */
export type UploadedKind = "docx" | "xlsx";

export interface Print {
  key: string;
  label?: Label;
  kind?: PrintKind;
  roles?: string[];
  when?: string;
  paper?: Paper;
  sheet?: Partial<LabelSheet>;
  font_size?: number;
  header?: Words;
  footer?: Words;
  page_numbers?: boolean;
  blocks?: PrintBlock[];
  file?: TemplateFile;
  file_name?: string;
}

/** A template that is offered; `labels`: how many stand on a sheet. The standard one has no label. */
export interface PrintCard {
  key: string;
  label: Label;
  kind: PrintKind;
  labels: number | null;
}
