/** A new flow: from a good beginning, or from a BPMN file. */
import { useQuery } from "@tanstack/react-query";
import { Input, Modal, Select } from "antd";
import { BellRing, FilePlus2, SquareCheckBig, UserRoundCheck, type LucideIcon } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api } from "@/lib/api";
import type { FormDefinition } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import type { App } from "@/lib/types";
import { Property } from "@/ui/property/property";
import { useToast } from "@/ui/use-toast";
import { useFlowActs } from "../model/queries";
import { FromBpmn } from "./from-bpmn";
import styles from "./list.module.css";
import { SHAPES, shapeOf, type Shape } from "./shapes";

const ICONS: Record<Shape, LucideIcon> = {
  approval: SquareCheckBig,
  assignment: UserRoundCheck,
  reminder: BellRing,
  blank: FilePlus2,
};

interface Props {
  app: App;
  onClose: () => void;
}

export function NewFlowDialog({ app, onClose }: Props) {
  const { t } = useTranslation("flowdesign");
  // The names of steps stand with the drawing.
  useTranslation("drawing");
  const ids = { name: useId(), form: useId() };
  const label = useLabel();
  const navigate = useNavigate();
  const toast = useToast();
  const { create } = useFlowActs(app.key);
  const [shape, setShape] = useState<Shape>("approval");
  const [name, setName] = useState("");
  const forms = app.forms.filter((card) => !card.deleted);
  const [form, setForm] = useState<string | undefined>(
    forms.find((card) => card.version > 0)?.key ?? forms[0]?.key,
  );
  const fields = useQuery({
    queryKey: ["design-form-draft", app.key, form],
    queryFn: () => api.get<{ definition: FormDefinition }>(`/apps/${app.key}/forms/${form}/draft`),
    enabled: form !== undefined,
  });
  const title = name.trim() || t(`shape.${shape}.name`);
  const make = () =>
    create.mutate(
      {
        label: title,
        ...(form ? { form } : {}),
        definition: shapeOf({ shape, label: title, form, fields: fields.data?.definition, t }),
      },
      {
        onSuccess: (made) => {
          onClose();
          void navigate(`/apps/${app.key}/flows/${made.key}/design`);
        },
        onError: toast.failed,
      },
    );
  return (
    <Modal
      open
      width={640}
      title={t("new.title")}
      okText={t("new.create")}
      cancelText={t("publish.cancel")}
      confirmLoading={create.isPending}
      onOk={make}
      onCancel={onClose}
    >
      <div className={styles.shapes} role="radiogroup" aria-label={t("new.shape")}>
        {SHAPES.map((one) => {
          const Icon = ICONS[one];
          return (
            <button
              key={one}
              type="button"
              role="radio"
              aria-checked={shape === one}
              className={styles.shape}
              onClick={() => setShape(one)}
            >
              <Icon size={20} aria-hidden />
              <span>
                <strong>{t(`shape.${one}.name`)}</strong>
                <small>{t(`shape.${one}.text`)}</small>
              </span>
            </button>
          );
        })}
      </div>
      <div className={styles.newFields}>
        <Property label={t("flow.label")} htmlFor={ids.name}>
          <Input
            id={ids.name}
            autoFocus
            maxLength={100}
            placeholder={t(`shape.${shape}.name`)}
            value={name}
            onChange={(event) => setName(event.target.value)}
            onPressEnter={make}
          />
        </Property>
        <Property label={t("trigger.form")} htmlFor={ids.form}>
          <Select<string>
            id={ids.form}
            style={{ width: "100%" }}
            placeholder={t("pick.form")}
            value={form}
            options={forms.map((card) => ({ value: card.key, label: label(card.label) || card.key }))}
            onChange={setForm}
          />
        </Property>
      </div>
      <FromBpmn app={app.key} form={form ?? null} onClose={onClose} />
    </Modal>
  );
}
