/** `/me/notifications`: which messages reach me by mail, and when none should. */
import { Alert, Button, Checkbox, Switch, TimePicker } from "antd";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { NOTIFICATIONS } from "@/lib/flow/notifications";
import { ErrorState } from "@/ui/error-state";
import { Page, PageHeader, Section } from "@/ui/page";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import styles from "./profile.module.css";

interface Item {
  kind: string;
  label: string;
  inbox: boolean;
  mail: boolean;
}

interface Preferences {
  items: Item[];
  mail_available: boolean;
  quiet: { from: string; to: string } | null;
}

const KEY = [...NOTIFICATIONS, "preferences"];
const PATH = "/me/notification-preferences";
/** Tasks always stand in the list: they are work, not news. */
const ALWAYS = "task";
const NIGHT = { from: "22:00", to: "08:00" };

export function NotificationPreferences() {
  const { t } = useTranslation("profile");
  const preferences = useQuery({ queryKey: KEY, queryFn: () => api.get<Preferences>(PATH) });
  return (
    <Page width="text">
      <PageHeader title={t("notify.title")} crumbs={[{ label: t("title"), to: "/me" }]} />
      {preferences.isPending && <ListSkeleton rows={8} />}
      {preferences.isError && (
        <ErrorState error={preferences.error} compact onRetry={() => void preferences.refetch()} />
      )}
      {preferences.data && <Choices preferences={preferences.data} />}
    </Page>
  );
}

function Choices({ preferences }: { preferences: Preferences }) {
  const { t } = useTranslation("profile");
  const client = useQueryClient();
  const toast = useToast();
  const [items, setItems] = useState(preferences.items);
  const [quiet, setQuiet] = useState(preferences.quiet);
  const save = useMutation({
    mutationFn: () =>
      api.put<Preferences>(PATH, {
        items: items.map(({ kind, inbox, mail }) => ({ kind, inbox, mail })),
        quiet,
      }),
    onSuccess: (saved) => {
      client.setQueryData(KEY, saved);
      toast.done(t("saved"));
    },
    onError: toast.failed,
  });
  const change = (kind: string, patch: Partial<Item>) =>
    setItems(items.map((item) => (item.kind === kind ? { ...item, ...patch } : item)));
  const clock = (text: string): Dayjs => dayjs(`2000-01-01T${text}`);
  return (
    <>
      {!preferences.mail_available && (
        <Alert className={styles.notice} type="info" showIcon title={t("notify.no_mail")} />
      )}
      <div className={styles.tableBox}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t("notify.kind")}</th>
              <th scope="col">{t("notify.inbox")}</th>
              <th scope="col">{t("notify.mail")}</th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ kind, label, inbox, mail }) => (
              <tr key={kind}>
                <th scope="row">{label}</th>
                <td>
                  <Checkbox
                    checked={inbox}
                    disabled={kind === ALWAYS}
                    aria-label={t("notify.inbox_of", { kind: label })}
                    onChange={(event) => change(kind, { inbox: event.target.checked })}
                  />
                </td>
                <td>
                  <Checkbox
                    checked={mail}
                    disabled={!preferences.mail_available}
                    aria-label={t("notify.mail_of", { kind: label })}
                    onChange={(event) => change(kind, { mail: event.target.checked })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Section title={t("notify.quiet")} text={t("notify.quiet_text")}>
        <div className={styles.inline}>
          <Switch
            checked={quiet !== null}
            aria-label={t("notify.quiet")}
            onChange={(on) => setQuiet(on ? NIGHT : null)}
          />
          {quiet && (
            <TimePicker.RangePicker
              format="HH:mm"
              minuteStep={15}
              order={false}
              allowClear={false}
              aria-label={t("notify.quiet")}
              value={[clock(quiet.from), clock(quiet.to)]}
              onChange={(range) => {
                const [from, to] = range ?? [];
                if (from && to) setQuiet({ from: from.format("HH:mm"), to: to.format("HH:mm") });
              }}
            />
          )}
        </div>
      </Section>
      <Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>
        {t("save")}
      </Button>
    </>
  );
}
