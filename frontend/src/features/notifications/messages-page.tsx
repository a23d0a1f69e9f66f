/** `/messages`: everything I was told. */
import { Button, Segmented } from "antd";
import { CheckCheck, Settings } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { useNotificationActs, useUnread } from "@/lib/flow/notifications";
import { Page, PageHeader } from "@/ui/page";
import { MessageList } from "./message-list";
import styles from "./notifications.module.css";

export function MessagesPage() {
  const { t } = useTranslation("messages");
  const [search, setSearch] = useSearchParams();
  const unreadOnly = search.get("show") === "unread";
  const unread = useUnread();
  const { read } = useNotificationActs();
  return (
    <Page width="text">
      <PageHeader
        title={t("title")}
        actions={
          <Link className={styles.settings} to="/me/notifications">
            <Settings size={16} aria-hidden />
            {t("preferences")}
          </Link>
        }
      />
      <div className={styles.tools}>
        <Segmented
          aria-label={t("show")}
          value={unreadOnly ? "unread" : "all"}
          options={[
            { value: "all", label: t("show_all") },
            {
              value: "unread",
              label: unread > 0 ? t("show_unread_count", { count: unread }) : t("show_unread"),
            },
          ]}
          onChange={(show) => setSearch(show === "unread" ? { show } : {}, { replace: true })}
        />
        <Button
          type="text"
          icon={<CheckCheck size={16} />}
          disabled={unread === 0}
          loading={read.isPending && read.variables === "all"}
          onClick={() => read.mutate("all")}
        >
          {t("read_all")}
        </Button>
      </div>
      <MessageList unread={unreadOnly} />
    </Page>
  );
}
