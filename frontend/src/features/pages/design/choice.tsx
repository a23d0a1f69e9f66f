import { Select } from "antd";
import { useId } from "react";
import { Property } from "@/ui/property/property";
import { usePageDesigner } from "./context";

interface ChoiceProps {
  label: string;
  name: string;
  value: string | null | undefined;
  options: { value: string; label: string }[];
  help?: string;
  optional?: boolean;
  also?: Record<string, unknown>;
}

/** One of several, written into the chosen block. */
export function Choice({ label, name, value, options, help, optional, also }: ChoiceProps) {
  const { change } = usePageDesigner();
  const id = useId();
  return (
    <Property label={label} htmlFor={id} help={help}>
      <Select
        id={id}
        style={{ width: "100%" }}
        showSearch={{ optionFilterProp: "label" }}
        allowClear={optional}
        value={value || undefined}
        options={options}
        onChange={(next: string | undefined) => change(name, { [name]: next ?? null, ...also })}
      />
    </Property>
  );
}
