/** `/calendars`: working time of the company, by which deadlines and waits are counted. */
import { Button, Tag, type TableColumnsType } from "antd";
import { CalendarClock, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { DataList } from "@/ui/data-list";
import { EmptyState } from "@/ui/empty-state";
import { Forbidden } from "@/ui/not-found";
import { Page, PageHeader } from "@/ui/page";
import { useConfirmDanger } from "@/ui/use-confirm-danger";
import { useToast } from "@/ui/use-toast";
import { CalendarDrawer } from "./calendar-drawer";
import styles from "./calendars.module.css";
import { useCalendarActs, useCalendars, type CalendarInput } from "./queries";
import { DAYS, newCalendar, type WorkCalendar } from "./types";

/** «Mon – Fri» would hide half days: each working day with its first and last minute. */
function hours(calendar: WorkCalendar): string {
  const spans = DAYS.flatMap((day) => calendar.weekly[day] ?? []);
  return [...new Set(spans.map((span) => span.join("–")))].join(" · ");
}

export function CalendarsPage() {
  const { t } = useTranslation("calendars");
  const label = useLabel();
  const toast = useToast();
  const me = useMe();
  const calendars = useCalendars();
  const acts = useCalendarActs();
  const confirm = useConfirmDanger();
  const [editing, setEditing] = useState<CalendarInput | null>(null);
  if (!me.is_admin) return <Forbidden />;
  const days = (one: WorkCalendar): string =>
    DAYS.filter((day) => (one.weekly[day] ?? []).length > 0)
      .map((day) => t(`day.${day}`))
      .join(" ");
  const columns: TableColumnsType<WorkCalendar> = [
    {
      title: t("name"),
      render: (_, one) => (
        <>
          <Button type="link" style={{ padding: 0 }} onClick={() => setEditing(one)}>
            {label(one.label)}
          </Button>{" "}
          {one.is_default && <Tag>{t("default")}</Tag>}
        </>
      ),
    },
    { title: t("days"), render: (_, one) => days(one) },
    { title: t("hours"), render: (_, one) => hours(one) },
    { title: t("holidays"), render: (_, one) => one.holidays.length },
    { title: t("workdays"), render: (_, one) => one.workdays.length },
    {
      width: 56,
      render: (_, one) =>
        !one.is_default && (
          <Button
            type="text"
            icon={<Trash2 size={16} />}
            aria-label={t("remove", { name: label(one.label) })}
            onClick={() =>
              confirm({
                title: t("remove", { name: label(one.label) }),
                text: t("remove_text"),
                action: t("remove_do"),
                run: () => acts.remove.mutateAsync(one.key).catch(toast.failed),
              })
            }
          />
        ),
    },
  ];
  return (
    <Page>
      <PageHeader
        title={t("title")}
        description={t("text")}
        actions={
          <Button type="primary" icon={<Plus size={16} />} onClick={() => setEditing(newCalendar(""))}>
            {t("new")}
          </Button>
        }
      />
      <DataList
        label={t("title")}
        rows={calendars.data}
        rowKey={(one) => one.key}
        columns={columns}
        error={calendars.error}
        onRetry={() => void calendars.refetch()}
        card={(one) => (
          <button type="button" className={styles.card} onClick={() => setEditing(one)}>
            <span>
              <strong>{label(one.label)}</strong> {one.is_default && <Tag>{t("default")}</Tag>}
            </span>
            <span className={styles.faint}>{`${days(one)} · ${hours(one)}`}</span>
          </button>
        )}
        empty={<EmptyState icon={<CalendarClock size={28} />} title={t("empty")} text={t("empty_text")} />}
      />
      {editing && <CalendarDrawer calendar={editing} onClose={() => setEditing(null)} />}
    </Page>
  );
}
