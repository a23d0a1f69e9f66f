import { Select, Spin } from "antd";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { PersonAvatar } from "@/ui/person-avatar";
import styles from "./fields.module.css";
import { useNames } from "./names";
import { useFieldServices, type Around, type Choice, type ChoiceKind } from "./services";
import { ariaOf, type InputProps } from "./types";
import { idOf, type PickerField } from "./choice-picker";

const TYPING_PAUSE = 200;

function useChoices(
  kind: ChoiceKind,
  topic: string,
  open: boolean,
  text: string,
  around?: () => Around | null,
) {
  const services = useFieldServices();
  const [state, setState] = useState<{ found: Choice[]; busy: boolean; failed: boolean }>({
    found: [],
    busy: false,
    failed: false,
  });
  const beside = useEffectEvent(() => around?.() ?? null);
  useEffect(() => {
    if (!open) return undefined;
    const controller = new AbortController();
    const ask = async () => {
      setState((before) => ({ ...before, busy: true, failed: false }));
      try {
        const found = await services.search(kind, topic, text, controller.signal, beside());
        services.names.tell(Object.fromEntries(found.map((choice) => [choice.id, choice.title])));
        setState({ found, busy: false, failed: false });
      } catch {
        if (!controller.signal.aborted) setState({ found: [], busy: false, failed: true });
      }
    };
    const timer = setTimeout(() => void ask(), text ? TYPING_PAUSE : 0);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [services, kind, topic, open, text]);
  return state;
}

const idsOf = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.map(idOf);
  return value === null || value === undefined ? [] : [idOf(value)];
};

export function PickerInput(props: InputProps<PickerField>) {
  const { field, topic, value, onChange } = props;
  const { t } = useTranslation("form");
  const label = useLabel();
  const services = useFieldServices();
  const names = useNames(services.names);
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const { found, busy, failed } = useChoices(field.type, topic, open, text, props.around);
  const chosen = idsOf(value);
  const titleOf = (id: string): string =>
    names.name(field.type, topic, id) ??
    (names.name(field.type, topic, id) === null ? t("value.no_access") : "…");
  const options = found.map((choice) => ({
    value: choice.id,
    label: choice.title,
    subtitle: choice.subtitle,
  }));
  for (const id of chosen)
    if (!options.some((option) => option.value === id))
      options.push({ value: id, label: titleOf(id), subtitle: null });
  return (
    <Select<string | string[] | undefined>
      id={props.id}
      className={styles.full}
      mode={field.many ? "multiple" : undefined}
      value={field.many ? chosen : chosen[0]}
      disabled={props.disabled}
      autoFocus={props.autoFocus}
      variant={props.compact ? "borderless" : undefined}
      status={props.invalid ? "error" : undefined}
      placeholder={label(field.placeholder) || t(`pick.${field.type}`)}
      aria-label={props.label}
      allowClear
      maxTagCount={props.compact ? "responsive" : undefined}
      showSearch={{ filterOption: false, searchValue: text, onSearch: setText }}
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        if (!next) setText("");
      }}
      notFoundContent={
        busy ? (
          <Spin size="small" />
        ) : (
          <span className={styles.faint}>{t(failed ? "pick.failed" : "pick.none")}</span>
        )
      }
      options={
        text ? options.filter((option) => found.some((choice) => choice.id === option.value)) : options
      }
      optionRender={(option) => (
        <span className={styles.choice}>
          {field.type === "member" && (
            <PersonAvatar id={String(option.value)} name={String(option.label)} size={20} />
          )}
          <span>{option.label}</span>
          <span className={styles.faint}>{option.data.subtitle}</span>
        </span>
      )}
      onChange={(next) => onChange(next ?? null)}
      onBlur={props.onBlur}
      {...ariaOf(props)}
    />
  );
}
