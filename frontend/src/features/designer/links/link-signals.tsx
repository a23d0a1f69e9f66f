/** Whether the link takes what pages, apps and mails send by themselves, from where, and which field keeps what. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { SIGNAL_WORDS } from "@/lib/public-form/links";
import { Property, Toggle } from "@/ui/property/property";
import type { PartProps } from "./link-editor";
import styles from "./links.module.css";

export function LinkSignals({ body, definition, set }: PartProps) {
  const { t } = useTranslation("formlinks");
  const label = useLabel();
  const { signals, fields } = body.settings;
  const asked = new Set(fields.filter((each) => each.mode === "ask").map((each) => each.field));
  const options = definition.fields
    .filter((field) => asked.has(field.key))
    .map((field) => ({ value: field.key, label: label(field.label) || field.key }));
  return (
    <div className={styles.part}>
      <p className={styles.faint}>{t("signals.text")}</p>
      <Toggle
        label={t("signals.on")}
        help={t("signals.on_help")}
        value={signals !== null}
        onChange={(on) => set({ signals: on ? { sites: [], words: {} } : null })}
      />
      {signals !== null && (
        <>
          <Property label={t("signals.sites")} help={t("signals.sites_help")}>
            <Select
              mode="tags"
              className={styles.full}
              open={false}
              suffixIcon={null}
              tokenSeparators={[" ", ",", "，"]}
              aria-label={t("signals.sites")}
              placeholder="https://www.example.com"
              value={signals.sites}
              onChange={(sites: string[]) => set({ signals: { ...signals, sites } })}
            />
          </Property>
          <h3>{t("signals.words")}</h3>
          <p className={styles.faint}>{t("signals.words_help")}</p>
          {SIGNAL_WORDS.map((word) => (
            <Property key={word} label={t(`signals.word.${word}`)}>
              <Select
                allowClear
                className={styles.full}
                aria-label={t(`signals.word.${word}`)}
                placeholder={t("signals.dropped")}
                value={signals.words[word] ?? null}
                options={options}
                onChange={(field: string | null | undefined) =>
                  set({ signals: { ...signals, words: changed(signals.words, word, field ?? null) } })
                }
              />
            </Property>
          ))}
        </>
      )}
    </div>
  );
}

function changed(words: Record<string, string>, word: string, field: string | null): Record<string, string> {
  const rest = Object.fromEntries(Object.entries(words).filter(([key]) => key !== word));
  return field === null ? rest : { ...rest, [word]: field };
}
