import { Button, Form } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { Label } from "@/lib/types";
import { ColorPicker } from "@/ui/color-picker";
import { IconPicker } from "@/ui/icon-picker";
import { LabelInput } from "@/ui/label-input";
import { useToast } from "@/ui/use-toast";
import type { WayProps } from "./new-app-dialog";
import { useCreateApp } from "./queries";
import styles from "./workbench.module.css";

interface Values {
  label: Label;
  icon: string;
  color: string;
}

export function BlankApp({ onBack, onClose }: WayProps) {
  const { t } = useTranslation("workbench");
  const navigate = useNavigate();
  const toast = useToast();
  const create = useCreateApp();
  const submit = (values: Values) =>
    create.mutate(values, {
      onSuccess: (app) => {
        onClose();
        void navigate(`/apps/${app.key}`);
      },
      onError: toast.failed,
    });
  return (
    <Form<Values>
      name="new-app"
      layout="vertical"
      requiredMark={false}
      initialValues={{ icon: "layout-grid", color: "azurite" }}
      onFinish={submit}
      style={{ marginTop: 16 }}
    >
      <Form.Item name="label" label={t("name")} rules={[{ required: true, message: t("name_required") }]}>
        <LabelInput autoFocus placeholder={t("name_example")} />
      </Form.Item>
      <Form.Item name="icon" label={t("icon")}>
        <IconPicker />
      </Form.Item>
      <Form.Item name="color" label={t("colour")}>
        <ColorPicker />
      </Form.Item>
      <div className={styles.buttons}>
        <Button onClick={onBack}>{t("back")}</Button>
        <Button type="primary" htmlType="submit" loading={create.isPending}>
          {t("create")}
        </Button>
      </div>
    </Form>
  );
}
