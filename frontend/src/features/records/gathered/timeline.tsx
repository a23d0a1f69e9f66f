/** What happened around a record, of all kinds on one line, newest first; narrowed by kind and by words. */
import { Button, type InputRef } from "antd";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatDay } from "@/lib/dates";
import { useLabel, useLocale } from "@/lib/i18n";
import type { Moment, ToldKind } from "@/lib/profile/types";
import { useMe } from "@/lib/queries/session";
import { NamedIcon } from "@/ui/app-icon";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import tagStyles from "@/ui/fields/option-tag.module.css";
import { SearchBox } from "@/ui/search-box";
import { ListSkeleton } from "@/ui/skeletons";
import styles from "./gathered.module.css";
import { MomentLine } from "./moment";
import { useRuntimes, useTimeline } from "./queries";

interface Props {
  record: string;
  kinds: ToldKind[];
}

export function Timeline({ record, kinds }: Props) {
  const { t } = useTranslation("gathered");
  const label = useLabel();
  const locale = useLocale();
  const { timezone } = useMe();
  const [chosen, setChosen] = useState<string[]>([]);
  const [search, setSearch] = useState("");
  const box = useRef<InputRef>(null);
  const timeline = useTimeline(record, chosen.length > 0 ? chosen : null, search);
  const byKey = useMemo(() => new Map(kinds.map((kind) => [kind.key, kind])), [kinds]);
  const { data } = timeline;
  const runtimes = useRuntimes([
    ...kinds.filter((kind) => kind.icon === null || !label(kind.label)).map(({ form }) => form),
    ...(data?.pages.flatMap((page) => page.items.map(({ form }) => form)) ?? []),
  ]);
  const days = useMemo(
    () => byDay(data?.pages.flatMap((page) => page.items) ?? [], timezone),
    [data, timezone],
  );
  const toggle = (key: string) =>
    setChosen((before) => (before.includes(key) ? before.filter((each) => each !== key) : [...before, key]));
  return (
    <div className={styles.timeline}>
      <div className={styles.tools}>
        <SearchBox
          label={t("timeline.search")}
          text={search}
          onSearch={setSearch}
          inputRef={box}
          className={styles.search}
        />
        <div className={styles.kinds} role="group" aria-label={t("timeline.kinds")}>
          {kinds
            .filter((kind) => kind.count > 0)
            .map((kind) => (
              <button
                key={kind.key}
                type="button"
                className={`${styles.kind} ${tagStyles.tag}`}
                data-colour={kind.color ?? "grey"}
                data-off={(chosen.length > 0 && !chosen.includes(kind.key)) || undefined}
                aria-pressed={chosen.includes(kind.key)}
                onClick={() => toggle(kind.key)}
              >
                <NamedIcon
                  name={kind.icon ?? runtimes.get(kind.form)?.definition.icon ?? "table"}
                  size={14}
                />
                {label(kind.label) || label(runtimes.get(kind.form)?.definition.label) || kind.key}
                <span>{kind.count}</span>
              </button>
            ))}
          {chosen.length > 0 && (
            <Button type="link" size="small" onClick={() => setChosen([])}>
              {t("timeline.all")}
            </Button>
          )}
        </div>
      </div>
      {timeline.isPending && <ListSkeleton rows={6} />}
      {timeline.isError && (
        <ErrorState error={timeline.error} compact onRetry={() => void timeline.refetch()} />
      )}
      {data && days.length === 0 && (
        <EmptyState
          compact
          title={t(search || chosen.length > 0 ? "timeline.none_found" : "timeline.none")}
        />
      )}
      {days.map(([day, lines]) => (
        <section key={day} aria-label={formatDay(`${day}T12:00:00Z`, locale, "UTC")}>
          <h3 className={styles.day}>{formatDay(`${day}T12:00:00Z`, locale, "UTC")}</h3>
          <ol className={styles.moments}>
            {lines.map((moment) => (
              <MomentLine
                key={`${moment.kind}-${moment.id}`}
                moment={moment}
                kind={byKey.get(moment.kind)}
                runtime={runtimes.get(moment.form)}
              />
            ))}
          </ol>
        </section>
      ))}
      {timeline.hasNextPage && (
        <p className={styles.moreMoments}>
          <Button loading={timeline.isFetchingNextPage} onClick={() => void timeline.fetchNextPage()}>
            {t("timeline.more")}
          </Button>
        </p>
      )}
    </div>
  );
}

/** The day of an instant in the reader's zone, `2026-11-22`. */
export function byDay(moments: Moment[], zone: string): [string, Moment[]][] {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
  const days: [string, Moment[]][] = [];
  for (const moment of moments) {
    const day = moment.day ?? format.format(new Date(moment.at));
    const last = days.at(-1);
    if (last?.[0] === day) last[1].push(moment);
    else days.push([day, [moment]]);
  }
  return days;
}
