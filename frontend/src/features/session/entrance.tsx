import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { changeLocale, useLocale } from "@/lib/i18n";
import { LOCALES } from "@/lib/locale";
import { Mark } from "@/ui/mark";
import { BracketArt } from "./bracket-art";
import styles from "./entrance.module.css";

/** The two-part page before the shell: picture left, one form right. Plain HTML: it must be there at once. */
export function Entrance({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  const { t } = useTranslation("session");
  const locale = useLocale();
  return (
    <div className={styles.entrance}>
      <aside className={styles.side}>
        <p className={styles.brand}>
          <Mark size={28} />
          {t("common:product")}
        </p>
        <BracketArt className={styles.art} />
        <p className={styles.motto}>{t("motto")}</p>
        <p className={styles.mottoText}>{t("motto_text")}</p>
      </aside>
      <main className={styles.main}>
        <div className={styles.languages} role="group" aria-label={t("language")}>
          {LOCALES.map((tag) => (
            <button
              key={tag}
              type="button"
              lang={tag}
              className={styles.language}
              aria-pressed={tag === locale}
              onClick={() => void changeLocale(tag)}
            >
              {t(`common:language.${tag}`)}
            </button>
          ))}
        </div>
        <div className={styles.form}>
          <span className={styles.mark}>
            <Mark size={40} title={t("common:product")} />
          </span>
          <h1 className={styles.title}>{title}</h1>
          <p className={styles.text}>{text}</p>
          {children}
        </div>
      </main>
    </div>
  );
}
