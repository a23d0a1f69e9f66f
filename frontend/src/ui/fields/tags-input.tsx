import { Select } from "antd";
import { useEffect, useState } from "react";
import type { TagsField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { matchesText } from "@/lib/pinyin";
import { useDebounced } from "@/lib/use-debounced";
import styles from "./fields.module.css";
import { OptionTag } from "./option-tag";
import { useFieldServices } from "./services";
import { ariaOf, type InputProps } from "./types";
import { tagOptions } from "./tags";

/** Words used before, asked for when the box is opened: never more than the reader may see. */
function useUsedWords(topic: string, open: boolean, text: string): string[] {
  const services = useFieldServices();
  const asked = useDebounced(text, 250);
  const [words, setWords] = useState<string[]>([]);
  useEffect(() => {
    if (!open) return;
    const stop = new AbortController();
    services
      .search("link", topic, asked, stop.signal)
      .then((found) => setWords(found.map((choice) => choice.id)))
      .catch(() => setWords([])); // suggestions are a convenience: without them the box still takes words
    return () => stop.abort();
  }, [services, topic, open, asked]);
  return words;
}

export function TagsInput(props: InputProps<TagsField>) {
  const { field, onChange } = props;
  const label = useLabel();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const used = useUsedWords(props.topic, open, text);
  const chosen = Array.isArray(props.value) ? (props.value as string[]) : [];
  const offered = tagOptions(field.options, [...chosen, ...used]).filter(
    (option) => !option.retired || chosen.includes(option.value),
  );
  return (
    <Select<string[]>
      id={props.id}
      className={`${styles.full} ${styles.coloured}`}
      mode="tags"
      value={chosen}
      disabled={props.disabled}
      autoFocus={props.autoFocus}
      variant={props.compact ? "borderless" : undefined}
      status={props.invalid ? "error" : undefined}
      placeholder={label(field.placeholder)}
      aria-label={props.label}
      allowClear
      maxCount={field.max_count ?? undefined}
      maxTagCount={props.compact ? "responsive" : undefined}
      tokenSeparators={[",", "，", ";", "；", "、", "|"]}
      showSearch={{
        onSearch: setText,
        filterOption: (typed, option) => matchesText(typed, String(option?.title ?? "")),
      }}
      options={offered.map((option) => ({
        value: option.value,
        title: label(option.label) || option.value,
        label: <OptionTag options={offered} value={option.value} />,
      }))}
      onOpenChange={setOpen}
      onChange={(next) => {
        const words = next.map((word) => word.trim()).filter(Boolean);
        onChange(words.length ? words : null);
      }}
      onBlur={props.onBlur}
      {...ariaOf(props)}
    />
  );
}
