/** The fields of a form being filled in, under what was restored and what is wrong. */
import { Alert, Button } from "antd";
import { ErrorSummary } from "./error-summary";
import { FormBody } from "./form-body";
import styles from "./record-form.module.css";
import type { LiveForm } from "./use-live-form";

interface Props {
  form: LiveForm;
  /** What was typed before and not sent is here again; the word to be rid of it. */
  words: { restored: string; discard: string };
  autoFocus?: boolean;
  /** Only these fields, one page of several. */
  only?: readonly string[];
  onSave?: () => void;
}

export function LiveFormBody({ form, words, autoFocus, only, onSave }: Props) {
  return (
    <>
      {form.restored && (
        <Alert
          className={styles.notice}
          type="info"
          showIcon
          title={words.restored}
          action={
            <Button size="small" onClick={form.startOver}>
              {words.discard}
            </Button>
          }
        />
      )}
      {form.tried && <ErrorSummary engine={form.engine} general={form.general} />}
      <FormBody engine={form.engine} autoFocus={autoFocus} only={only} onSave={onSave} />
    </>
  );
}
