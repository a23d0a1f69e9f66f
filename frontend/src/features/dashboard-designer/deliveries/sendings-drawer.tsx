/** To whom it went and when; what did not go says why. */
import { Tag } from "antd";
import { Mail } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { useSendings } from "@/lib/report/sharing";
import { PersonAvatar } from "@/ui/person-avatar";
import { OutcomeDrawer, type OutcomeProps } from "./outcome-drawer";
import styles from "./sending.module.css";
import { STATE_COLOURS } from "./states";

export function SendingsDrawer({ app, dashboard, of, name, onClose }: OutcomeProps) {
  const { t } = useTranslation("deliveries");
  const locale = useLocale();
  const { timezone } = useMe();
  return (
    <OutcomeDrawer
      title={t("sendings", { name })}
      items={useSendings(app, dashboard, of)}
      empty={{ icon: <Mail size={28} />, title: t("no_sendings"), text: t("no_sendings_text") }}
      line={(sending) => {
        const why = sending.reason ?? (sending.state === "dropped" ? t("dropped_text") : null);
        return (
          <li key={`${sending.due_at}${sending.person}${sending.by_hand}`}>
            <PersonAvatar id={sending.person} name={sending.name} size={24} />
            <span className={styles.grow}>
              {sending.name}
              <span className={styles.faint}>
                {" "}
                {formatInstant(sending.due_at, locale, timezone)}
                {sending.by_hand && ` · ${t("by_hand")}`}
              </span>
            </span>
            <Tag color={STATE_COLOURS[sending.state]}>{t(`state.${sending.state}`)}</Tag>
            {why && <span className={styles.why}>{why}</span>}
          </li>
        );
      }}
      onClose={onClose}
    />
  );
}
