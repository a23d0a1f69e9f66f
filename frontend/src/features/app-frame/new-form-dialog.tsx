import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Form, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, newIdempotencyKey } from "@/lib/api";
import { appKey } from "@/lib/queries/apps";
import type { Label } from "@/lib/types";
import { LabelInput } from "@/ui/label-input";
import { useToast } from "@/ui/use-toast";

interface Draft {
  definition: { key: string };
}

/** A name is all a new form needs; the designer opens right behind it. */
export function NewFormDialog({ app, open, onClose }: { app: string; open: boolean; onClose: () => void }) {
  const { t } = useTranslation("app");
  const client = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const [form] = Form.useForm<{ label: Label }>();
  const create = useMutation({
    mutationFn: (values: { label: Label }) =>
      api.post<Draft>(`/apps/${app}/forms`, values, { idempotencyKey: newIdempotencyKey() }),
    onSuccess: async (draft) => {
      onClose();
      // First there, then the new list: the app's home would answer a first form by opening it itself.
      await navigate(`/apps/${app}/forms/${draft.definition.key}/design`);
      await client.invalidateQueries({ queryKey: appKey(app) });
    },
    onError: toast.failed,
  });
  return (
    <Modal
      open={open}
      title={t("new_form")}
      okText={t("create_form")}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={create.isPending}
      destroyOnHidden
    >
      <Form
        form={form}
        name="new-form"
        layout="vertical"
        preserve={false}
        requiredMark={false}
        onFinish={(values) => create.mutate(values)}
        style={{ marginTop: 16 }}
      >
        <Form.Item
          name="label"
          label={t("form_name")}
          rules={[{ required: true, message: t("form_name_required") }]}
        >
          <LabelInput autoFocus placeholder={t("form_name_example")} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
