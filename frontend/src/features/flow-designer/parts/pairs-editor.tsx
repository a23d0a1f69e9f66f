/** Lines of a name and a text: headers, what is taken from an answer, what a script sees. */
import { Button, Input, Select } from "antd";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./parts.module.css";

interface Props {
  /** What the two sides are called. */
  names: [string, string];
  value: Record<string, string> | undefined;
  onChange: (value: Record<string, string> | undefined) => void;
  /** The left side is one of these. */
  keys?: { value: string; label: string }[];
  /** The right side is one of these. */
  values?: { value: string; label: string }[];
}

type Line = [string, string];
const linesOf = (value: Record<string, string> | undefined): Line[] => Object.entries(value ?? {});
const finished = (lines: Line[]): Line[] => lines.filter(([key, text]) => key !== "" && text !== "");

export function PairsEditor({ names, value, onChange, keys, values }: Props) {
  const { t } = useTranslation("flowdesign");
  // Lines without both sides are no pairs yet: they stay here.
  const [lines, setLines] = useState(linesOf(value));
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    if (JSON.stringify(finished(lines)) !== JSON.stringify(linesOf(value))) setLines(linesOf(value));
  }
  const put = (next: Line[]) => {
    setLines(next);
    const done = finished(next);
    onChange(done.length > 0 ? Object.fromEntries(done) : undefined);
  };
  const change = (at: number, line: Line) => put(lines.map((one, other) => (other === at ? line : one)));
  return (
    <div className={styles.stack}>
      {lines.map(([key, text], at) => (
        <div key={at} className={styles.row}>
          {keys ? (
            <Select
              className={styles.grow}
              aria-label={names[0]}
              placeholder={names[0]}
              value={key || undefined}
              options={keys}
              onChange={(next: string) => change(at, [next, text])}
            />
          ) : (
            <Input
              className={styles.grow}
              aria-label={names[0]}
              placeholder={names[0]}
              value={key}
              onChange={(event) => change(at, [event.target.value, text])}
            />
          )}
          {values ? (
            <Select
              className={styles.grow}
              showSearch={{ optionFilterProp: "label" }}
              aria-label={names[1]}
              placeholder={names[1]}
              value={text || undefined}
              options={values}
              onChange={(next: string) => change(at, [key, next])}
            />
          ) : (
            <Input
              className={styles.grow}
              aria-label={names[1]}
              placeholder={names[1]}
              value={text}
              onChange={(event) => change(at, [key, event.target.value])}
            />
          )}
          <Button
            type="text"
            size="small"
            icon={<X size={14} />}
            aria-label={t("pairs.remove", { number: at + 1 })}
            onClick={() => put(lines.filter((_, other) => other !== at))}
          />
        </div>
      ))}
      <Button
        size="small"
        type="text"
        className={styles.add}
        icon={<Plus size={14} />}
        onClick={() => setLines([...lines, ["", ""]])}
      >
        {t("pairs.add")}
      </Button>
    </div>
  );
}
