/** What is said after sending and when nothing more is taken; parameters of the address that are kept. */
import { Button, Input, Select } from "antd";
import { Plus } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useLabel, useLocale } from "@/lib/i18n";
import { namesText } from "@/lib/locale";
import type { LinkSettings } from "@/lib/public-form/links";
import { LabelInput } from "@/ui/label-input";
import { Pair, Property } from "@/ui/property/property";
import { RemoveButton } from "@/ui/remove-button";
import type { PartProps } from "./link-editor";
import styles from "./links.module.css";
import { LabelArea } from "./text-area";

/** A parameter of an address. */
const EXAMPLE = "from";

const TEXTS = new Set(["text", "long_text", "select", "tags", "barcode", "email", "phone", "url"]);

export function LinkAfter({ body, definition, set }: PartProps) {
  const { t } = useTranslation("formlinks");
  const label = useLabel();
  const locale = useLocale();
  const ids = { title: useId(), text: useId(), button: useId(), url: useId(), closed: useId() };
  const { thanks, closed_text, channels, fields } = body.settings;
  const say = (change: Partial<LinkSettings["thanks"]>) => set({ thanks: { ...thanks, ...change } });
  const asked = new Set(fields.filter((each) => each.mode === "ask").map((each) => each.field));
  const places = definition.fields.filter((field) => asked.has(field.key) || field.type === "series");
  const targets = definition.fields.filter((field) => TEXTS.has(field.type) && !asked.has(field.key));
  return (
    <div className={styles.part}>
      <Property label={t("after.title")} htmlFor={ids.title}>
        <LabelInput id={ids.title} value={thanks.title} onChange={(title) => say({ title })} />
      </Property>
      <Property
        label={t("after.text")}
        htmlFor={ids.text}
        help={t("after.text_help", {
          places: namesText(
            places.slice(0, 6).map((field) => `{${field.key}} ${label(field.label)}`),
            locale,
          ),
          interpolation: { prefix: "[[", suffix: "]]" },
        })}
      >
        <LabelArea id={ids.text} value={thanks.text} onChange={(text) => say({ text })} />
      </Property>
      <Pair>
        <Property label={t("after.button")} htmlFor={ids.button}>
          <LabelInput id={ids.button} value={thanks.button} onChange={(button) => say({ button })} />
        </Property>
        <Property label={t("after.url")} htmlFor={ids.url}>
          <Input
            id={ids.url}
            maxLength={500}
            placeholder="https://"
            value={thanks.url}
            onChange={(event) => say({ url: event.target.value })}
          />
        </Property>
      </Pair>
      <Property label={t("after.closed")} htmlFor={ids.closed}>
        <LabelArea
          id={ids.closed}
          rows={2}
          value={closed_text}
          onChange={(text) => set({ closed_text: text })}
        />
      </Property>
      <Property label={t("channels.title")} help={t("channels.help")}>
        {channels.map((channel, at) => (
          <div key={at} className={styles.row}>
            <Input
              aria-label={t("channels.parameter")}
              maxLength={40}
              placeholder={EXAMPLE}
              value={channel.parameter}
              onChange={(event) =>
                set({
                  channels: channels.map((each, one) =>
                    one === at ? { ...each, parameter: event.target.value } : each,
                  ),
                })
              }
            />
            <Select
              aria-label={t("channels.field")}
              className={styles.grow}
              value={channel.field || undefined}
              placeholder={t("channels.field")}
              options={targets.map((field) => ({ value: field.key, label: label(field.label) || field.key }))}
              onChange={(field: string) =>
                set({ channels: channels.map((each, one) => (one === at ? { ...each, field } : each)) })
              }
            />
            <RemoveButton
              label={t("channels.remove")}
              onClick={() => set({ channels: channels.filter((_, one) => one !== at) })}
            />
          </div>
        ))}
        <Button
          size="small"
          icon={<Plus size={16} />}
          disabled={targets.length === 0}
          onClick={() =>
            set({ channels: [...channels, { parameter: "from", field: targets[0]?.key ?? "" }] })
          }
        >
          {t("channels.add")}
        </Button>
      </Property>
    </div>
  );
}
