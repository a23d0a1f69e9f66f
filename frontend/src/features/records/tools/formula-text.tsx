/** A formula being written: with the editor for builders, whose names it completes; as plain text for others. */
import { Input } from "antd";
import type { FormulaType } from "@/lib/formula/ast";
import { growing } from "@/lib/growing";
import { FormulaEditor } from "@/ui/formula-editor/formula-editor";
import styles from "./tools.module.css";

interface Props {
  app: string;
  form: string;
  canDesign: boolean;
  label: string;
  hint: string;
  value: string;
  /** The type it must have; left out: the server says it when it is tried. */
  expect?: FormulaType;
  onChange: (text: string) => void;
}

export function FormulaText({ app, form, canDesign, label, hint, value, expect, onChange }: Props) {
  return (
    <>
      {canDesign ? (
        <FormulaEditor
          label={label}
          place={{ app, form, scope: "form", expect }}
          value={value}
          small
          onChange={onChange}
        />
      ) : (
        <Input.TextArea
          aria-label={label}
          className="dg-mono"
          value={value}
          styles={{ textarea: growing(3, 8) }}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      <p className={styles.hint}>{hint}</p>
    </>
  );
}
