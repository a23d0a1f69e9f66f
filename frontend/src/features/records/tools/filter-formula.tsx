/** A filter as a formula: with the editor for builders, whose names it completes; as plain text for others. */
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormulaEditor } from "@/ui/formula-editor/formula-editor";
import styles from "./tools.module.css";

interface Props {
  app: string;
  form: string;
  canDesign: boolean;
  filter: string;
  onChange: (filter: string) => void;
}

export function FilterFormula({ app, form, canDesign, filter, onChange }: Props) {
  const { t } = useTranslation("records");
  const [text, setText] = useState(filter);
  return (
    <div className={styles.formula}>
      {canDesign ? (
        <FormulaEditor
          label={t("filter.formula")}
          place={{ app, form, scope: "form", expect: "boolean" }}
          value={text}
          small
          onChange={setText}
        />
      ) : (
        <Input.TextArea
          aria-label={t("filter.formula")}
          className="dg-mono"
          value={text}
          autoSize={{ minRows: 3, maxRows: 8 }}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      <p className={styles.hint}>{t("filter.formula_hint")}</p>
      <div className={styles.panelFoot}>
        <Button
          type="primary"
          size="small"
          disabled={text.trim() === filter}
          onClick={() => onChange(text.trim())}
        >
          {t("filter.apply")}
        </Button>
        {filter !== "" && (
          <Button
            size="small"
            type="link"
            onClick={() => {
              setText("");
              onChange("");
            }}
          >
            {t("filter.clear")}
          </Button>
        )}
      </div>
    </div>
  );
}
