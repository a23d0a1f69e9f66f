/** The profile of the record that stands open: its head, and the tabs that go before its own fields. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { onNewsAround } from "@/lib/flow/watched";
import { NamedIcon } from "@/ui/app-icon";
import { useFieldServices } from "@/ui/fields/services";
import { useCellSurroundings } from "@/ui/record-cells/use-cell-surroundings";
import type { RecordRow } from "../model/types";
import { useRecordPlace } from "../record/place";
import styles from "./gathered.module.css";
import { ProfileHead } from "./head";
import { gatheredKey, useProfile } from "./queries";
import { ProfileTabView } from "./tab";
import { Timeline } from "./timeline";

export const TIMELINE = "timeline";
/** Many changes of a busy form come as one. */
const REST = 2_000;

export function useGathered(record: RecordRow) {
  const { t } = useTranslation("gathered");
  const label = useLabel();
  const { app, form, runtime } = useRecordPlace();
  const around = useCellSurroundings(useFieldServices());
  const profile = useProfile(record.id, !!runtime.profile);
  useNews(app, form, record.id, !!profile.data);
  if (!profile.data) return { loading: !!runtime.profile && profile.isPending, head: null, tabs: [] };
  const { tabs, timeline } = profile.data;
  return {
    loading: false,
    head: <ProfileHead profile={profile.data} record={record} around={around} />,
    tabs: [
      ...(timeline
        ? [
            {
              key: TIMELINE,
              label: t("timeline.tab"),
              children: <Timeline record={record.id} kinds={timeline.kinds} />,
            },
          ]
        : []),
      ...tabs.map((tab) => ({
        key: `tab:${tab.key}`,
        label: (
          <span className={styles.tabLabel}>
            {tab.icon && <NamedIcon name={tab.icon} size={14} />}
            {label(tab.label) || tab.key}
          </span>
        ),
        children: <ProfileTabView tab={tab} record={record} around={around} />,
      })),
    ],
  };
}

/** Something new in a form that is gathered from: everything of this record is asked again, once it rests. */
function useNews(app: string, form: string, id: string, wanted: boolean) {
  const client = useQueryClient();
  useEffect(() => {
    if (!wanted) return;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const end = onNewsAround(() => {
      clearTimeout(waiting);
      waiting = setTimeout(
        () => void client.invalidateQueries({ queryKey: gatheredKey(app, form, id) }),
        REST,
      );
    });
    return () => {
      clearTimeout(waiting);
      end();
    };
  }, [client, app, form, id, wanted]);
}
