import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { BrokenFlow } from "./operator-queries";
import styles from "./instances.module.css";

/** Flows that a form has changed under: they neither start nor go on until they are mended. */
export function BrokenFlows({ app, flows }: { app: string; flows: BrokenFlow[] }) {
  const { t } = useTranslation("instances");
  if (flows.length === 0) return null;
  return (
    <Alert
      type="error"
      showIcon
      className={styles.brokenFlows}
      title={t("broken.title", { count: flows.length })}
      description={
        <ul>
          {flows.map((each) => (
            <li key={`${each.flow.key} ${each.version}`}>
              <Link to={`/apps/${app}/flows/${each.flow.key}/design`}>
                {t("broken.flow", { label: each.flow.label, version: each.version })}
              </Link>{" "}
              {each.message}
            </li>
          ))}
        </ul>
      }
    />
  );
}
