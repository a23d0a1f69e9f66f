/** Records on their days: moved and lengthened by dragging, made by clicking on a day. */
import FullCalendar, { type EventInput } from "@fullcalendar/react";
import dayGrid from "@fullcalendar/react/daygrid";
import interaction from "@fullcalendar/react/interaction";
import list from "@fullcalendar/react/list";
import chinese from "@fullcalendar/react/locales/zh-cn";
import classic from "@fullcalendar/react/themes/classic";
import timeGrid from "@fullcalendar/react/timegrid";
import "@fullcalendar/react/skeleton.css";
import "@fullcalendar/react/themes/classic/theme.css";
import "@fullcalendar/react/themes/classic/palette.css";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocale } from "@/lib/i18n";
import { neededOf } from "@/lib/records/columns";
import { usePhone } from "@/lib/use-media";
import { ErrorState } from "@/ui/error-state";
import type { RecordRow, ViewLook } from "../../model/types";
import { useAllParts } from "../model/pages";
import { dayIn, dayNumber, dayText, isInstant, touching } from "../model/spans";
import { useChanges } from "../model/use-changes";
import { titleOf } from "../record-card";
import { SetUp } from "../set-up";
import { mayWrite, type ViewProps } from "../types";
import shared from "../views.module.css";
import { asValue } from "./as-value";
import styles from "./calendar.module.css";

const MOST = 2_000;
/** As everywhere else in the product. */
const CLOCK = { hour: "2-digit", minute: "2-digit", hour12: false } as const;
const PLUGINS = [dayGrid, timeGrid, list, interaction, classic];
const LOCALES = [chinese];
const SCALES: Record<string, string> = {
  month: "dayGridMonth",
  week: "timeGridWeek",
  day: "timeGridDay",
  list: "listMonth",
};

interface Shown {
  from: string;
  to: string;
}

const scaleOf = (type: string): ViewLook["scale"] =>
  (Object.keys(SCALES) as ("month" | "week" | "day" | "list")[]).find((each) => SCALES[each] === type) ??
  "month";

export function CalendarView(props: ViewProps) {
  const { app, form, runtime, look, fields, source } = props;
  const { t } = useTranslation("views");
  const phone = usePhone();
  const locale = useLocale();
  const [shown, setShown] = useState<Shown | null>(null);
  const start = fields.find((field) => field.key === look.date);
  const end = fields.find((field) => field.key === look.end && field.key !== look.date);
  const changes = useChanges(app, form, runtime, () => undefined);
  const needed = useMemo(() => {
    const found = neededOf(props.columns, runtime.definition);
    const own = new Set(runtime.definition.fields.map((field) => field.key));
    const more = [look.date, look.end, ...props.coloursRead].filter(
      (key): key is string => !!key && own.has(key),
    );
    return { ...found, fields: [...new Set([...found.fields, ...more])] };
  }, [props.columns, props.coloursRead, runtime, look.date, look.end]);
  const range = shown && start ? touching(start.key, end?.key ?? null, shown.from, shown.to) : null;
  const parts = useAllParts(
    {
      app,
      form,
      filters: [props.filter, range],
      search: props.search,
      sort: start ? [start.key] : [],
      ...needed,
    },
    MOST,
    range !== null,
  );
  if (!start) return <SetUp {...props} text={t("calendar.choose")} />;
  const { zone } = props.around;
  const movable = mayWrite(runtime, start.key) && (!end || mayWrite(runtime, end.key));
  const events = parts.rows.flatMap((row): EventInput[] => {
    const from = row[start.key];
    if (typeof from !== "string") return [];
    const until = end ? row[end.key] : null;
    const allDay = !isInstant(start);
    const last = typeof until === "string" && until >= from ? until : null;
    const colour = props.colourOf(row);
    return [
      {
        id: row.id,
        title: titleOf(row, props.around),
        start: from,
        // The end of whole days is the day after them.
        end:
          last === null ? undefined : allDay ? dayText(dayNumber(dayIn(last, props.around.zone)) + 1) : last,
        allDay,
        editable: movable && !changes.busy.has(row.id),
        durationEditable: movable && end !== undefined,
        url: props.hrefOf(row),
        className: colour ? styles[colour] : undefined,
        extendedProps: { row },
      },
    ];
  });
  const dropped = async (info: {
    event: { allDay: boolean; startStr: string; endStr: string; extendedProps: Record<string, unknown> };
    revert: () => void;
  }) => {
    const { event } = info;
    const row = event.extendedProps.row as RecordRow;
    const values: Record<string, unknown> = { [start.key]: asValue(event.startStr, isInstant(start), zone) };
    if (end && row[end.key] && event.endStr) {
      const last = event.allDay ? dayText(dayNumber(event.endStr) - 1) : event.endStr;
      values[end.key] = asValue(last, isInstant(end), zone);
    } else if (end && event.endStr && !row[end.key]) {
      values[end.key] = asValue(
        event.allDay ? dayText(dayNumber(event.endStr) - 1) : event.endStr,
        isInstant(end),
        zone,
      );
    }
    const done = t("calendar.moved", { name: titleOf(row, props.around), day: event.startStr.slice(0, 10) });
    if (await changes.change(row, values, done)) source.refresh();
    else info.revert();
  };
  return (
    <div className={styles.calendar} role="region" aria-label={props.label}>
      {parts.isError && <ErrorState error={parts.error} compact onRetry={() => void parts.refetch()} />}
      {parts.more && <p className={shared.note}>{t("calendar.more", { count: parts.rows.length })}</p>}
      <div className={styles.body} aria-busy={parts.loading}>
        <FullCalendar
          plugins={PLUGINS}
          locales={LOCALES}
          locale={locale === "zh-CN" ? "zh-cn" : "en"}
          timeZone={props.around.zone}
          initialView={SCALES[phone ? "list" : (look.scale ?? "month")] ?? "dayGridMonth"}
          headerToolbar={
            phone
              ? { start: "prev,next", center: "title", end: "dayGridMonth,listMonth" }
              : { start: "prev,next today title", end: "dayGridMonth,timeGridWeek,timeGridDay,listMonth" }
          }
          height="100%"
          firstDay={1}
          nowIndicator
          dayMaxEvents
          noEventsText={t("calendar.nothing")}
          noEventsClass={styles.nothing ?? ""}
          eventTimeFormat={CLOCK}
          scrollTime="08:00:00"
          events={events}
          editable={movable}
          eventDrop={(info) => void dropped(info)}
          eventResize={(info) => void dropped(info)}
          eventClick={(info) => {
            if (info.jsEvent.ctrlKey || info.jsEvent.metaKey) return;
            info.jsEvent.preventDefault();
            props.onOpen({ id: info.event.id });
          }}
          dateClick={(info) => {
            if (!props.onNew || !mayWrite({ ...runtime, ops: ["update"] }, start.key)) return;
            const value = isInstant(start) && info.allDay ? `${info.dateStr}T09:00:00` : info.dateStr;
            props.onNew({ [start.key]: asValue(value, isInstant(start), zone) });
          }}
          datesSet={(info) => {
            const next = {
              from: dayText(dayNumber(info.startStr) - 1),
              to: dayText(dayNumber(info.endStr) + 1),
            };
            setShown((now) => (now?.from === next.from && now.to === next.to ? now : next));
            const scale = scaleOf(info.view.type);
            if (!phone && scale !== (look.scale ?? "month")) props.setLook({ scale });
          }}
        />
      </div>
    </div>
  );
}
