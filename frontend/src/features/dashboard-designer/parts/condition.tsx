/** A condition on the records of a form: chosen from its fields, or written as a formula. */
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import { useFormRuntime } from "@/lib/queries/form-runtime";
import { listFields } from "@/lib/records/columns";
import { ConditionBuilder } from "@/ui/condition-builder/condition-builder";
import { FieldServicesProvider } from "@/ui/fields/services";
import { useFormSurroundings } from "@/ui/form-view/use-form-surroundings";
import { useDesigner } from "../model/context";

interface Props {
  form: string;
  label: string;
  value: string;
  onChange: (text: string) => void;
}

export function ConditionProperty(props: Props) {
  const { app } = useDesigner();
  const runtime = useFormRuntime(app, props.form);
  return runtime.data ? <Loaded {...props} runtime={runtime.data} /> : null;
}

function Loaded({ form, label, value, onChange, runtime }: Props & { runtime: FormRuntime }) {
  const { t } = useTranslation("records");
  const { app } = useDesigner();
  const { services } = useFormSurroundings(app, form, runtime.definition.fields, runtime.user);
  const fields = useMemo(() => listFields(runtime.definition, (key) => t(`system.${key}`)), [runtime, t]);
  // A text that comes from elsewhere (undo) starts the builder anew.
  const [own, setOwn] = useState(value);
  const [round, setRound] = useState(0);
  if (value !== own) {
    setOwn(value);
    setRound(round + 1);
  }
  return (
    <FieldServicesProvider value={services}>
      <ConditionBuilder
        key={round}
        label={label}
        fields={fields}
        place={{ app, form, scope: "filter" }}
        value={value}
        onChange={(text) => {
          setOwn(text);
          onChange(text);
        }}
      />
    </FieldServicesProvider>
  );
}
