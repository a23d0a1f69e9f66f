import { Button, Form, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { LOCALES } from "@/lib/locale";
import { useMe, usePatchMe } from "@/lib/queries/session";
import type { Locale } from "@/lib/types";
import { Section } from "@/ui/page";
import { useToast } from "@/ui/use-toast";
import styles from "./profile.module.css";

interface Values {
  name: string;
  phone: string | null;
  locale: Locale;
  timezone: string;
}

function zones(own: string): { value: string; label: string }[] {
  const known = Intl.supportedValuesOf("timeZone");
  return [...new Set([own, ...known])].map((zone) => ({ value: zone, label: zone }));
}

export function AboutMe() {
  const { t } = useTranslation("profile");
  const me = useMe();
  const patch = usePatchMe();
  const toast = useToast();
  return (
    <Section title={t("about.title")}>
      <Form<Values>
        name="about"
        className={styles.narrow}
        layout="vertical"
        requiredMark={false}
        initialValues={{ name: me.name, phone: me.phone, locale: me.locale, timezone: me.timezone }}
        onFinish={(values) =>
          patch.mutate(
            { ...values, phone: values.phone ?? "" },
            { onSuccess: () => toast.done(t("saved")), onError: toast.failed },
          )
        }
      >
        <Form.Item
          name="name"
          label={t("about.name")}
          rules={[{ required: true, message: t("about.name_required") }]}
        >
          <Input maxLength={100} autoComplete="name" />
        </Form.Item>
        <Form.Item name="phone" label={t("about.phone")}>
          <Input type="tel" maxLength={32} autoComplete="tel" />
        </Form.Item>
        <div className={styles.two}>
          <Form.Item name="locale" label={t("about.language")}>
            <Select
              aria-label={t("about.language")}
              options={LOCALES.map((tag) => ({ value: tag, label: t(`common:language.${tag}`) }))}
            />
          </Form.Item>
          <Form.Item name="timezone" label={t("about.timezone")}>
            <Select aria-label={t("about.timezone")} showSearch options={zones(me.timezone)} />
          </Form.Item>
        </div>
        <Button type="primary" htmlType="submit" loading={patch.isPending}>
          {t("save")}
        </Button>
      </Form>
    </Section>
  );
}
