/** The name of a template that is made of a record, or of what stands in a new one. */
import { Checkbox, Form, Input, Modal } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useApp } from "@/lib/queries/apps";
import type { Values } from "@/lib/form-runtime/engine-types";
import { useTemplateActs, type Left } from "@/lib/queries/record-templates";
import { useToast } from "../use-toast";

interface Props {
  app: string;
  form: string;
  /** What it is called unless another name is typed. */
  name: string;
  of: { record: string } | { values: Values };
  onClose: () => void;
}

export function SaveTemplateDialog({ app, form, name, of, onClose }: Props) {
  const { t } = useTranslation("templates");
  const toast = useToast();
  const id = useId();
  const canShare = useApp(app).data?.can_design ?? false;
  const { save } = useTemplateActs(app, form);
  const [label, setLabel] = useState(name.slice(0, 100));
  const [shared, setShared] = useState(false);
  const tell = useLeftWords();
  const submit = () => {
    if (label.trim() === "" || save.isPending) return;
    save.mutate(
      { template: null, body: { label: label.trim(), shared, ...of } },
      {
        onSuccess: ({ left }) => {
          toast.done(t("saved", { name: label.trim() }));
          if (left.length > 0) toast.warned(tell(left));
          onClose();
        },
        onError: toast.failed,
      },
    );
  };
  return (
    <Modal
      open
      title={t("save_as")}
      okText={t("save")}
      cancelText={t("common:action.cancel")}
      okButtonProps={{ disabled: label.trim() === "" }}
      confirmLoading={save.isPending}
      onCancel={onClose}
      onOk={submit}
      width={420}
    >
      <Form layout="vertical" requiredMark={false} onFinish={submit}>
        <Form.Item label={t("name")} htmlFor={id} help={t("save_help")}>
          <Input
            id={id}
            autoFocus
            maxLength={100}
            value={label}
            placeholder={t("name_example")}
            onChange={(event) => setLabel(event.target.value)}
          />
        </Form.Item>
        {canShare && (
          <Checkbox
            style={{ marginTop: 12 }}
            checked={shared}
            onChange={(event) => setShared(event.target.checked)}
          >
            {t("share")}
          </Checkbox>
        )}
      </Form>
    </Modal>
  );
}

/** «Not taken along: amount (computed), …» */
export function useLeftWords(): (left: Left[]) => string {
  const { t } = useTranslation("templates");
  return (left) =>
    t("left", {
      fields: left
        .map((each) => t("left_field", { field: each.label, reason: each.reason.replace(/[。.]$/, "") }))
        .join(t("and")),
    });
}
