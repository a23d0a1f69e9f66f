import { Input } from "antd";
import { useState } from "react";
import type { DurationField } from "@/lib/form-runtime/definition";
import { formatDuration, parseDuration } from "@/lib/form-runtime/duration";
import { useLabel, useLocale } from "@/lib/i18n";
import { ariaOf, type InputProps } from "./types";

/** Read when it is left or Enter is pressed: `1h 30m`, `1:30`, `90 分钟` are the same. */
export function DurationInput(props: InputProps<DurationField>) {
  const { field, value, onChange } = props;
  const label = useLabel();
  const locale = useLocale();
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typeof value === "number" ? formatDuration(value, field.display, locale) : "";
  const read = typed === null ? null : parseDuration(typed, field.display);
  const take = () => {
    if (typed !== null && read !== undefined) {
      onChange(read);
      setTyped(null);
    }
  };
  return (
    <Input
      id={props.id}
      value={typed ?? shown}
      placeholder={label(field.placeholder) || formatDuration(5400, field.display, locale)}
      disabled={props.disabled}
      autoFocus={props.autoFocus}
      status={props.invalid || read === undefined ? "error" : undefined}
      variant={props.compact ? "borderless" : undefined}
      aria-label={props.compact ? props.label : undefined}
      onChange={(event) => {
        setTyped(event.target.value);
        const next = parseDuration(event.target.value, field.display);
        if (next !== undefined) onChange(next);
      }}
      onPressEnter={take}
      onBlur={() => {
        take();
        props.onBlur?.();
      }}
      {...ariaOf({ ...props, invalid: props.invalid || read === undefined })}
    />
  );
}
