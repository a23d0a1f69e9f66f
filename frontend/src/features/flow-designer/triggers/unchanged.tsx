import { Hourglass } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { UnchangedTrigger } from "@/lib/flow-design/definition";
import { Property } from "@/ui/property/property";
import { DurationInput } from "../parts/duration-input";
import { PathSelect } from "../parts/path-select";
import type { TriggerPanelProps, TriggerSpec } from "./kind";
import { MissedTimes, When } from "./parts";

function Panel({ trigger, patch }: TriggerPanelProps<UnchangedTrigger>) {
  const { t } = useTranslation("flowdesign");
  return (
    <>
      <Property label={t("trigger.unchanged_field")}>
        <PathSelect
          near
          label={t("trigger.unchanged_field")}
          value={trigger.field}
          onChange={(field) => patch({ field })}
        />
      </Property>
      <Property label={t("trigger.unchanged_for")} help={t("trigger.unchanged_help")}>
        <DurationInput
          label={t("trigger.unchanged_for")}
          value={trigger.for}
          onChange={(text) => patch({ for: text })}
        />
      </Property>
      <When value={trigger.when} onChange={(when) => patch({ when })} />
      <MissedTimes value={trigger.missed} onChange={(missed) => patch({ missed })} />
    </>
  );
}

export const unchanged: TriggerSpec<UnchangedTrigger> = {
  icon: Hourglass,
  needsForm: true,
  fresh: (_flow, words) => {
    const select = words.paths().find((entry) => entry.field.type === "select");
    return { on: "unchanged", field: (select ?? words.paths()[0])?.path ?? "owner", for: "5 days" };
  },
  sentence: (trigger, flow, { t, form, path, duration, condition }) => {
    const first = t("flowdesign:sentence.unchanged", {
      form: form(flow.form),
      field: path(trigger.field),
      time: duration(trigger.for),
    });
    const when = condition(trigger.when);
    return when ? t("flowdesign:sentence.and_when", { first, when }) : first;
  },
  Panel,
};
