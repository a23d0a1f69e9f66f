import { Input } from "antd";
import type { TextField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { controlOf, type InputProps } from "./types";

export function TextInput(props: InputProps<TextField>) {
  const { field, value, onChange } = props;
  const label = useLabel();
  const text = typeof value === "string" ? value : "";
  const limit = field.max_length ?? 255;
  return (
    <Input
      {...controlOf(props)}
      value={text}
      placeholder={label(field.placeholder)}
      suffix={text.length > limit * 0.8 ? <small>{`${text.length}/${limit}`}</small> : undefined}
      onChange={(event) => onChange(event.target.value)}
      onBlur={() => {
        if (text !== text.trim()) onChange(text.trim());
        props.onBlur?.();
      }}
    />
  );
}
