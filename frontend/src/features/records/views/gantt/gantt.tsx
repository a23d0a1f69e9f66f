/** Records as bars on a ruler of time: moved and lengthened by dragging, tied to what they wait for. */
import { Button, Segmented } from "antd";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useLocale } from "@/lib/i18n";
import { isMany, neededOf } from "@/lib/records/columns";
import { usePhone } from "@/lib/use-media";
import { useNow } from "@/lib/use-now";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { useAllParts } from "../model/pages";
import { dayIn, dayNumber, movedBy } from "../model/spans";
import { useChanges } from "../model/use-changes";
import { Nothing } from "../nothing";
import { titleOf } from "../record-card";
import { SetUp } from "../set-up";
import { mayWrite, type ViewProps } from "../types";
import shared from "../views.module.css";
import { Bar } from "./bar";
import { Ties } from "./ties";
import { ROW, type Span } from "./span";
import { DAY_WIDTH, rulerOf, ZOOMS, type Tick, type Zoom } from "./scale";
import styles from "./gantt.module.css";

const MOST = 1_000;
const idsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : []).map((each) =>
    typeof each === "string" ? each : String((each as { id: string }).id),
  );

export function Gantt(props: ViewProps) {
  const { app, form, runtime, look, fields, source, around } = props;
  const { t } = useTranslation("views");
  const { zone } = props.around;
  const phone = usePhone();
  const locale = useLocale();
  const box = useRef<HTMLDivElement>(null);
  const start = fields.find((field) => field.key === look.date);
  const end = fields.find((field) => field.key === look.end) ?? start;
  const progress = fields.find((field) => field.key === look.progress);
  const depends = fields.find((field) => field.key === look.depends && isMany(field));
  const zoom: Zoom = ZOOMS.find((each) => each === look.scale) ?? "week";
  const changes = useChanges(app, form, runtime, () => undefined);
  const needed = useMemo(() => {
    const found = neededOf(props.columns.slice(0, 1), runtime.definition);
    const own = new Set(runtime.definition.fields.map((field) => field.key));
    const roles = [look.date, look.end, look.progress, look.depends, ...props.coloursRead];
    const more = roles.filter((key): key is string => !!key && own.has(key));
    return { ...found, fields: [...new Set([...found.fields, ...more])] };
  }, [props.columns, props.coloursRead, runtime, look.date, look.end, look.progress, look.depends]);
  const parts = useAllParts(
    {
      app,
      form,
      filters: [props.filter, start ? `not ISBLANK(${start.key})` : null],
      search: props.search,
      sort: props.sort.length > 0 ? props.sort : start ? [start.key] : [],
      ...needed,
    },
    MOST,
    start !== undefined,
  );
  const today = dayNumber(dayIn(useNow(), zone));
  const spans = useMemo(
    () =>
      parts.rows.flatMap((row): Span[] => {
        const from = start && row[start.key];
        if (typeof from !== "string") return [];
        const until = end && row[end.key];
        const first = dayNumber(dayIn(from, zone));
        const last = typeof until === "string" ? dayNumber(dayIn(until, zone)) : first;
        const share = progress ? row[progress.key] : null;
        return [
          {
            row,
            start: first,
            end: Math.max(first, last),
            progress:
              typeof share === "number" ? Math.min(Math.max(share > 1 ? share / 100 : share, 0), 1) : null,
            needs: depends ? idsOf(row[depends.key]) : [],
          },
        ];
      }),
    [parts.rows, start, end, progress, depends, zone],
  );
  const ruler = useMemo(() => rulerOf(spans, today, zoom), [spans, today, zoom]);
  const width = DAY_WIDTH[zoom];
  const x = (day: number) => (day - ruler.first) * width;
  const showToday = () => {
    if (box.current) box.current.scrollLeft = Math.max(0, x(today) - box.current.clientWidth / 3);
  };
  const shownOnce = useRef("");
  useEffect(() => {
    if (spans.length === 0 || shownOnce.current === zoom) return;
    shownOnce.current = zoom;
    showToday();
  });
  if (!start) return <SetUp {...props} text={t("gantt.choose")} />;
  if (parts.isError && spans.length === 0)
    return <ErrorState error={parts.error} onRetry={() => void parts.refetch()} />;
  if (parts.isPending)
    return (
      <div className={shared.wait}>
        <ListSkeleton rows={10} />
      </div>
    );
  if (spans.length === 0) return <Nothing {...props} />;
  const hasEnd = end !== undefined && end !== start;
  const startMoves = mayWrite(runtime, start.key);
  const endMoves = hasEnd && mayWrite(runtime, end.key);
  const shift = async (span: Span, byStart: number, byEnd: number) => {
    const { row } = span;
    const values: Record<string, unknown> = {};
    if (byStart !== 0) values[start.key] = movedBy(String(row[start.key]), byStart);
    if (hasEnd && byEnd !== 0) values[end.key] = movedBy(String(row[end.key] ?? row[start.key]), byEnd);
    if (Object.keys(values).length === 0) return;
    if (await changes.change(row, values, t("gantt.moved", { name: titleOf(row, around) }))) source.refresh();
  };
  const side = phone ? 120 : 220;
  return (
    <div className={styles.gantt}>
      <div className={styles.tools}>
        <Segmented<Zoom>
          size="small"
          aria-label={t("gantt.zoom")}
          value={zoom}
          options={ZOOMS.map((each) => ({ value: each, label: t(`zoom.${each}`) }))}
          onChange={(scale) => props.setLook({ scale })}
        />
        <Button size="small" onClick={showToday}>
          {t("today")}
        </Button>
      </div>
      {parts.more && <p className={shared.note}>{t("calendar.more", { count: spans.length })}</p>}
      <div ref={box} className={styles.scroll} role="region" aria-label={props.label} tabIndex={-1}>
        <div className={styles.sheet} style={{ width: side + x(ruler.last + 1) }}>
          <div className={styles.head}>
            <div className={styles.corner} style={{ width: side }}>
              {props.columns[0]?.label}
            </div>
            <div className={styles.ruler}>
              <Ticks
                ticks={ruler.upper}
                width={width}
                text={(tick) => upperText(tick, zoom, locale)}
                strong
              />
              <Ticks ticks={ruler.lower} width={width} text={(tick) => lowerText(tick, zoom, locale)} />
            </div>
          </div>
          <div className={styles.body} style={{ height: spans.length * ROW }}>
            <div className={styles.lines} style={{ left: side }} aria-hidden>
              {ruler.lower.map((tick) => (
                <span key={tick.key} className={styles.lineUp} style={{ left: x(tick.day) }} />
              ))}
              <span className={styles.now} style={{ left: x(today) + width / 2 }} />
            </div>
            <Ties spans={spans} left={side} x={x} />
            <ul className={styles.rows}>
              {spans.map((span) => (
                <li
                  key={span.row.id}
                  className={styles.row}
                  data-open={props.openId === span.row.id || undefined}
                >
                  <a
                    className={styles.title}
                    style={{ width: side }}
                    href={props.hrefOf(span.row)}
                    onClick={(event) => {
                      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                      event.preventDefault();
                      props.onOpen(span.row);
                    }}
                  >
                    {titleOf(span.row, around)}
                  </a>
                  <Bar
                    span={span}
                    left={side + x(span.start)}
                    dayWidth={width}
                    title={titleOf(span.row, around)}
                    colour={props.colourOf(span.row)}
                    movable={startMoves && (!hasEnd || endMoves) && !changes.busy.has(span.row.id)}
                    startMoves={startMoves && hasEnd}
                    endMoves={endMoves}
                    onShift={(byStart, byEnd) => void shift(span, byStart, byEnd)}
                    onOpen={() => props.onOpen(span.row)}
                  />
                </li>
              ))}
            </ul>
          </div>
        </div>
      </div>
    </div>
  );
}

interface TicksProps {
  ticks: Tick[];
  width: number;
  text: (tick: Tick) => string;
  strong?: boolean;
}

function Ticks({ ticks, width, text, strong }: TicksProps) {
  return (
    <div className={styles.ticks} data-strong={strong || undefined}>
      {ticks.map((tick) => (
        <span key={tick.key} className={styles.tick} style={{ width: tick.days * width }}>
          <span className={styles.tickText}>{text(tick)}</span>
        </span>
      ))}
    </div>
  );
}

const inUtc = (tick: Tick, locale: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options }).format(new Date(tick.day * 86_400_000));

function upperText(tick: Tick, zoom: Zoom, locale: string): string {
  if (zoom === "month" || zoom === "quarter") return inUtc(tick, locale, { year: "numeric" });
  return inUtc(tick, locale, { year: "numeric", month: "short" });
}

function lowerText(tick: Tick, zoom: Zoom, locale: string): string {
  if (zoom === "month") return inUtc(tick, locale, { month: "short" });
  if (zoom === "quarter") return `Q${Math.floor((Number(tick.key.slice(5, 7)) - 1) / 3) + 1}`;
  return zoom === "week" ? tick.key.slice(5).replace("-", "/") : String(Number(tick.key.slice(8)));
}
