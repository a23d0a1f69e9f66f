/** Reminders on a record: those there are, and a new one at a time or beside a date of the record. */
import { Button, DatePicker, Form, Input, InputNumber, Modal, Segmented, Select, TimePicker } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { AlarmClock, Trash2 } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { formatInstant } from "@/lib/dates";
import { useLabel, useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { PersonPicker } from "@/ui/person-picker";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import { useRecordPlace } from "../record/place";
import styles from "./around.module.css";
import { useReminderActs, useReminders, type NewReminder, type Reminder } from "./queries";

const isDated = (field: Field): boolean =>
  field.type === "date" ||
  field.type === "datetime" ||
  (field.type === "formula" && (field.as === "date" || field.as === "datetime"));

export function RemindersDialog({
  record,
  open,
  onClose,
}: {
  record: string;
  open: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation("around");
  const reminders = useReminders(record, open);
  return (
    <Modal open={open} title={t("remind.title")} footer={null} onCancel={onClose} destroyOnHidden>
      {reminders.isPending ? (
        <ListSkeleton rows={2} />
      ) : (
        reminders.data && (
          <ul className={styles.reminders} aria-label={t("remind.list")}>
            {reminders.data.map((one) => (
              <ReminderLine key={one.id} record={record} reminder={one} />
            ))}
          </ul>
        )
      )}
      <NewReminderForm record={record} />
    </Modal>
  );
}

function ReminderLine({ record, reminder }: { record: string; reminder: Reminder }) {
  const { t } = useTranslation("around");
  const locale = useLocale();
  const { timezone } = useMe();
  const toast = useToast();
  const { remove } = useReminderActs(record);
  const relative = useRelative();
  const when = reminder.next_at
    ? formatInstant(reminder.next_at, locale, timezone)
    : reminder.told_at
      ? t("remind.told", { when: formatInstant(reminder.told_at, locale, timezone) })
      : t("remind.no_date");
  const people = reminder.people.map((one) => one.name ?? "?").join(t("comma"));
  return (
    <li className={styles.reminder} data-over={reminder.next_at === null || undefined}>
      <AlarmClock size={16} aria-hidden />
      <div className={styles.body}>
        <p>{reminder.note || t("remind.plain")}</p>
        <p className={styles.faint}>
          {when}
          {reminder.field && ` · ${relative(reminder.field.label, reminder.days)}`}
          {` · ${people}`}
        </p>
      </div>
      <Button
        type="text"
        size="small"
        icon={<Trash2 size={14} />}
        aria-label={t("remind.remove")}
        onClick={() => remove.mutate(reminder.id, { onError: toast.failed })}
      />
    </li>
  );
}

/** «3 days before 交期». */
function useRelative(): (field: string, days: number) => string {
  const { t } = useTranslation("around");
  return (field, days) => {
    if (days === 0) return t("remind.on", { field });
    return t(days < 0 ? "remind.before" : "remind.after", { field, count: Math.abs(days) });
  };
}

interface Filled {
  at?: Dayjs;
  field?: string;
  days?: number;
  side?: -1 | 1;
  time?: Dayjs;
  people?: string[] | null;
  note?: string;
}

function NewReminderForm({ record }: { record: string }) {
  const { t } = useTranslation("around");
  const label = useLabel();
  const toast = useToast();
  const { runtime } = useRecordPlace();
  const { add } = useReminderActs(record);
  const [form] = Form.useForm<Filled>();
  const [by, setBy] = useState<"time" | "field">("time");
  const dated = useMemo(() => runtime.definition.fields.filter(isDated), [runtime]);
  const submit = async (filled: Filled) => {
    const common = { people: filled.people ?? [], note: filled.note ?? "" };
    const body: NewReminder =
      by === "time"
        ? { ...common, at: filled.at?.toISOString() }
        : {
            ...common,
            field: filled.field,
            days: (filled.days ?? 0) * (filled.side ?? -1),
            time: filled.time?.format("HH:mm"),
          };
    try {
      await add.mutateAsync(body);
      form.resetFields();
      toast.done(t("remind.added"));
    } catch (error) {
      toast.failed(error);
    }
  };
  return (
    <Form<Filled>
      form={form}
      layout="vertical"
      className={styles.newReminder}
      initialValues={{
        at: dayjs().add(1, "day").hour(9).minute(0).second(0).millisecond(0),
        field: dated[0]?.key,
        days: 1,
        side: -1,
        time: dayjs().hour(9).minute(0),
      }}
      onFinish={(filled) => void submit(filled)}
    >
      {dated.length > 0 && (
        <Segmented<"time" | "field">
          block
          value={by}
          onChange={setBy}
          options={[
            { value: "time", label: t("remind.by_time") },
            { value: "field", label: t("remind.by_field") },
          ]}
        />
      )}
      {by === "time" ? (
        <Form.Item
          name="at"
          label={t("remind.at")}
          rules={[{ required: true, message: t("remind.required") }]}
        >
          <DatePicker
            showTime={{ format: "HH:mm" }}
            format="YYYY-MM-DD HH:mm"
            disabledDate={(day) => day.endOf("day").isBefore(dayjs())}
            style={{ width: "100%" }}
          />
        </Form.Item>
      ) : (
        <div className={styles.relative}>
          <Form.Item name="field" label={t("remind.field")} required>
            <Select
              options={dated.map((field) => ({ value: field.key, label: label(field.label) || field.key }))}
            />
          </Form.Item>
          <Form.Item name="side" label={t("remind.side")} required>
            <Select
              options={[
                { value: -1, label: t("remind.side_before") },
                { value: 1, label: t("remind.side_after") },
              ]}
            />
          </Form.Item>
          <Form.Item name="days" label={t("remind.days")} required>
            <InputNumber min={0} max={3650} precision={0} style={{ width: "100%" }} />
          </Form.Item>
          <Form.Item name="time" label={t("remind.time")} required>
            <TimePicker format="HH:mm" allowClear={false} style={{ width: "100%" }} />
          </Form.Item>
        </div>
      )}
      <Form.Item name="people" label={t("remind.people")}>
        <PersonPicker many placeholder={t("remind.me")} />
      </Form.Item>
      <Form.Item name="note" label={t("remind.note")}>
        <Input maxLength={500} placeholder={t("remind.note_example")} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={add.isPending} block>
        {t("remind.add")}
      </Button>
    </Form>
  );
}
