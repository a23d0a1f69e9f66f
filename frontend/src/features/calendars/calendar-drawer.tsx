/** One calendar: its week, its holidays, the days worked although they are free by the week. */
import { Button, Drawer, Input, Switch } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "@/lib/problem-text";
import { kept, useBegun } from "@/lib/use-begun";
import { usePhone } from "@/lib/use-media";
import { DrawerFooter } from "@/ui/drawer-footer";
import { LabelInput } from "@/ui/label-input";
import { Property } from "@/ui/property/property";
import { useToast } from "@/ui/use-toast";
import styles from "./calendars.module.css";
import { proposeHolidays, useCalendarActs, type CalendarInput } from "./queries";
import { SpecialDays } from "./special-days";
import { mergeDays } from "./types";
import { WeekEditor } from "./week-editor";

interface Props {
  calendar: CalendarInput;
  onClose: () => void;
}

export function CalendarDrawer({ calendar, onClose }: Props) {
  const { t } = useTranslation("calendars");
  const ids = { label: useId(), zone: useId(), first: useId() };
  const phone = usePhone();
  const [year] = useState(() => new Date().getFullYear());
  const toast = useToast();
  const { save } = useCalendarActs();
  const [draft, setDraft] = useState(calendar);
  const [busy, setBusy] = useState(false);
  const patch = (change: Partial<CalendarInput>) => setDraft((before) => ({ ...before, ...change }));
  const propose = async (year: number) => {
    setBusy(true);
    try {
      const found = await proposeHolidays(year);
      setDraft((before) => ({
        ...before,
        holidays: mergeDays(before.holidays, found.holidays),
        workdays: mergeDays(before.workdays, found.workdays),
      }));
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Drawer
      open
      title={t(calendar.key === undefined ? "new" : "edit")}
      size={phone ? "100%" : 560}
      {...kept(useBegun(draft))}
      onClose={onClose}
      closable={{ "aria-label": t("common:action.close") }}
      footer={
        <DrawerFooter>
          <Button onClick={onClose}>{t("common:action.cancel")}</Button>
          <Button
            type="primary"
            loading={save.isPending}
            disabled={draft.label === ""}
            onClick={() => save.mutate(draft, { onSuccess: onClose })}
          >
            {t("save")}
          </Button>
        </DrawerFooter>
      }
    >
      <div className={styles.body}>
        {save.isError && (
          <p className={styles.problem} role="alert">
            {problemText(save.error)}
          </p>
        )}
        <Property label={t("name")} htmlFor={ids.label}>
          <LabelInput id={ids.label} autoFocus value={draft.label} onChange={(label) => patch({ label })} />
        </Property>
        <Property label={t("timezone")} htmlFor={ids.zone}>
          <Input
            id={ids.zone}
            maxLength={64}
            value={draft.timezone}
            onChange={(event) => patch({ timezone: event.target.value })}
          />
        </Property>
        <div className={styles.toggle}>
          <label htmlFor={ids.first}>{t("make_default")}</label>
          <Switch
            id={ids.first}
            size="small"
            checked={draft.is_default ?? false}
            disabled={calendar.is_default}
            onChange={(is_default) => patch({ is_default })}
          />
        </div>
        <h3>{t("week")}</h3>
        <WeekEditor value={draft.weekly} onChange={(weekly) => patch({ weekly })} />
        <div className={styles.headLine}>
          <h3>{t("holidays")}</h3>
          {[year, year + 1].map((one) => (
            <Button key={one} size="small" loading={busy} onClick={() => void propose(one)}>
              {t("propose", { year: one })}
            </Button>
          ))}
        </div>
        <SpecialDays
          label={t("holidays")}
          value={draft.holidays}
          onChange={(holidays) => patch({ holidays })}
        />
        <h3>{t("workdays")}</h3>
        <p className={styles.faint}>{t("workdays_text")}</p>
        <SpecialDays
          label={t("workdays")}
          value={draft.workdays}
          onChange={(workdays) => patch({ workdays })}
        />
      </div>
    </Drawer>
  );
}
