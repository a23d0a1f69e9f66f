/** By which fields records are compared, and how sure it must be. */
import { Button, Segmented, Select } from "antd";
import { Plus, ScanSearch } from "lucide-react";
import { useTranslation } from "react-i18next";
import { RemoveButton } from "@/ui/remove-button";
import styles from "./duplicates.module.css";
import { CERTAINTIES, KINDS, type Certainty, type Kind, type MatchKey } from "./types";

interface Props {
  keys: MatchKey[];
  fields: { value: string; label: string }[];
  certainty: Certainty;
  busy: boolean;
  onKeys: (keys: MatchKey[]) => void;
  onCertainty: (certainty: Certainty) => void;
  onStart: () => void;
}

const MOST = 8;

export function SearchPanel({ keys, fields, certainty, busy, onKeys, onCertainty, onStart }: Props) {
  const { t } = useTranslation("duplicates");
  const free = fields.filter((field) => keys.every((key) => key.field !== field.value));
  const change = (at: number, next: Partial<MatchKey>) =>
    onKeys(keys.map((key, place) => (place === at ? { ...key, ...next } : key)));
  return (
    <section className={styles.panel} aria-label={t("search.title")}>
      <ul className={styles.keys}>
        {keys.map((key, at) => (
          <li key={key.field} className={styles.key}>
            <Select
              aria-label={t("search.field")}
              value={key.field}
              options={fields.filter((field) => field.value === key.field || free.includes(field))}
              onChange={(field: string) => change(at, { field })}
            />
            <Select<Kind>
              aria-label={t("search.kind")}
              value={key.kind}
              options={KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
              onChange={(kind) => change(at, { kind })}
            />
            <RemoveButton
              label={t("search.remove")}
              onClick={() => onKeys(keys.filter((_, place) => place !== at))}
            />
          </li>
        ))}
      </ul>
      {free[0] && keys.length < MOST && (
        <Button
          type="dashed"
          icon={<Plus size={14} />}
          onClick={() => onKeys([...keys, { field: free[0]!.value, kind: "text" }])}
        >
          {t("search.add")}
        </Button>
      )}
      <div className={styles.start}>
        <Segmented<Certainty>
          aria-label={t("search.certainty")}
          value={certainty}
          options={CERTAINTIES.map((each) => ({ value: each, label: t(`certainty.${each}`) }))}
          onChange={onCertainty}
        />
        <Button
          type="primary"
          icon={<ScanSearch size={16} />}
          disabled={keys.length === 0}
          loading={busy}
          onClick={onStart}
        >
          {t("search.start")}
        </Button>
      </div>
      <p className={styles.hint}>{t(`certainty.${certainty}_hint`)}</p>
    </section>
  );
}
