/** The bell of the top bar: how many messages are unread, and the newest of them. */
import { Badge, Button, Popover } from "antd";
import { Bell as BellIcon, CheckCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useNotificationActs, useUnread } from "@/lib/flow/notifications";
import { MessageList } from "./message-list";
import styles from "./notifications.module.css";

export function Bell() {
  const { t } = useTranslation("messages");
  const unread = useUnread();
  const [open, setOpen] = useState(false);
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      arrow={false}
      destroyOnHidden
      open={open}
      onOpenChange={setOpen}
      content={<Newest unread={unread} onLeave={() => setOpen(false)} />}
    >
      <Button
        type="text"
        data-tour="messages"
        aria-label={unread > 0 ? t("bell_unread", { count: unread }) : t("bell")}
        icon={
          <Badge count={unread} size="small" offset={[-1, 1]} color="var(--dg-danger)">
            <BellIcon size={18} className={styles.bell} />
          </Badge>
        }
      />
    </Popover>
  );
}

function Newest({ unread, onLeave }: { unread: number; onLeave: () => void }) {
  const { t } = useTranslation("messages");
  const { read } = useNotificationActs();
  return (
    <section className={styles.popover} aria-label={t("title")}>
      <header className={styles.popoverHead}>
        <h2>{t("title")}</h2>
        {unread > 0 && (
          <Button
            size="small"
            type="text"
            icon={<CheckCheck size={14} />}
            loading={read.isPending}
            onClick={() => read.mutate("all")}
          >
            {t("read_all")}
          </Button>
        )}
      </header>
      <div className={styles.popoverList}>
        <MessageList unread={false} limit={10} compact onLeave={onLeave} />
      </div>
      <footer className={styles.popoverFoot}>
        <Link to="/messages" onClick={onLeave}>
          {t("all")}
        </Link>
        <Link to="/me/notifications" onClick={onLeave}>
          {t("preferences")}
        </Link>
      </footer>
    </section>
  );
}
