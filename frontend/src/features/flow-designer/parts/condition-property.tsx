/** A condition of a flow: chosen from fields, or written as a formula. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { ConditionBuilder } from "@/ui/condition-builder/condition-builder";
import { Property } from "@/ui/property/property";
import { useFlowDesigner } from "../model/context";
import { isPlain, type PathEntry } from "../model/paths";
import { outcomes, type Words } from "../model/words";
import { usePlace, type Place } from "./formula-property";

interface Props {
  label: string;
  help?: string;
  at: Place;
  value: string;
  onChange: (text: string) => void;
  /** The step whose outcome may be asked for. */
  outcomeOf?: string;
  /** The values before the change may be asked for. */
  old?: boolean;
  form?: string | null;
  app?: string | null;
}

const asField = (entry: PathEntry, words: Words, before?: (name: string) => string): Field => {
  const name = entry.labels.map(words.label).join(words.t("word.of"));
  return before
    ? { ...entry.field, key: `old.${entry.path}`, label: before(name) }
    : { ...entry.field, key: entry.path, label: name };
};

/** What can be compared: fields (also of linked records), what they were before, how the step before ended. */
function useConditionFields({ outcomeOf, old, form, app }: Props): Field[] {
  const { t } = useTranslation("flowdesign");
  const { words } = useFlowDesigner();
  const entries = words
    .paths(form, app)
    .filter(isPlain)
    .filter((entry) => !(entry.path.includes(".") && entry.field.type === "link"));
  const fields = entries.map((entry) => asField(entry, words));
  const before = old
    ? entries
        .filter((entry) => !entry.path.includes("."))
        .map((entry) => asField(entry, words, (name) => t("word.before", { name })))
    : [];
  const ends = outcomeOf ? outcomes(outcomeOf) : [];
  const outcome: Field[] =
    ends.length > 0
      ? [
          {
            key: "outcome",
            label: t("edge.outcome"),
            type: "select",
            options: ends.map((value) => ({ value, label: t(`outcome.${value}`) })),
          },
        ]
      : [];
  return [...outcome, ...fields, ...before];
}

export function ConditionProperty(props: Props) {
  const { label, help, at, value, onChange } = props;
  const place = usePlace(at, "boolean");
  const fields = useConditionFields(props);
  // A text that comes from elsewhere (undo) starts the builder anew.
  const [own, setOwn] = useState(value);
  const [round, setRound] = useState(0);
  if (value !== own) {
    setOwn(value);
    setRound(round + 1);
  }
  return (
    <Property label={label} help={help}>
      <ConditionBuilder
        key={`${round}-${fields.length > 0}`}
        label={label}
        fields={fields}
        place={place}
        value={value}
        onChange={(text) => {
          setOwn(text);
          onChange(text);
        }}
      />
    </Property>
  );
}
