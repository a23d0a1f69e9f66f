/** Where Excel, Power BI and Tableau find the app's records, and how they sign in. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { apiUrl } from "@/lib/api";
import { Copyable } from "@/ui/copyable";
import styles from "./api-page.module.css";

const TOOLS = ["excel", "powerbi", "tableau", "curl"] as const;

export function OData({ app }: { app: string }) {
  const { t } = useTranslation("api");
  const address = new URL(apiUrl(`/apps/${app}/odata`), window.location.origin).href;
  return (
    <section className={styles.odata}>
      <p className={styles.description}>{t("odata_text")}</p>
      <Copyable label={t("odata_address")} text={address} />
      <p className={styles.hint}>
        {t("odata_sign_in")} <Link to="/me">{t("token")}</Link>
      </p>
      <dl className={styles.tools}>
        {TOOLS.map((tool) => (
          <div key={tool}>
            <dt>{t(`tool.${tool}.name`)}</dt>
            <dd>{t(`tool.${tool}.text`)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
