import { Button } from "antd";
import {
  AlarmClock,
  ArrowUp,
  AtSign,
  Ban,
  Bell,
  BellRing,
  Check,
  CornerDownLeft,
  Eye,
  Inbox,
  Mail,
  MessageSquare,
  TriangleAlert,
  X,
  type LucideIcon,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatAgo, formatInstant } from "@/lib/dates";
import { linkOf, useNotificationActs } from "@/lib/flow/notifications";
import type { Notification } from "@/lib/flow/types";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { useToast } from "@/ui/use-toast";
import styles from "./notifications.module.css";

const ICONS: Record<string, LucideIcon> = {
  task: Inbox,
  reminder: AlarmClock,
  escalated: ArrowUp,
  urged: BellRing,
  returned: CornerDownLeft,
  approved: Check,
  rejected: X,
  withdrawn: Ban,
  cc: Eye,
  mention: AtSign,
  comment: MessageSquare,
  followed: Bell,
  remind: AlarmClock,
  failed: TriangleAlert,
  message: Mail,
};

interface Props {
  message: Notification;
  removable: boolean;
  onLeave?: () => void;
}

export function MessageLine({ message, removable, onLeave }: Props) {
  const { t } = useTranslation("messages");
  const locale = useLocale();
  const { timezone } = useMe();
  const toast = useToast();
  const { read, remove } = useNotificationActs();
  const Icon = ICONS[message.kind] ?? Mail;
  const to = linkOf(message);
  const markRead = () => {
    if (!message.read_at) read.mutate([message.id]);
  };
  const content = (
    <>
      <span className={styles.icon} data-kind={message.kind}>
        <Icon size={16} aria-hidden />
        {!message.read_at && <span className={styles.dot} role="img" aria-label={t("unread")} />}
      </span>
      <span className={styles.words}>
        <span className={styles.head}>
          <span className={styles.name}>{message.title}</span>
          <time
            className={styles.when}
            dateTime={message.created_at}
            title={formatInstant(message.created_at, locale, timezone)}
          >
            {formatAgo(message.created_at, locale)}
          </time>
        </span>
        {message.text && <span className={styles.text}>{message.text}</span>}
      </span>
    </>
  );
  return (
    <li className={styles.line} data-unread={!message.read_at || undefined}>
      {to ? (
        <Link
          className={styles.link}
          to={to}
          onClick={() => {
            markRead();
            onLeave?.();
          }}
        >
          {content}
        </Link>
      ) : (
        <button type="button" className={styles.link} onClick={markRead}>
          {content}
        </button>
      )}
      {removable && (
        <Button
          type="text"
          className={styles.remove}
          icon={<X size={16} />}
          aria-label={t("remove", { title: message.title })}
          onClick={() => remove.mutate(message.id, { onError: toast.failed })}
        />
      )}
    </li>
  );
}
