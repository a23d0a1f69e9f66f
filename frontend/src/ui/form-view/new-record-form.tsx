/** A new record being filled in: its form, and the bar to save it. */
import { Button } from "antd";
import { useEffect, useMemo, useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import type { Chosen } from "@/lib/flow/queries";
import type { FormLink } from "@/lib/flow/types";
import { forCreating } from "@/lib/form-runtime/creating";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import { draftKey } from "@/lib/form-runtime/drafts";
import type { Values } from "@/lib/form-runtime/engine-types";
import { payloadOf } from "@/lib/form-runtime/payload";
import { useMe } from "@/lib/queries/session";
import { usePhone } from "@/lib/use-media";
import { FieldServicesProvider } from "@/ui/fields/services";
import { WhoPicker } from "../flow/people-dialog";
import { LeaveDialog } from "./leave-dialog";
import { LiveFormBody } from "./live-form-body";
import styles from "./record-form.module.css";
import { SimilarHint } from "./similar-hint";
import { TakenHint } from "./taken-hint";
import { useFormSurroundings } from "./use-form-surroundings";
import { useRecordForm } from "./use-record-form";

interface Props {
  app: string;
  form: string;
  runtime: FormRuntime;
  preset?: Values;
  /** The template it begins with: what was typed over it is kept apart from other new records. */
  template?: string | null;
  /** Is given the way to what stands in the form now. */
  valuesRef?: RefObject<() => Values>;
  /** The flow it starts. */
  link?: FormLink | null;
  /** The cursor goes into the first field; not where the form is one thing among others on a page. */
  autoFocus?: boolean;
  onSaved: (record: Values, next: "stay" | "another") => void;
  onCancel: () => void;
}

export function NewRecordForm(props: Props) {
  const { app, form, template, valuesRef, link, autoFocus, onSaved, onCancel } = props;
  const { t } = useTranslation("form");
  const [chosen, setChosen] = useState<Chosen>({});
  const choices = link?.chooses ?? [];
  const me = useMe();
  const phone = usePhone();
  const runtime = useMemo(
    () => forCreating(props.runtime, { outside: me.outside, phone }),
    [props.runtime, me.outside, phone],
  );
  const preset = useMemo(() => ({ ...props.preset, ...runtime.given }), [props.preset, runtime.given]);
  const { services, context } = useFormSurroundings(app, form, runtime.definition.fields, runtime.user);
  const key = draftKey(me.id, app, form, null) + (template ? `.${template}` : "");
  const state = useRecordForm({
    app,
    form,
    runtime,
    context,
    record: null,
    preset,
    draftKey: key,
    services,
    start: link ? { flow: link.flow, chosen } : undefined,
  });
  const { engine } = state;
  useEffect(() => {
    if (valuesRef) valuesRef.current = () => payloadOf(engine);
  }, [engine, valuesRef]);
  const finish = async (next: "stay" | "another") => {
    const unpicked = choices.find((choice) => (chosen[choice.node] ?? []).length === 0);
    if (unpicked) {
      state.tell(t("start.pick_missing", { step: unpicked.label }));
      return;
    }
    const saved = await state.save();
    if (!saved) return;
    state.startOver();
    onSaved(saved, next);
  };
  return (
    <FieldServicesProvider value={services}>
      <div className={styles.body} data-tour="form">
        <TakenHint app={app} form={form} engine={state.engine} />
        <SimilarHint app={app} form={form} runtime={runtime} engine={state.engine} />
        <LiveFormBody
          form={state}
          words={{ restored: t("draft.restored"), discard: t("draft.discard") }}
          autoFocus={autoFocus}
          onSave={() => void finish("stay")}
        />
        {choices.map((choice) => (
          <div key={choice.node} className={styles.choice}>
            <span className={styles.choiceLabel}>{t("start.pick", { step: choice.label })}</span>
            <WhoPicker
              label={t("start.pick", { step: choice.label })}
              many
              among={choice.among}
              value={chosen[choice.node] ?? []}
              onChange={(people) => setChosen({ ...chosen, [choice.node]: people })}
            />
          </div>
        ))}
      </div>
      <footer className={styles.bar}>
        <Button onClick={onCancel}>{t("action.cancel")}</Button>
        <Button disabled={state.busy} onClick={() => void finish("another")}>
          {t("action.save_and_new")}
        </Button>
        <Button type="primary" loading={state.busy} onClick={() => void finish("stay")} title="Ctrl+Enter">
          {t(link ? "action.submit_and_start" : "action.submit")}
        </Button>
      </footer>
      <LeaveDialog form={state} />
    </FieldServicesProvider>
  );
}
