import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { formatAgo } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { SESSION } from "@/lib/queries/session";
import type { Session } from "@/lib/types";
import { ErrorState } from "@/ui/error-state";
import { Section } from "@/ui/page";
import { ListSkeleton } from "@/ui/skeletons";
import { useConfirmDanger } from "@/ui/use-confirm-danger";
import { useToast } from "@/ui/use-toast";
import { deviceOf } from "./device";
import styles from "./profile.module.css";

export function SessionList() {
  const { t } = useTranslation("profile");
  const locale = useLocale();
  const client = useQueryClient();
  const toast = useToast();
  const ask = useConfirmDanger();
  const sessions = useQuery({
    queryKey: ["sessions"],
    queryFn: () => api.get<{ items: Session[] }>("/sessions"),
    select: (page) => page.items,
  });
  const close = useMutation({
    mutationFn: (id: string) => api.delete(`/sessions/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ["sessions"] }),
    onError: toast.failed,
  });
  const closeOthers = useMutation({
    mutationFn: () => api.delete("/sessions", { query: { others: true } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["sessions"] }),
    onError: toast.failed,
  });
  const closeAll = () =>
    ask({
      title: t("sessions.all_title"),
      text: t("sessions.all_text"),
      action: t("sessions.all"),
      run: () => api.delete("/sessions").then(() => client.setQueryData(SESSION, null), toast.failed),
    });
  return (
    <Section
      title={t("sessions.title")}
      text={t("sessions.text")}
      extra={
        <div className={styles.inline}>
          {(sessions.data?.length ?? 0) > 1 && (
            <Button loading={closeOthers.isPending} onClick={() => closeOthers.mutate()}>
              {t("sessions.others")}
            </Button>
          )}
          <Button onClick={closeAll}>{t("sessions.all")}</Button>
        </div>
      }
    >
      {sessions.isPending && <ListSkeleton rows={2} />}
      {sessions.isError && (
        <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} compact />
      )}
      {sessions.data && (
        <ul className={styles.list}>
          {sessions.data.map((session) => (
            <li key={session.id} className={styles.row}>
              <span className={styles.grow}>
                <span>
                  {deviceOf(session.user_agent) ?? t("sessions.unknown")}{" "}
                  {session.current && <Tag>{t("sessions.current")}</Tag>}
                </span>
                <span className={styles.muted}>
                  {[
                    session.ip,
                    formatAgo(session.last_seen_at, locale),
                    t(`sessions.method.${session.method}`),
                    session.proved ? t("sessions.proved") : "",
                  ]
                    .filter(Boolean)
                    .join(" · ")}
                </span>
              </span>
              {!session.current && (
                <Button
                  loading={close.isPending && close.variables === session.id}
                  onClick={() => close.mutate(session.id)}
                >
                  {t("sessions.close")}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
