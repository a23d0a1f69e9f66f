/** New templates and blocks, and the sheets of labels that shops sell. */
import type { Field, FormDefinition } from "@/lib/form-runtime/definition";
import { isOneValue } from "@/lib/form-runtime/kinds";
import type { BlockType, LabelSheet, Paper, Print, PrintBlock } from "@/lib/printing/types";
import type { Label } from "@/lib/types";

export const BLOCKS: BlockType[] = [
  "text",
  "fields",
  "lines",
  "image",
  "code",
  "row",
  "sign",
  "line",
  "space",
  "break",
];
export const INNER_BLOCKS: BlockType[] = BLOCKS.filter((type) => type !== "row" && type !== "break");

export interface SheetPreset {
  key: string;
  paper: Paper;
  sheet: LabelSheet;
}

const NO_MARGIN: Paper["margin"] = [0, 0, 0, 0];
const single = (width: number, height: number): SheetPreset => ({
  key: `${width}x${height}`,
  paper: { size: "custom", width, height, margin: NO_MARGIN },
  sheet: { columns: 1, rows: 1, width, height, left: 0, top: 0, gap_x: 0, gap_y: 0, padding: 2 },
});
const a4 = (columns: number, rows: number, rest: Omit<LabelSheet, "columns" | "rows">): SheetPreset => ({
  key: `a4_${columns}x${rows}`,
  paper: { size: "a4", margin: NO_MARGIN },
  sheet: { columns, rows, padding: 2, ...rest },
});
/** Measures as the makers of the sheets print them on the box. */
export const SHEETS: SheetPreset[] = [
  a4(3, 8, { width: 70, height: 37, left: 0, top: 0.5, gap_x: 0, gap_y: 0 }),
  a4(3, 7, { width: 63.5, height: 38.1, left: 7.2, top: 15.1, gap_x: 2.5, gap_y: 0 }),
  a4(2, 7, { width: 99.1, height: 38.1, left: 4.65, top: 15.1, gap_x: 2.5, gap_y: 0 }),
  a4(5, 13, { width: 38.1, height: 21.2, left: 4.75, top: 10.7, gap_x: 2.5, gap_y: 0 }),
  single(40, 30),
  single(60, 40),
  single(100, 70),
];

/** What the server takes for a measure that is left out. */
export const PLAIN_SHEET: LabelSheet = {
  columns: 3,
  rows: 8,
  width: 70,
  height: 37,
  left: 0,
  top: 0,
  gap_x: 0,
  gap_y: 0,
};

export function freshKey(prints: Print[]): string {
  const used = new Set(prints.map((each) => each.key));
  let number = prints.length + 1;
  while (used.has(`print${number}`)) number += 1;
  return `print${number}`;
}

const isPlain = (field: Field) => isOneValue(field) && !field.hidden;

export function newBlock(type: BlockType, definition: FormDefinition): PrintBlock {
  const subform = definition.fields.find((field) => field.type === "subform");
  const plain = definition.fields.filter(isPlain).map((field) => field.key);
  switch (type) {
    case "text":
      return { type, html: "" };
    case "fields":
      return { type, fields: plain };
    case "lines":
      return {
        type,
        subform: subform?.key ?? "",
        columns: subform?.type === "subform" ? subform.fields.map(({ key }) => ({ field: key })) : [],
      };
    case "image":
      return { type, field: definition.fields.find(({ type: kind }) => kind === "image")?.key ?? "" };
    case "sign":
      return { type, names: [""] };
    case "row":
      return { type, cells: [{ blocks: [] }, { blocks: [] }] };
    default:
      return { type };
  }
}

/** What a person wrote, as text of a template. */
export const asHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** A page with everything on it: what the standard template prints, to begin with. */
export function newPage(key: string, label: Label, definition: FormDefinition, title: string): Print {
  const heading: PrintBlock = { type: "text", html: `<h1>${asHtml(title)}</h1>`, align: "center" };
  const subforms = definition.fields.filter((field) => field.type === "subform");
  return {
    key,
    label,
    kind: "page",
    blocks: [
      heading,
      newBlock("fields", definition),
      ...subforms.map((field): PrintBlock => ({
        type: "lines",
        subform: field.key,
        columns: field.fields.map((column) => ({ field: column.key })),
      })),
    ],
  };
}

export function newLabels(key: string, label: Label, titleKey: string | null): Print {
  const [preset] = SHEETS;
  const words: PrintBlock = { type: "text", html: titleKey ? `<p><strong>{{${titleKey}}}</strong></p>` : "" };
  const code: PrintBlock = { type: "code", kind: "qr", size: 22 };
  const blocks: PrintBlock[] = [
    {
      type: "row",
      cells: [
        { width: 2, blocks: [words] },
        { width: 1, blocks: [code] },
      ],
    },
  ];
  return { key, label, kind: "labels", paper: preset!.paper, sheet: preset!.sheet, font_size: 9, blocks };
}
