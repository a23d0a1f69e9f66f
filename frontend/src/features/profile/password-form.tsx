import { useMutation } from "@tanstack/react-query";
import { Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { problemsByField } from "@/lib/problem-text";
import { Section } from "@/ui/page";
import { useToast } from "@/ui/use-toast";
import styles from "./profile.module.css";

interface Values {
  old: string;
  new: string;
  again: string;
}

export function PasswordForm() {
  const { t } = useTranslation("profile");
  const [form] = Form.useForm<Values>();
  const toast = useToast();
  const change = useMutation({
    mutationFn: (values: Values) => api.post("/me/password", { old: values.old, new: values.new }),
    onSuccess: () => {
      form.resetFields();
      toast.done(t("password.changed"));
    },
    onError: (error) => {
      const fields = Object.entries(problemsByField(error)).filter(
        ([name]) => name === "old" || name === "new",
      );
      if (fields.length === 0) toast.failed(error);
      else
        form.setFields(fields.map(([name, message]) => ({ name: name as "old" | "new", errors: [message] })));
    },
  });
  const required = { required: true, message: t("password.required") };
  return (
    <Section title={t("password.title")}>
      <Form<Values>
        form={form}
        name="password"
        className={styles.narrow}
        layout="vertical"
        requiredMark={false}
        onFinish={(values) => change.mutate(values)}
      >
        <Form.Item name="old" label={t("password.old")} rules={[required]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <div className={styles.two}>
          <Form.Item
            name="new"
            label={t("password.new")}
            extra={t("password.rule")}
            rules={[required, { min: 10, message: t("password.rule") }]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          <Form.Item
            name="again"
            label={t("password.again")}
            dependencies={["new"]}
            rules={[
              required,
              ({ getFieldValue }) => ({
                validator: (_, value) =>
                  !value || value === getFieldValue("new")
                    ? Promise.resolve()
                    : Promise.reject(new Error(t("password.differ"))),
              }),
            ]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
        </div>
        <Button htmlType="submit" loading={change.isPending}>
          {t("password.change")}
        </Button>
      </Form>
    </Section>
  );
}
