import { Drawer } from "antd";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import type { AuditEntry } from "@/lib/types";
import { usePhone } from "@/lib/use-media";
import { useActionText } from "./actions";
import styles from "./audit.module.css";

export function AuditDetail({ entry, onClose }: { entry: AuditEntry | null; onClose: () => void }) {
  const { t } = useTranslation("audit");
  const locale = useLocale();
  const { timezone } = useMe();
  const phone = usePhone();
  const actionText = useActionText();
  const facts: [string, string | null][] = entry
    ? [
        [t("seq"), String(entry.seq)],
        [t("at"), formatInstant(entry.at, locale, timezone)],
        [t("actor"), entry.actor?.name || t("system")],
        [t("action"), `${actionText(entry.action)} (${entry.action})`],
        [t("target"), entry.target],
        [t("app"), entry.app],
        [t("ip"), entry.ip],
        [t("agent"), entry.user_agent],
      ]
    : [];
  return (
    <Drawer open={entry !== null} onClose={onClose} title={t("detail")} size={phone ? "100%" : 480}>
      <dl className={styles.facts}>
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {entry && Object.keys(entry.detail).length > 0 && (
        <pre className={styles.json}>{JSON.stringify(entry.detail, null, 2)}</pre>
      )}
    </Drawer>
  );
}
