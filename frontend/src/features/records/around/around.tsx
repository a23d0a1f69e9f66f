/** Beside a record: its comments, what happened, its history; following and reminders above them. */
import { Button } from "antd";
import { AlarmClock } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Comments } from "@/ui/comments/comments";
import { CommentPlaceProvider } from "@/ui/comments/place";
import { useComments } from "@/ui/comments/queries";
import type { RecordRow } from "../model/types";
import { History } from "../record/history";
import { Activity } from "./activity";
import styles from "./around.module.css";
import { FollowButton } from "./follow-button";
import { useCommentsOf } from "./queries";
import { Tabs } from "@/ui/tabs";
import { RemindersDialog } from "./reminders";

export type AroundTab = "comments" | "activity" | "history";

interface Props {
  record: RecordRow;
  tab: AroundTab;
  onTab: (tab: AroundTab) => void;
}

export function Around({ record, tab, onTab }: Props) {
  const { t } = useTranslation("around");
  const [reminding, setReminding] = useState(false);
  const place = useCommentsOf(record.id);
  const comments = useComments(place);
  const open = (comments.data ?? []).filter((one) => !one.deleted).length;
  return (
    <section className={styles.around} aria-label={t("label")}>
      <div className={styles.tools}>
        <FollowButton record={record.id} />
        <Button size="small" icon={<AlarmClock size={14} />} onClick={() => setReminding(true)}>
          {t("remind.open")}
        </Button>
      </div>
      <Tabs
        className={styles.tabs}
        size="small"
        activeKey={tab}
        onChange={(key) => onTab(key as AroundTab)}
        items={[
          {
            key: "comments",
            label: open > 0 ? `${t("tab.comments")} ${open}` : t("tab.comments"),
            children: (
              <CommentPlaceProvider value={place}>
                <Comments />
              </CommentPlaceProvider>
            ),
          },
          {
            key: "activity",
            label: t("tab.activity"),
            children: (
              <div className={styles.scroll}>
                <Activity record={record.id} />
              </div>
            ),
          },
          {
            key: "history",
            label: t("tab.history"),
            children: (
              <div className={styles.scroll}>
                <History record={record} />
              </div>
            ),
          },
        ]}
      />
      <RemindersDialog record={record.id} open={reminding} onClose={() => setReminding(false)} />
    </section>
  );
}
