/** A new app with the definitions of this one. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, Form, Modal } from "antd";
import { Copy } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api } from "@/lib/api";
import { useLabel } from "@/lib/i18n";
import { APPS } from "@/lib/queries/apps";
import type { App, Label } from "@/lib/types";
import { LabelInput } from "@/ui/label-input";
import { Section } from "@/ui/page";
import { useToast } from "@/ui/use-toast";
import styles from "./settings.module.css";

interface Values {
  label: Label;
  demo: boolean;
}

export function CopySection({ app }: { app: App }) {
  const { t } = useTranslation("settings");
  const label = useLabel();
  const toast = useToast();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<Values>();
  const copy = useMutation({
    mutationFn: (values: Values) => api.post(`/apps/${app.key}:copy`, values),
    onSuccess: async (_, values) => {
      setOpen(false);
      toast.done(t("copy.done", { name: label(values.label) }));
      await client.invalidateQueries({ queryKey: APPS });
      void navigate("/");
    },
    onError: toast.failed,
  });
  return (
    <Section title={t("copy.title")}>
      <div className={styles.danger}>
        <span>{t("copy.text")}</span>
        <Button icon={<Copy size={16} />} onClick={() => setOpen(true)}>
          {t("copy.action")}
        </Button>
      </div>
      <Modal
        open={open}
        title={t("copy.title")}
        okText={t("copy.action")}
        onCancel={() => setOpen(false)}
        onOk={() => form.submit()}
        confirmLoading={copy.isPending}
        destroyOnHidden
      >
        <Form<Values>
          form={form}
          name="copy"
          layout="vertical"
          preserve={false}
          requiredMark={false}
          initialValues={{ label: `${label(app.label)} 2`, demo: false }}
          onFinish={(values) => copy.mutate(values)}
          style={{ marginTop: 16 }}
        >
          <Form.Item
            name="label"
            label={t("copy.name")}
            rules={[{ required: true, message: t("info.name_required") }]}
          >
            <LabelInput autoFocus />
          </Form.Item>
          <Form.Item name="demo" valuePropName="checked">
            <Checkbox>{t("copy.demo")}</Checkbox>
          </Form.Item>
        </Form>
      </Modal>
    </Section>
  );
}
