/** Who is offered a template, and for which records. */
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Print } from "@/lib/printing/types";
import { ConditionBuilder } from "@/ui/condition-builder/condition-builder";
import { RoleSelect } from "@/ui/pages/audience-fields";
import { Property, Toggle } from "@/ui/property/property";
import { useDesigner } from "../model/context";

interface Props {
  template: Print;
  onChange: (change: Partial<Print>) => void;
}

export function PrintAudience({ template, onChange }: Props) {
  const { t } = useTranslation("prints");
  const { app, form, definition } = useDesigner();
  const roles = useId();
  // A condition that is not complete yet is not in the template: that would be «none».
  const [some, setSome] = useState(template.when !== undefined);
  return (
    <>
      <Property label={t("audience.roles")} htmlFor={roles} help={t("audience.roles_help")}>
        <RoleSelect
          app={app}
          id={roles}
          value={template.roles}
          placeholder={t("audience.everybody")}
          onChange={(next) => onChange({ roles: next.length ? next : undefined })}
        />
      </Property>
      <Toggle
        label={t("audience.some")}
        help={t("audience.when_help")}
        value={some}
        onChange={(on) => {
          setSome(on);
          if (!on) onChange({ when: undefined });
        }}
      />
      {some && (
        <ConditionBuilder
          fields={definition.fields.filter((field) => field.type !== "subform")}
          place={{ app, form, definition, scope: "filter", expect: "boolean" }}
          label={t("audience.when")}
          value={template.when ?? ""}
          onChange={(when) => onChange({ when: when || undefined })}
        />
      )}
    </>
  );
}
