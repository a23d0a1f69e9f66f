/** A filter as a formula: with the editor for builders, whose names it completes; as plain text for others. */
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormulaText } from "./formula-text";
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
      <FormulaText
        app={app}
        form={form}
        canDesign={canDesign}
        label={t("filter.formula")}
        hint={t("filter.formula_hint")}
        value={text}
        expect="boolean"
        onChange={setText}
      />
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
