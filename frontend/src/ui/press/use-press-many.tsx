/** One button on many chosen records: asked once, reported record by record, taken back as a whole. */
import { Modal } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Chosen } from "@/lib/flow/queries";
import type { ButtonField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { pressMany, unpress, type PressedOne } from "@/lib/records/press";
import { useToast, useUndoToast } from "../use-toast";
import styles from "./press.module.css";

interface Refused {
  id: string;
  reason: string;
}

interface Input {
  app: string;
  form: string;
  print: (ids: string[], template: string) => Promise<void>;
  onDone: () => void;
}

export function usePressMany({ app, form, print, onDone }: Input) {
  const { t } = useTranslation("press");
  const label = useLabel();
  const toast = useToast();
  const undoToast = useUndoToast();
  const [refused, setRefused] = useState<Refused[]>([]);
  const [titles, setTitles] = useState<(id: string) => string>(() => (id: string) => id);

  const tell = (button: ButtonField, results: PressedOne[]) => {
    const name = label(button.label) || button.key;
    const done = results.filter((each) => each.ok);
    const undo = done.flatMap((each) =>
      each.do === "set" && Object.keys(each.undo).length > 0 ? [{ id: each.id, values: each.undo }] : [],
    );
    const text = t("done_for", { count: done.length, name });
    if (undo.length > 0)
      undoToast(text, async () => {
        await unpress(app, form, undo);
        onDone();
      });
    else if (done.length > 0 && button.action.do !== "print") toast.done(text);
    setRefused(
      results.flatMap((each) =>
        each.ok ? [] : [{ id: each.id, reason: each.problem.detail ?? each.problem.title ?? "" }],
      ),
    );
  };
  const run = async (
    ids: string[],
    button: ButtonField,
    chosen: Chosen,
    titleOf: (id: string) => string,
  ): Promise<void> => {
    try {
      const { results } = await pressMany(app, form, ids, button.key, chosen);
      setTitles(() => titleOf);
      tell(button, results);
      const printed = results.filter((each) => each.ok).map((each) => each.id);
      if (button.action.do === "print" && printed.length > 0) await print(printed, button.action.template);
      onDone();
    } catch (error) {
      toast.failed(error);
    }
  };
  const report: ReactNode = (
    <Modal
      open={refused.length > 0}
      title={t("refused", { count: refused.length })}
      footer={null}
      width={520}
      onCancel={() => setRefused([])}
    >
      <ul className={styles.refused}>
        {refused.map((each) => (
          <li key={each.id}>
            <strong>{titles(each.id)}</strong>
            <span>{each.reason}</span>
          </li>
        ))}
      </ul>
    </Modal>
  );
  return { run, report };
}
