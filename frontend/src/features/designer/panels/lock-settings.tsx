/** When records are locked: by a condition, by hand. */
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { FormDefinition } from "@/lib/form-runtime/definition";
import { isOneValue } from "@/lib/form-runtime/kinds";
import { ConditionBuilder } from "@/ui/condition-builder/condition-builder";
import { Fields } from "@/ui/designer/tab-page";
import { LabelInput } from "@/ui/label-input";
import { Section } from "@/ui/page";
import { Property, Toggle } from "@/ui/property/property";
import { useDesigner } from "../model/context";

type Lock = NonNullable<FormDefinition["lock"]>;

export function LockSettings() {
  const { t } = useTranslation("designer");
  const id = useId();
  const { app, form, definition, apply } = useDesigner();
  const lock: Lock = definition.lock ?? {};
  const put = (change: Partial<Lock>) => {
    const next = { ...lock, ...change };
    const used = next.when !== undefined || next.manual;
    apply("lock", (before) => ({ ...before, lock: used ? next : undefined }));
  };
  return (
    <Section title={t("lock.title")} text={t("lock.text")}>
      <Fields>
        <Toggle
          label={t("lock.manual")}
          help={t("lock.manual_help")}
          value={lock.manual ?? false}
          onChange={(manual) => put({ manual: manual || undefined })}
        />
        <Toggle
          label={t("lock.when")}
          value={lock.when !== undefined}
          onChange={(on) => put({ when: on ? "" : undefined })}
        />
        {lock.when !== undefined && (
          <>
            <ConditionBuilder
              fields={definition.fields.filter(isOneValue)}
              place={{ app, form, definition, scope: "filter", expect: "boolean" }}
              label={t("lock.when")}
              value={lock.when}
              onChange={(when) => put({ when })}
            />
            <Property label={t("lock.message")} htmlFor={id}>
              <LabelInput
                id={id}
                maxLength={300}
                value={lock.message}
                placeholder={t("lock.message_example")}
                onChange={(message) => put({ message: message || undefined })}
              />
            </Property>
          </>
        )}
        {definition.lock && (
          <Toggle
            label={t("lock.flows")}
            value={lock.flows ?? true}
            onChange={(flows) => put({ flows: flows ? undefined : false })}
          />
        )}
      </Fields>
    </Section>
  );
}
