import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Form, Modal } from "antd";
import { ClipboardPaste, FileUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, newIdempotencyKey } from "@/lib/api";
import { appKey } from "@/lib/queries/apps";
import type { Label } from "@/lib/types";
import { LabelInput } from "@/ui/label-input";
import { useToast } from "@/ui/use-toast";
import styles from "./app-frame.module.css";

interface Draft {
  definition: { key: string };
}

/** A name is all a new form needs; the designer opens right behind it. A file or a pasted table brings its fields. */
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
  const importing = (query = "") => {
    onClose();
    void navigate(`/apps/${app}/import${query}`);
  };
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
      <div className={styles.otherWays}>
        <span>{t("form_other_ways")}</span>
        <Button size="small" icon={<FileUp size={14} />} onClick={() => importing()}>
          {t("form_from_file")}
        </Button>
        <Button size="small" icon={<ClipboardPaste size={14} />} onClick={() => importing("?way=paste")}>
          {t("form_from_paste")}
        </Button>
      </div>
    </Modal>
  );
}
