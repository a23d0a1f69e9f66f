import { Button, Form, Input } from "antd";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { apiUrl } from "@/lib/api";
import { useLabel } from "@/lib/i18n";
import { labelText } from "@/lib/locale";
import { useBinApp, usePatchApp } from "@/lib/queries/apps";
import type { Label } from "@/lib/types";
import { growing } from "@/lib/growing";
import { ColorPicker } from "@/ui/color-picker";
import { IconPicker } from "@/ui/icon-picker";
import { LabelInput } from "@/ui/label-input";
import { Section } from "@/ui/page";
import { useToast, useUndoToast } from "@/ui/use-toast";
import { CopySection } from "./copy-section";
import { useSettingsApp } from "./settings-layout";
import styles from "./settings.module.css";
import { ThemePreview } from "./theme-preview";

interface Values {
  label: Label;
  description: string;
  icon: string | null;
  color: string | null;
}

export function InfoPage() {
  const { t, i18n } = useTranslation("settings");
  const app = useSettingsApp();
  const label = useLabel();
  const toast = useToast();
  const undo = useUndoToast();
  const navigate = useNavigate();
  const patch = usePatchApp(app.key);
  const { remove, restore } = useBinApp();
  const [form] = Form.useForm<Values>();
  const shown = { ...app, ...Form.useWatch([], form) };
  const described = labelText(app.description, i18n.language);
  const save = ({ description, ...values }: Values) =>
    patch.mutate(
      { ...values, ...(description === described ? {} : { description }), version: app.version },
      { onSuccess: () => toast.done(t("saved")), onError: toast.failed },
    );
  const uninstall = () =>
    remove.mutate(app.key, {
      onSuccess: () => {
        void navigate("/");
        undo(t("uninstalled", { name: label(app.label) }), () => restore.mutateAsync(app.key));
      },
      onError: toast.failed,
    });
  return (
    <div className={styles.narrow}>
      <Section title={t("info.title")}>
        <Form<Values>
          form={form}
          name="info"
          layout="vertical"
          requiredMark={false}
          initialValues={{ label: app.label, description: described, icon: app.icon, color: app.color }}
          onFinish={save}
        >
          <Form.Item
            name="label"
            label={t("info.name")}
            rules={[{ required: true, message: t("info.name_required") }]}
          >
            <LabelInput />
          </Form.Item>
          <Form.Item name="description" label={t("info.description")}>
            <Input.TextArea
              styles={{ textarea: growing(2, 6) }}
              maxLength={500}
              placeholder={t("info.description_hint")}
            />
          </Form.Item>
          <Form.Item name="icon" label={t("info.icon")}>
            <IconPicker />
          </Form.Item>
          <Form.Item name="color" label={t("info.colour")} extra={t("info.colour_help")}>
            <ColorPicker />
          </Form.Item>
          <ThemePreview name={label(shown.label)} icon={shown.icon} color={shown.color} />
          <p className={styles.muted} style={{ marginBottom: 16 }}>
            {t("info.key")} <code className="dg-mono">{app.key}</code>
          </p>
          <Button type="primary" htmlType="submit" loading={patch.isPending}>
            {t("save")}
          </Button>
        </Form>
      </Section>
      <Section title={t("package.title")}>
        <div className={styles.danger}>
          <span>{t("package.text")}</span>
          <Button icon={<Download size={16} />} href={apiUrl(`/apps/${app.key}/package`)} download>
            {t("package.export")}
          </Button>
        </div>
      </Section>
      <CopySection app={app} />
      {app.can_manage && (
        <Section title={t("uninstall.title")}>
          <div className={styles.danger}>
            <span>{t("uninstall.text")}</span>
            <Button danger onClick={uninstall} loading={remove.isPending}>
              {t("uninstall.action")}
            </Button>
          </div>
        </Section>
      )}
    </div>
  );
}
