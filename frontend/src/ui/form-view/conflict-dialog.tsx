/** Two people changed the same record: what they changed, what I changed, and the choice. */
import { Button, Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { FormEngine } from "@/lib/form-runtime/engine";
import type { Values } from "@/lib/form-runtime/engine-types";
import { valuesOf } from "@/lib/form-runtime/opening";
import { sameValue } from "@/lib/form-runtime/paths";
import { useLabel } from "@/lib/i18n";
import { FieldValue } from "@/ui/fields/registry";
import styles from "./record-form.module.css";

interface Props {
  engine: FormEngine;
  current: Values;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
  onClose: () => void;
}

export function ConflictDialog({ engine, current, onKeepMine, onTakeTheirs, onClose }: Props) {
  const { t } = useTranslation("form");
  const label = useLabel();
  const theirs = valuesOf(engine.runtime, current).values;
  const { original, values } = engine.record;
  const changed = engine.runtime.definition.fields.filter(
    (field) =>
      field.type !== "formula" &&
      (!sameValue(theirs[field.key], original[field.key]) ||
        !sameValue(values[field.key], original[field.key])),
  );
  return (
    <Modal
      open
      title={t("conflict.title")}
      onCancel={onClose}
      width={640}
      footer={[
        <Button key="theirs" onClick={onTakeTheirs}>
          {t("conflict.theirs")}
        </Button>,
        <Button key="mine" type="primary" onClick={onKeepMine}>
          {t("conflict.mine")}
        </Button>,
      ]}
    >
      <p>{t("conflict.text")}</p>
      <table className={styles.conflict}>
        <thead>
          <tr>
            <th scope="col">{t("conflict.field")}</th>
            <th scope="col">{t("conflict.now")}</th>
            <th scope="col">{t("conflict.yours")}</th>
          </tr>
        </thead>
        <tbody>
          {changed.map((field) => (
            <tr key={field.key}>
              <th scope="row">{label(field.label)}</th>
              <td>
                <FieldValue field={field} topic={field.key} value={theirs[field.key]} compact />
              </td>
              <td>
                <FieldValue field={field} topic={field.key} value={values[field.key]} compact />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Modal>
  );
}
