/**
 * Somebody else saved the same record meanwhile. Field by field: what it was, what it is now, what I wrote;
 * a field both have changed is chosen, what only one of us changed is kept from that one.
 */
import { Button, Modal, Radio } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { isComputed } from "@/lib/form-runtime/computed";
import type { Field } from "@/lib/form-runtime/definition";
import type { FormEngine } from "@/lib/form-runtime/engine";
import type { Values } from "@/lib/form-runtime/engine-types";
import { nestedValue } from "@/lib/form-runtime/inner-rows";
import { valuesOf } from "@/lib/form-runtime/stored";
import { sameValue, type Row } from "@/lib/form-runtime/paths";
import { useLabel } from "@/lib/i18n";
import { FieldValue } from "@/ui/fields/registry";
import styles from "./record-edit.module.css";

type Side = "mine" | "theirs";

export interface Difference {
  field: Field;
  mine: unknown;
  theirs: unknown;
  /** Both of us changed it. */
  clash: boolean;
}

export function differencesOf(engine: FormEngine, theirs: Values): Difference[] {
  const { original, values } = engine.record;
  return engine.runtime.definition.fields.flatMap((field): Difference[] => {
    if (isComputed(field)) return [];
    const [was, mine] = [nestedValue(field, original), nestedValue(field, values)];
    const now = theirs[field.key];
    const changedByMe = !sameValue(mine, was);
    const changedByThem = !sameValue(now, was);
    if ((!changedByMe && !changedByThem) || sameValue(mine, now)) return [];
    return [{ field, mine, theirs: now, clash: changedByMe && changedByThem }];
  });
}

interface Props {
  engine: FormEngine;
  current: Values;
  busy: boolean;
  onSave: (version: number) => void;
  onDiscard: () => void;
  onClose: () => void;
}

export function ConflictChoice({ engine, current, busy, onSave, onDiscard, onClose }: Props) {
  const { t } = useTranslation("records");
  const label = useLabel();
  const theirs = useMemo(() => valuesOf(engine.runtime, current).values, [engine, current]);
  const [differences] = useState(() => differencesOf(engine, theirs));
  const [chosen, setChosen] = useState<Record<string, Side>>({});
  const sideOf = ({ field, mine }: Difference): Side =>
    chosen[field.key] ?? (sameValue(mine, nestedValue(field, engine.record.original)) ? "theirs" : "mine");
  const save = () => {
    for (const difference of differences) {
      const { field } = difference;
      if (sideOf(difference) === "mine") continue;
      if (field.type === "subform") engine.setRows(field.key, (theirs[field.key] as Row[] | null) ?? []);
      else engine.set(field.key, theirs[field.key] ?? null);
    }
    onSave(Number(current.version));
  };
  const cell = (difference: Difference, side: Side) => {
    const { field, clash } = difference;
    const value = <FieldValue field={field} topic={field.key} value={difference[side]} compact />;
    const picked = sideOf(difference) === side;
    return (
      <td data-picked={picked || undefined}>
        {clash ? (
          <Radio
            checked={picked}
            aria-label={t(`conflict.take_${side}`, { field: label(field.label) })}
            onChange={() => setChosen({ ...chosen, [field.key]: side })}
          >
            {value}
          </Radio>
        ) : (
          value
        )}
      </td>
    );
  };
  return (
    <Modal
      open
      title={t("conflict.title")}
      width={680}
      onCancel={onClose}
      footer={[
        <Button key="discard" onClick={onDiscard}>
          {t("conflict.discard")}
        </Button>,
        <Button key="save" type="primary" loading={busy} onClick={save}>
          {t("conflict.save")}
        </Button>,
      ]}
    >
      <p>{t("conflict.text")}</p>
      <table className={styles.conflict}>
        <thead>
          <tr>
            <th scope="col">{t("conflict.field")}</th>
            <th scope="col">{t("conflict.theirs")}</th>
            <th scope="col">{t("conflict.mine")}</th>
          </tr>
        </thead>
        <tbody>
          {differences.map((difference) => (
            <tr key={difference.field.key}>
              <th scope="row">{label(difference.field.label) || difference.field.key}</th>
              {cell(difference, "theirs")}
              {cell(difference, "mine")}
            </tr>
          ))}
        </tbody>
      </table>
    </Modal>
  );
}
