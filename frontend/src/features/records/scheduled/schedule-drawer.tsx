/** One scheduled export: which view, as what, when, kept or sent to whom. */
import { Alert, Checkbox, Input, InputNumber, Radio, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { holdsFiles } from "@/lib/form-runtime/kinds";
import { problemsByField } from "@/lib/problem-text";
import { CronInput } from "@/ui/cron/cron-input";
import { PersonPicker } from "@/ui/person-picker";
import { Property } from "@/ui/property/property";
import { SavingDrawer } from "@/ui/saving-drawer";
import { useToast } from "@/ui/use-toast";
import type { ListedRuntime } from "../model/types";
import { IMPLICIT, viewsOf } from "../model/views";
import { bodyOf, useScheduleActs, type Schedule, type ScheduleBody } from "./queries";
import styles from "./scheduled.module.css";

interface Props {
  app: string;
  form: string;
  runtime: ListedRuntime;
  view: string;
  mail: boolean;
  zone: string;
  schedule: Schedule | null;
  onClose: () => void;
}

const FORMATS = ["xlsx", "csv", "json", "jsonl"] as const;
const ALL = "";

export function ScheduleDrawer({ app, form, runtime, view, mail, zone, schedule, onClose }: Props) {
  const { t } = useTranslation("scheduled");
  const label = useLabel();
  const toast = useToast();
  const ids = { label: useId(), view: useId(), to: useId(), keep: useId() };
  const { save } = useScheduleActs(app, form);
  const drawn = (runtime.definition.views ?? []).length > 0;
  const views = viewsOf(runtime, t("all_records")).filter((each) => drawn || each.key !== IMPLICIT);
  const here = views.find((each) => each.key === view);
  const [body, setBody] = useState<ScheduleBody>(() =>
    schedule
      ? bodyOf(schedule)
      : {
          label: here ? label(here.label) : label(runtime.definition.label) || form,
          view: here?.key ?? null,
          columns: "view",
          format: "xlsx",
          files: false,
          how: "file",
          to: [],
          keep_days: 7,
          cron: "0 8 * * 1-5",
          active: true,
        },
  );
  const set = (part: Partial<ScheduleBody>) => setBody((before) => ({ ...before, ...part }));
  const problems = problemsByField(save.error);
  const beside = ["label", "cron", "to"].some((field) => field in problems);
  const submit = () =>
    save.mutate(
      { schedule, body: { ...body, label: body.label.trim() } },
      {
        onSuccess: () => {
          toast.done(t("saved", { name: body.label.trim() }));
          onClose();
        },
      },
    );
  return (
    <SavingDrawer
      title={t(schedule ? "edit_title" : "new_title")}
      values={body}
      save={t("save")}
      error={beside ? null : save.error}
      ready={body.label.trim() !== ""}
      busy={save.isPending}
      done={false}
      onSave={submit}
      onClose={onClose}
    >
      <Property label={t("name")} htmlFor={ids.label} problem={problems.label}>
        <Input
          id={ids.label}
          maxLength={100}
          value={body.label}
          onChange={(event) => set({ label: event.target.value })}
        />
      </Property>
      <Property label={t("view")} htmlFor={ids.view} help={t("view_help")}>
        <Select
          id={ids.view}
          className={styles.wide}
          value={body.view ?? ALL}
          options={[
            { value: ALL, label: t("all_records") },
            ...views.map((each) => ({ value: each.key, label: label(each.label) })),
          ]}
          onChange={(key) => set({ view: key === ALL ? null : key })}
        />
      </Property>
      {body.view !== null && (
        <Checkbox
          checked={body.columns === "all"}
          onChange={(event) => set({ columns: event.target.checked ? "all" : "view" })}
        >
          {t("all_columns")}
        </Checkbox>
      )}
      <Property label={t("format")}>
        <Radio.Group
          aria-label={t("format")}
          optionType="button"
          value={body.format}
          options={FORMATS.map((value) => ({ value, label: t(`formats.${value}`) }))}
          onChange={(event) => set({ format: event.target.value as ScheduleBody["format"] })}
        />
      </Property>
      {runtime.definition.fields.some((field) => holdsFiles(field.type)) && (
        <Checkbox checked={body.files} onChange={(event) => set({ files: event.target.checked })}>
          {t("files")}
        </Checkbox>
      )}
      <div>
        <CronInput value={body.cron} onChange={(cron) => set({ cron })} />
        <p
          className={problems.cron ? styles.reason : styles.faint}
          role={problems.cron ? "alert" : undefined}
        >
          {problems.cron ?? t("zone", { zone })}
        </p>
      </div>
      <Property label={t("how")}>
        <Radio.Group
          className={styles.radios}
          aria-label={t("how")}
          value={body.how}
          options={[
            { value: "file", label: t("how_file") },
            { value: "mail", label: t("how_mail") },
          ]}
          onChange={(event) => set({ how: event.target.value as ScheduleBody["how"] })}
        />
      </Property>
      {body.how === "mail" && !mail && <Alert type="warning" showIcon title={t("no_mail")} />}
      {body.how === "mail" && (
        <Property label={t("to")} htmlFor={ids.to} help={t("to_help")} problem={problems.to}>
          <PersonPicker
            id={ids.to}
            many
            value={body.to}
            onChange={(to) => set({ to: Array.isArray(to) ? to.slice(0, 20) : [] })}
          />
        </Property>
      )}
      <Property label={t("keep")} htmlFor={ids.keep} help={t("keep_help")}>
        <InputNumber<number>
          id={ids.keep}
          min={1}
          max={90}
          precision={0}
          suffix={t("days")}
          value={body.keep_days}
          onChange={(days) => set({ keep_days: days ?? 7 })}
        />
      </Property>
      <p className={styles.faint}>{t("rights")}</p>
    </SavingDrawer>
  );
}
