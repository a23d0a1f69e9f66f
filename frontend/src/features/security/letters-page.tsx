/** `/letters`: mails about accounts that went out, or would have; links of those that didn't, for who may see them. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Alert, Tag, type TableColumnsType } from "antd";
import { MailCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { DataList } from "@/ui/data-list";
import { EmptyState } from "@/ui/empty-state";
import { Page, PageHeader } from "@/ui/page";
import { LetterDrawer } from "./letter-drawer";
import styles from "./security.module.css";
import type { Letter, Outbox } from "./types";

const COLOURS = { sent: "success", waiting: "processing", kept: "warning", failed: "error" } as const;

function State({ letter }: { letter: Letter }) {
  const { t } = useTranslation("security");
  return <Tag color={COLOURS[letter.state]}>{t(`letter.state.${letter.state}`)}</Tag>;
}

export function LettersPage() {
  const { t } = useTranslation("security");
  const locale = useLocale();
  const { timezone } = useMe();
  const [open, setOpen] = useState<Letter | null>(null);
  const letters = useInfiniteQuery({
    queryKey: ["letters"],
    queryFn: ({ pageParam }) => api.get<Outbox>("/letters", { query: { cursor: pageParam } }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
  const first = letters.data?.pages[0];
  const missing = first && (!first.mail ? t("no_mail") : !first.public_url ? t("no_public_url") : null);
  const columns: TableColumnsType<Letter> = [
    { title: t("letter.what"), render: (_, one) => one.title },
    { title: t("letter.who"), render: (_, one) => one.person.name },
    { title: t("letter.address"), dataIndex: "address" },
    { title: t("letter.when"), render: (_, one) => formatInstant(one.created_at, locale, timezone) },
    { title: t("letter.how"), render: (_, one) => <State letter={one} /> },
  ];
  return (
    <Page>
      <PageHeader title={t("letter.title")} description={t("letter.text")} />
      {missing && <Alert type="warning" showIcon className={styles.notice} title={missing} />}
      <DataList<Letter>
        label={t("letter.title")}
        rows={letters.data?.pages.flatMap((page) => page.items)}
        rowKey={(one) => one.id}
        columns={columns}
        onOpen={setOpen}
        error={letters.error}
        onRetry={() => void letters.refetch()}
        empty={
          <EmptyState
            icon={<MailCheck size={28} />}
            title={t("letter.empty")}
            text={t("letter.empty_text")}
          />
        }
        more={
          letters.hasNextPage
            ? { load: () => void letters.fetchNextPage(), busy: letters.isFetchingNextPage }
            : undefined
        }
        card={(one) => (
          <button type="button" className={styles.card} onClick={() => setOpen(one)}>
            <span>
              {one.title} <State letter={one} />
            </span>
            <span className={styles.muted}>
              {[one.person.name, one.address, formatInstant(one.created_at, locale, timezone)].join(" · ")}
            </span>
          </button>
        )}
      />
      {open && <LetterDrawer letter={open} onClose={() => setOpen(null)} />}
    </Page>
  );
}
