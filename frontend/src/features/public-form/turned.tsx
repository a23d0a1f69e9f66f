/** Why somebody can't fill in a form now, said so that they know what to do. */
import { Button } from "antd";
import { CalendarClock, CircleCheck, Link2Off, LogIn, MailX, Users } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatInstant } from "@/lib/dates";
import { useLabel, useLocale } from "@/lib/i18n";
import type { LinkState, PublicPage } from "@/lib/public-form/types";
import { EmptyState } from "@/ui/empty-state";
import styles from "./public-form.module.css";

type Reason = Exclude<LinkState, "open" | "password"> | "gone" | "edit_over";

const ICONS: Record<Reason, ReactNode> = {
  gone: <Link2Off size={28} />,
  edit_over: <CalendarClock size={28} />,
  closed: <Link2Off size={28} />,
  early: <CalendarClock size={28} />,
  ended: <CalendarClock size={28} />,
  full: <Users size={28} />,
  sign_in: <LogIn size={28} />,
  not_invited: <MailX size={28} />,
  answered: <CircleCheck size={28} />,
};
const OVER: ReadonlySet<Reason> = new Set(["closed", "ended", "full"]);

export function Turned({ state, page }: { state: LinkState | "gone" | "edit_over"; page?: PublicPage }) {
  const { t } = useTranslation("publicform");
  const label = useLabel();
  const locale = useLocale();
  const reason = state as Reason;
  const own = page && OVER.has(reason) ? label(page.closed_text) : "";
  const at = reason === "early" ? page?.opens_at : page?.closes_at;
  const text = own || t(`state.${reason}_text`, { at: at ? formatInstant(at, locale, page?.timezone) : "" });
  return (
    <div className={page ? styles.turned : styles.alone}>
      <EmptyState
        icon={ICONS[reason]}
        title={t(`state.${reason}`)}
        text={text}
        actions={
          reason === "sign_in" && (
            <Link to={`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`}>
              <Button type="primary" tabIndex={-1}>
                {t("sign_in")}
              </Button>
            </Link>
          )
        }
      />
    </div>
  );
}
