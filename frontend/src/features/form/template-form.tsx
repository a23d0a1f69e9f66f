/** The values of a template in its form, what is computed when it is used, its name, and whether everybody has it. */
import { Button, Checkbox, Input } from "antd";
import { useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import { draftKey } from "@/lib/form-runtime/drafts";
import { payloadOf } from "@/lib/form-runtime/payload";
import { problemsByField, problemText } from "@/lib/problem-text";
import { useApp } from "@/lib/queries/apps";
import { useTemplateActs, type WholeTemplate } from "@/lib/queries/record-templates";
import { useMe } from "@/lib/queries/session";
import { FieldServicesProvider } from "@/ui/fields/services";
import { FormBody } from "@/ui/form-view/form-body";
import { LeaveDialog } from "@/ui/form-view/leave-dialog";
import { useFormSurroundings } from "@/ui/form-view/use-form-surroundings";
import { useLiveForm } from "@/ui/form-view/use-live-form";
import { useLeftWords } from "@/ui/record-templates/save-dialog";
import { useToast } from "@/ui/use-toast";
import styles from "./template-form.module.css";
import { TemplateFormulas } from "./template-formulas";
import { apart, together, type Formulas } from "./template-values";
import bar from "@/ui/form-view/record-form.module.css";

interface Props {
  app: string;
  form: string;
  runtime: FormRuntime;
  template: WholeTemplate | null;
  onDone: () => void;
}

export function TemplateForm({ app, form, runtime, template, onDone }: Props) {
  const { t } = useTranslation(["templates", "form"]);
  const toast = useToast();
  const tell = useLeftWords();
  const id = useId();
  const me = useMe();
  const canShare = useApp(app).data?.can_design ?? false;
  const { save } = useTemplateActs(app, form);
  const begun = useMemo(() => apart(runtime, template?.values ?? {}), [runtime, template]);
  const [label, setLabel] = useState(template?.label ?? "");
  const [shared, setShared] = useState(template?.shared ?? false);
  const [formulas, setFormulas] = useState<Formulas>(begun.formulas);
  const [problem, setProblem] = useState<unknown>(null);
  const { services, context } = useFormSurroundings(app, form, runtime.definition.fields, runtime.user);
  const key = `${draftKey(me.id, app, form, null)}.template.${template?.id ?? "new"}`;
  const version = template?.version ?? 0;
  const live = useLiveForm({
    runtime,
    context,
    services,
    record: null,
    preset: begun.values,
    version,
    draftKey: key,
  });
  const submit = async () => {
    setProblem(null);
    (document.activeElement as HTMLElement | null)?.blur();
    const values = together(payloadOf(live.engine), formulas, begun.cells);
    try {
      const body = { label: label.trim(), shared, values };
      const { left } = await save.mutateAsync({ template, body });
      live.settle();
      toast.done(t("saved", { name: body.label }));
      if (left.length > 0) toast.warned(tell(left));
      onDone();
    } catch (error) {
      // What is wrong with a formula stands beside it, not at the field that it fills.
      const ofFormula = Object.keys(problemsByField(error)).some((field) => field in formulas);
      if (!ofFormula && !live.refuse(error)) setProblem(error);
    }
  };
  return (
    <FieldServicesProvider value={services}>
      <div className={styles.facts}>
        <label htmlFor={id}>{t("name")}</label>
        <Input
          id={id}
          autoFocus={template === null}
          maxLength={100}
          value={label}
          placeholder={t("name_example")}
          onChange={(event) => setLabel(event.target.value)}
        />
        {canShare && (
          <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
            {t("share")}
          </Checkbox>
        )}
      </div>
      <p className={styles.hint}>{t("form_hint")}</p>
      <div className={bar.body}>
        {live.general.length > 0 && (
          <p role="alert" className={styles.problem}>
            {live.general.join(" ")}
          </p>
        )}
        <FormBody engine={live.engine} onSave={() => void submit()} />
        <TemplateFormulas
          fields={runtime.definition.fields}
          rights={runtime.fields}
          formulas={formulas}
          problems={problemsByField(save.error)}
          onChange={setFormulas}
        />
      </div>
      {problem !== null && (
        <p role="alert" className={styles.problem}>
          {problemText(problem)}
        </p>
      )}
      <footer className={bar.bar}>
        <Button onClick={onDone}>{t("common:action.cancel")}</Button>
        <Button
          type="primary"
          loading={save.isPending}
          disabled={label.trim() === ""}
          title="Ctrl+Enter"
          onClick={() => void submit()}
        >
          {t("save")}
        </Button>
      </footer>
      <LeaveDialog form={live} />
    </FieldServicesProvider>
  );
}
