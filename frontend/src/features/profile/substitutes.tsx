/** Who stands in while I am away, and for whom I do. */
import { Button, Checkbox, DatePicker, Form, Input } from "antd";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import dayjs, { type Dayjs } from "dayjs";
import { CalendarOff, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { formatInstant } from "@/lib/dates";
import type { Who } from "@/lib/flow/types";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { FormDrawer } from "@/ui/form-drawer";
import { Section } from "@/ui/page";
import { PersonPicker } from "@/ui/person-picker";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast, useUndoToast } from "@/ui/use-toast";
import styles from "./profile.module.css";

interface Absence {
  id: string;
  substitute: Who | null;
  from_at: string;
  until_at: string | null;
  note: string | null;
}

interface Answer {
  items: Absence[];
  standing_in_for: { person: Who; until_at: string | null }[];
}

interface Values {
  substitute: string | null;
  from: Dayjs;
  until: Dayjs | null;
  open_end: boolean;
  note: string;
}

const KEY = ["substitute"];
const PATH = "/me/substitute";

const sent = ({ substitute, from_at, until_at, note }: Omit<Absence, "id">) => ({
  substitute: substitute?.id ?? null,
  from_at,
  ...(until_at ? { until_at } : {}),
  ...(note ? { note } : {}),
});

export function Substitutes() {
  const { t } = useTranslation("profile");
  const client = useQueryClient();
  const toast = useToast();
  const undo = useUndoToast();
  const [adding, setAdding] = useState(false);
  const absences = useQuery({ queryKey: KEY, queryFn: () => api.get<Answer>(PATH) });
  const put = useMutation({
    mutationFn: (items: ReturnType<typeof sent>[]) => api.put<unknown>(PATH, { items }),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
  const items = absences.data?.items ?? [];
  const remove = (gone: Absence) => {
    const before = items.map(sent);
    put
      .mutateAsync(items.filter((item) => item !== gone).map(sent))
      .then(() => undo(t("away.removed"), () => put.mutateAsync(before)), toast.failed);
  };
  return (
    <Section
      title={t("away.title")}
      text={t("away.text")}
      extra={
        <Button icon={<Plus size={16} />} onClick={() => setAdding(true)}>
          {t("away.add")}
        </Button>
      }
    >
      {absences.isPending && <ListSkeleton rows={1} />}
      {absences.isError && (
        <ErrorState error={absences.error} compact onRetry={() => void absences.refetch()} />
      )}
      {absences.data && (
        <>
          <StandingIn rows={absences.data.standing_in_for} />
          {items.length === 0 ? (
            <EmptyState compact title={t("away.empty")} text={t("away.empty_text")} />
          ) : (
            <ul className={styles.list}>
              {items.map((item) => (
                <AbsenceRow key={item.id} absence={item} onRemove={() => remove(item)} />
              ))}
            </ul>
          )}
        </>
      )}
      <AbsenceDrawer
        open={adding}
        onClose={() => setAdding(false)}
        onAdd={(added) => put.mutateAsync([...items.map(sent), added])}
      />
    </Section>
  );
}

function StandingIn({ rows }: { rows: Answer["standing_in_for"] }) {
  const { t } = useTranslation("profile");
  const locale = useLocale();
  const { timezone } = useMe();
  return rows.map(({ person, until_at }) => (
    <p key={person.id} className={styles.standing}>
      {until_at
        ? t("away.standing_until", {
            name: person.name,
            when: formatInstant(until_at, locale, timezone),
          })
        : t("away.standing", { name: person.name })}
    </p>
  ));
}

function AbsenceRow({ absence, onRemove }: { absence: Absence; onRemove: () => void }) {
  const { t } = useTranslation("profile");
  const locale = useLocale();
  const { timezone } = useMe();
  const { substitute, from_at, until_at, note } = absence;
  const from = formatInstant(from_at, locale, timezone);
  const until = until_at ? formatInstant(until_at, locale, timezone) : t("away.no_end");
  return (
    <li className={styles.row}>
      <CalendarOff size={18} aria-hidden />
      <span className={styles.grow}>
        <span>{substitute ? t("away.by", { name: substitute.name }) : t("away.by_nobody")}</span>
        <span className={styles.muted}>{[`${from} – ${until}`, note].filter(Boolean).join(" · ")}</span>
      </span>
      <Button
        type="text"
        icon={<Trash2 size={16} />}
        aria-label={t("away.remove", { when: from })}
        onClick={onRemove}
      />
    </li>
  );
}

interface DrawerProps {
  open: boolean;
  onClose: () => void;
  onAdd: (added: ReturnType<typeof sent>) => Promise<unknown>;
}

function AbsenceDrawer({ open, onClose, onAdd }: DrawerProps) {
  const { t } = useTranslation("profile");
  const [form] = Form.useForm<Values>();
  const endless = Form.useWatch("open_end", form) ?? false;
  const required = { required: true, message: t("away.required") };
  return (
    <FormDrawer<Values>
      open={open}
      title={t("away.add")}
      form={form}
      initial={{
        substitute: null,
        from: dayjs().startOf("minute"),
        until: dayjs().add(1, "week").endOf("day"),
        open_end: false,
        note: "",
      }}
      submit={t("away.save")}
      onClose={onClose}
      onSubmit={({ substitute, from, until, open_end, note }) =>
        onAdd(
          sent({
            substitute: substitute ? { id: substitute, name: "" } : null,
            from_at: from.toISOString(),
            until_at: open_end || !until ? null : until.toISOString(),
            note: note.trim() || null,
          }),
        )
      }
    >
      <Form.Item name="substitute" label={t("away.who")} extra={t("away.who_hint")}>
        <PersonPicker aria-label={t("away.who")} />
      </Form.Item>
      <Form.Item name="from" label={t("away.from")} rules={[required]}>
        <DatePicker showTime={{ format: "HH:mm" }} format="YYYY-MM-DD HH:mm" style={{ width: "100%" }} />
      </Form.Item>
      <Form.Item name="open_end" valuePropName="checked" noStyle>
        <Checkbox style={{ marginBottom: 16 }}>{t("away.open_end")}</Checkbox>
      </Form.Item>
      {!endless && (
        <Form.Item name="until" label={t("away.until")} rules={[required]}>
          <DatePicker showTime={{ format: "HH:mm" }} format="YYYY-MM-DD HH:mm" style={{ width: "100%" }} />
        </Form.Item>
      )}
      <Form.Item name="note" label={t("away.note")}>
        <Input maxLength={500} />
      </Form.Item>
    </FormDrawer>
  );
}
