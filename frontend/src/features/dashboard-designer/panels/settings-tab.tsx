/** What holds for the whole page: its name, its colours, its calendar. */
import { Segmented, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { THEMES, type Dashboard, type ReportCalendar } from "@/lib/report/definition";
import { Fields, TabPage } from "@/ui/designer/tab-page";
import { IconPicker } from "@/ui/icon-picker";
import { LabelInput } from "@/ui/label-input";
import { Section } from "@/ui/page";
import { Property } from "@/ui/property/property";
import { useDesigner } from "../model/context";
import { ThemePicker } from "../parts/theme-picker";

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const MONTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const;

export function SettingsTab() {
  const { t } = useTranslation("dashdesign");
  const ids = { label: useId(), description: useId(), zone: useId(), fiscal: useId() };
  const { definition, apply } = useDesigner();
  const patch = (change: Partial<Dashboard>) =>
    apply(`page:${Object.keys(change).join()}`, (before) => ({ ...before, ...change }));
  const calendar = definition.calendar ?? {};
  const time = (change: Partial<ReportCalendar>) => patch({ calendar: { ...calendar, ...change } });
  return (
    <TabPage>
      <Section title={t("page.title")}>
        <Fields>
          <Property label={t("page.label")} htmlFor={ids.label}>
            <LabelInput id={ids.label} value={definition.label} onChange={(label) => patch({ label })} />
          </Property>
          <Property label={t("page.description")} htmlFor={ids.description}>
            <LabelInput
              id={ids.description}
              maxLength={300}
              value={definition.description}
              onChange={(description) => patch({ description })}
            />
          </Property>
          <Property label={t("page.icon")}>
            <IconPicker value={definition.icon ?? null} onChange={(icon) => patch({ icon })} />
          </Property>
          <Property label={t("page.theme")}>
            <ThemePicker
              value={definition.theme ?? "default"}
              themes={THEMES}
              onChange={(theme) => patch({ theme })}
            />
          </Property>
        </Fields>
      </Section>
      <Section title={t("page.time")} text={t("page.time_text")}>
        <Fields>
          <Property label={t("page.zone")} htmlFor={ids.zone}>
            <Select<string>
              id={ids.zone}
              style={{ width: "100%" }}
              showSearch
              value={calendar.tz ?? "Asia/Shanghai"}
              options={Intl.supportedValuesOf("timeZone").map((zone) => ({ value: zone, label: zone }))}
              onChange={(tz) => time({ tz })}
            />
          </Property>
          <Property label={t("page.week_start")}>
            <Segmented<number>
              aria-label={t("page.week_start")}
              value={calendar.week_start ?? 1}
              options={DAYS.map((day) => ({ value: day, label: t(`day.${day}`) }))}
              onChange={(week_start) => time({ week_start })}
            />
          </Property>
          <Property label={t("page.fiscal")} htmlFor={ids.fiscal}>
            <Select<number>
              id={ids.fiscal}
              style={{ width: 160 }}
              value={calendar.fiscal_month ?? 1}
              options={MONTHS.map((month) => ({ value: month, label: t("page.month", { month }) }))}
              onChange={(fiscal_month) => time({ fiscal_month })}
            />
          </Property>
        </Fields>
      </Section>
    </TabPage>
  );
}
