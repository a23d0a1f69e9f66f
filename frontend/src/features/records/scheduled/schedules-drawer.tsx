/** The scheduled exports of a form: when they run next, how the last time went, why one stopped. */
import { Alert, Button, Drawer, Dropdown, Switch, Tag } from "antd";
import { CalendarClock, Ellipsis, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { usePhone } from "@/lib/use-media";
import { useRhythmText } from "@/ui/cron/use-rhythm-text";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { useConfirmDanger } from "@/ui/use-confirm-danger";
import { useToast } from "@/ui/use-toast";
import type { ListedRuntime } from "../model/types";
import { bodyOf, useScheduleActs, useSchedules, type Schedule } from "./queries";
import { RunsDrawer } from "./runs-drawer";
import { ScheduleDrawer } from "./schedule-drawer";
import { STATE_COLOURS } from "./states";
import styles from "./scheduled.module.css";

interface Props {
  app: string;
  form: string;
  runtime: ListedRuntime;
  /** The view at hand: a new one begins with it. */
  view: string;
  onClose: () => void;
}

export function SchedulesDrawer({ app, form, runtime, view, onClose }: Props) {
  const { t } = useTranslation("scheduled");
  const phone = usePhone();
  const { data, error, refetch } = useSchedules(app, form);
  const [edited, setEdited] = useState<Schedule | "new" | null>(null);
  const [watched, setWatched] = useState<Schedule | null>(null);
  const add = (
    <Button type="primary" icon={<Plus size={16} />} onClick={() => setEdited("new")}>
      {t("add")}
    </Button>
  );
  return (
    <Drawer
      open
      title={t("title")}
      size={phone ? "100%" : 600}
      onClose={onClose}
      closable={{ "aria-label": t("common:action.close") }}
      extra={data && data.items.length > 0 ? add : undefined}
    >
      {error !== null && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && error === null && <ListSkeleton />}
      {data?.items.length === 0 && (
        <EmptyState
          icon={<CalendarClock size={28} aria-hidden />}
          title={t("empty")}
          text={t("empty_text")}
          actions={add}
        />
      )}
      {data && data.items.length > 0 && <p className={styles.faint}>{t("zone", { zone: data.timezone })}</p>}
      <ul className={styles.list}>
        {data?.items.map((each) => (
          <Line
            key={each.id}
            app={app}
            form={form}
            schedule={each}
            zone={data.timezone}
            onEdit={() => setEdited(each)}
            onRuns={() => setWatched(each)}
          />
        ))}
      </ul>
      {edited !== null && data && (
        <ScheduleDrawer
          app={app}
          form={form}
          runtime={runtime}
          view={view}
          mail={data.mail}
          zone={data.timezone}
          schedule={edited === "new" ? null : edited}
          onClose={() => setEdited(null)}
        />
      )}
      {watched && data && (
        <RunsDrawer
          app={app}
          form={form}
          schedule={watched}
          zone={data.timezone}
          onClose={() => setWatched(null)}
        />
      )}
    </Drawer>
  );
}

interface LineProps {
  app: string;
  form: string;
  schedule: Schedule;
  zone: string;
  onEdit: () => void;
  onRuns: () => void;
}

function Line({ app, form, schedule, zone, onEdit, onRuns }: LineProps) {
  const { t } = useTranslation("scheduled");
  const locale = useLocale();
  const toast = useToast();
  const confirm = useConfirmDanger();
  const rhythm = useRhythmText();
  const { save, remove, run } = useScheduleActs(app, form);
  const { label, last, mine } = schedule;
  const at = (instant: string) => formatInstant(instant, locale, zone);
  const failed = { onError: toast.failed };
  const items = [
    ...(mine ? [{ key: "edit", label: t("edit") }] : []),
    ...(mine ? [{ key: "run", label: t("run"), disabled: last?.state === "waiting" }] : []),
    { key: "runs", label: t("runs") },
    { key: "delete", label: t("delete"), danger: true },
  ];
  const act = (key: string) => {
    if (key === "edit") onEdit();
    if (key === "runs") onRuns();
    if (key === "run")
      run.mutate(schedule.id, { ...failed, onSuccess: () => toast.done(t("started", { name: label })) });
    if (key === "delete")
      confirm({
        title: t("delete_title", { name: label }),
        text: t("delete_text"),
        action: t("delete"),
        run: () => remove.mutateAsync(schedule.id),
      });
  };
  return (
    <li className={styles.line}>
      <div className={styles.head}>
        <button type="button" className={styles.name} onClick={mine ? onEdit : onRuns}>
          {label}
        </button>
        {mine && (
          <Switch
            size="small"
            aria-label={t("active", { name: label })}
            checked={schedule.active}
            loading={save.isPending}
            onChange={(active) => save.mutate({ schedule, body: { ...bodyOf(schedule), active } }, failed)}
          />
        )}
        <Dropdown
          trigger={["click"]}
          placement="bottomRight"
          menu={{ items, onClick: ({ key }) => act(key) }}
        >
          <Button type="text" icon={<Ellipsis size={16} />} aria-label={t("more", { name: label })} />
        </Dropdown>
      </div>
      <div className={styles.faint}>
        {rhythm(schedule.cron)} · {t(`formats.${schedule.format}`)} · {t(`hows.${schedule.how}`)}
        {!mine && ` · ${t("of", { name: schedule.owner.name ?? "—" })}`}
      </div>
      {schedule.stopped && (
        <Alert
          type="warning"
          showIcon
          title={schedule.stopped}
          action={
            mine && (
              <Button
                size="small"
                loading={save.isPending}
                onClick={() => save.mutate({ schedule, body: { ...bodyOf(schedule), active: true } }, failed)}
              >
                {t("again")}
              </Button>
            )
          }
        />
      )}
      <div className={styles.faint}>
        {schedule.next_at ? t("next", { at: at(schedule.next_at) }) : t("no_next")}
        {last && (
          <button type="button" className={styles.last} onClick={onRuns}>
            {t("last", { at: at(last.due_at) })}{" "}
            <Tag color={STATE_COLOURS[last.state]}>{t(`state.${last.state}`)}</Tag>
          </button>
        )}
      </div>
    </li>
  );
}
