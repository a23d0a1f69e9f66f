import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { Button, DatePicker, Input, Select, type TableColumnsType } from "antd";
import type { Dayjs } from "dayjs";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import type { AuditEntry, Page as ApiPage } from "@/lib/types";
import { useDebounced } from "@/lib/use-debounced";
import { DataList } from "@/ui/data-list";
import { EmptyState } from "@/ui/empty-state";
import { Page, PageHeader } from "@/ui/page";
import { PersonPicker } from "@/ui/person-picker";
import { useToast } from "@/ui/use-toast";
import { AuditDetail } from "./audit-detail";
import { ACTION_GROUPS, useActionText } from "./actions";
import { useTargets } from "./targets";
import styles from "./audit.module.css";

interface Filter {
  actor: string | null;
  action: string | null;
  target: string;
  range: [Dayjs | null, Dayjs | null] | null;
}

interface Verdict {
  ok: boolean;
  checked: number;
  broken_at: number | null;
}

function useAudit(filter: Filter) {
  const query = {
    actor: filter.actor,
    action: filter.action,
    target: filter.target,
    from: filter.range?.[0]?.startOf("day").toISOString(),
    to: filter.range?.[1]?.add(1, "day").startOf("day").toISOString(),
  };
  return useInfiniteQuery({
    queryKey: ["audit", query],
    queryFn: ({ pageParam }) =>
      api.get<ApiPage<AuditEntry>>("/audit", { query: { ...query, limit: 50, cursor: pageParam } }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
}

function Verify() {
  const { t } = useTranslation("audit");
  const toast = useToast();
  const verify = useMutation({
    mutationFn: () => api.get<Verdict>("/audit/verify"),
    onError: toast.failed,
  });
  const verdict = verify.data;
  return (
    <div className={styles.verify}>
      {verdict && (
        <span role="status" className={verdict.ok ? styles.good : styles.bad}>
          {verdict.ok
            ? t("intact", { count: verdict.checked })
            : t("broken", { seq: verdict.broken_at ?? verdict.checked })}
        </span>
      )}
      <Button icon={<ShieldCheck size={16} />} loading={verify.isPending} onClick={() => verify.mutate()}>
        {t("verify")}
      </Button>
    </div>
  );
}

/** Who did what, when, from where. Nothing here can be changed; the chain of hashes shows if somebody tried. */
export function AuditPage() {
  const { t } = useTranslation("audit");
  const locale = useLocale();
  const { timezone } = useMe();
  const actionText = useActionText();
  const [filter, setFilter] = useState<Filter>({ actor: null, action: null, target: "", range: null });
  const [opened, setOpened] = useState<AuditEntry | null>(null);
  const audit = useAudit(useDebounced(filter));
  const rows = audit.data?.pages.flatMap((page) => page.items);
  const targetText = useTargets(rows ?? []);
  const when = (entry: AuditEntry) => formatInstant(entry.at, locale, timezone);
  const who = (entry: AuditEntry) => entry.actor?.name || t("system");
  const columns: TableColumnsType<AuditEntry> = [
    {
      key: "at",
      title: t("at"),
      width: 168,
      render: (_, entry) => <span className={styles.at}>{when(entry)}</span>,
    },
    { key: "actor", title: t("actor"), width: 160, render: (_, entry) => who(entry) },
    { key: "action", title: t("action"), width: 200, render: (_, entry) => actionText(entry.action) },
    {
      key: "target",
      title: t("target"),
      render: (_, entry) => targetText(entry),
    },
    {
      key: "ip",
      title: t("ip"),
      width: 140,
      render: (_, entry) => <span className="dg-mono">{entry.ip}</span>,
    },
  ];
  return (
    <Page>
      <PageHeader title={t("title")} actions={<Verify />} />
      <div className={styles.filters}>
        <div className={styles.filter}>
          <PersonPicker
            value={filter.actor}
            placeholder={t("any_actor")}
            aria-label={t("actor")}
            onChange={(actor) => setFilter({ ...filter, actor: actor as string | null })}
          />
        </div>
        <Select<string | null>
          className={styles.filter}
          aria-label={t("action")}
          value={filter.action}
          onChange={(action) => setFilter({ ...filter, action })}
          options={[
            { value: null, label: t("any_action") },
            ...ACTION_GROUPS.map((group) => ({ value: `${group}.`, label: t(`group.${group}`) })),
          ]}
        />
        <DatePicker.RangePicker
          className={styles.range}
          allowEmpty={[true, true]}
          value={filter.range}
          onChange={(range) => setFilter({ ...filter, range })}
          aria-label={t("at")}
        />
        <Input
          className={styles.filter}
          placeholder={t("target_hint")}
          aria-label={t("target")}
          allowClear
          value={filter.target}
          onChange={(event) => setFilter({ ...filter, target: event.target.value })}
        />
      </div>
      <DataList<AuditEntry>
        label={t("title")}
        rows={rows}
        rowKey={(entry) => String(entry.seq)}
        columns={columns}
        onOpen={setOpened}
        error={audit.error}
        onRetry={() => void audit.refetch()}
        empty={<EmptyState compact title={t("empty")} />}
        more={
          audit.hasNextPage
            ? { load: () => void audit.fetchNextPage(), busy: audit.isFetchingNextPage }
            : undefined
        }
        card={(entry) => (
          <button type="button" className={styles.card} onClick={() => setOpened(entry)}>
            <span>
              <strong>{who(entry)}</strong> {actionText(entry.action)}
            </span>
            <span className={styles.cardText}>{targetText(entry)}</span>
            <span className={styles.cardText}>{when(entry)}</span>
          </button>
        )}
      />
      <AuditDetail entry={opened} onClose={() => setOpened(null)} />
    </Page>
  );
}
