/** Beside the formula: what the function at hand does, and all names and functions to choose from. */
import { Button, Input, Popover } from "antd";
import { BookOpen } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FormulaType } from "@/lib/formula/ast";
import { useLocale } from "@/lib/i18n";
import { matchesText } from "@/lib/pinyin";
import { Tabs } from "../tabs";
import styles from "./formula-editor.module.css";
import type { FormulaFunction, FormulaName } from "./formula-queries";

interface Props {
  current: string | null;
  functions: FormulaFunction[];
  names: FormulaName[];
  typeName: (type: FormulaType) => string;
  small: boolean;
  onInsert: (text: string, cursorBack: number) => void;
}

export function FormulaHelp({ current, functions, names, typeName, small, onInsert }: Props) {
  const { t } = useTranslation("form");
  const shown = current ? functions.find((entry) => entry.name === current) : undefined;
  return (
    <div className={styles.help}>
      {shown && <FunctionDoc entry={shown} small={small} />}
      <Popover
        trigger="click"
        placement="bottomLeft"
        content={<Catalogue functions={functions} names={names} typeName={typeName} onInsert={onInsert} />}
      >
        <Button size="small" type="text" icon={<BookOpen size={14} />}>
          {t("formula.catalogue")}
        </Button>
      </Popover>
    </div>
  );
}

function FunctionDoc({ entry, small }: { entry: FormulaFunction; small: boolean }) {
  const { t } = useTranslation("form");
  const locale = useLocale();
  return (
    <div className={styles.doc}>
      <code>{entry.signature}</code>
      <p>{entry.doc[locale]}</p>
      {!small && entry.examples[0] && (
        <p>
          {t("formula.example")} <code>{entry.examples[0]}</code>
        </p>
      )}
    </div>
  );
}

function Catalogue({ functions, names, typeName, onInsert }: Omit<Props, "current" | "small">) {
  const { t } = useTranslation("form");
  const locale = useLocale();
  const [search, setSearch] = useState("");
  const fields = names.filter((entry) => matchesText(search, entry.label, entry.name));
  const found = functions.filter((entry) => matchesText(search, entry.name, entry.doc[locale]));
  return (
    <div className={styles.catalogue}>
      <Input
        allowClear
        value={search}
        placeholder={t("formula.search")}
        aria-label={t("formula.search")}
        onChange={(event) => setSearch(event.target.value)}
      />
      <Tabs
        size="small"
        items={[
          {
            key: "fields",
            label: t("formula.fields"),
            children: (
              <ul className={styles.list}>
                {fields.slice(0, 300).map((entry) => (
                  <li key={entry.name}>
                    <button type="button" onClick={() => onInsert(entry.name, 0)}>
                      <span>{entry.label}</span>
                      <code>{entry.name}</code>
                      <small>{typeName(entry.type)}</small>
                    </button>
                  </li>
                ))}
              </ul>
            ),
          },
          {
            key: "functions",
            label: t("formula.functions"),
            children: (
              <ul className={styles.list}>
                {found.map((entry) => (
                  <li key={entry.name}>
                    <button type="button" onClick={() => onInsert(`${entry.name}()`, 1)}>
                      <code>{entry.signature}</code>
                      <span className={styles.listDoc}>{entry.doc[locale]}</span>
                    </button>
                  </li>
                ))}
              </ul>
            ),
          },
        ]}
      />
    </div>
  );
}
