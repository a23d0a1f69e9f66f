/** What stands around a public form: cover, logo, name, the switch of language. */
import { Button } from "antd";
import { Languages } from "lucide-react";
import type { CSSProperties, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { changeLocale, useLabel, useLocale } from "@/lib/i18n";
import type { PublicFormClient } from "@/lib/public-form/client";
import type { PublicPage } from "@/lib/public-form/types";
import styles from "./public-form.module.css";

interface Props {
  client: PublicFormClient;
  page: PublicPage;
  /** It was sent: what it was about is said no more. */
  quiet: boolean;
  children: ReactNode;
}

export function Frame({ client, page, quiet, children }: Props) {
  const label = useLabel();
  const { theme } = page;
  const intro = label(page.intro);
  const colours = {
    ...(theme.background ? { "--form-ground": theme.background } : {}),
    ...(theme.color ? { "--form-accent": theme.color } : {}),
  } as CSSProperties;
  return (
    <div className={styles.ground} style={colours}>
      <main className={styles.sheet}>
        {theme.cover ? (
          <img className={styles.cover} src={client.pictureUrl("cover")} alt="" />
        ) : (
          <div className={styles.band} />
        )}
        <div className={styles.inner}>
          <header className={styles.head}>
            {theme.logo && <img className={styles.logo} src={client.pictureUrl("logo")} alt="" />}
            <h1>{label(page.title)}</h1>
            <LanguageSwitch />
          </header>
          {intro && !quiet && page.form && <p className={styles.intro}>{intro}</p>}
          {children}
        </div>
      </main>
    </div>
  );
}

function LanguageSwitch() {
  const { t } = useTranslation(["publicform", "common"]);
  const locale = useLocale();
  const other = locale === "zh-CN" ? "en" : "zh-CN";
  return (
    <Button
      type="text"
      size="small"
      className={styles.language}
      icon={<Languages size={16} />}
      title={t("language")}
      lang={other}
      onClick={() => void changeLocale(other)}
    >
      {t(`common:language.${other}`)}
    </Button>
  );
}
