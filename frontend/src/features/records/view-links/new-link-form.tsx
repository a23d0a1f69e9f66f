/** A new link to the view at hand: what it is called, which fields it shows, until when, behind which password. */
import { Button, Form, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isSystem } from "@/lib/records/columns";
import { useLabel } from "@/lib/i18n";
import { useToast } from "@/ui/use-toast";
import type { GridState } from "../model/use-grid-state";
import { bySound, useOptions } from "../views/look-options";
import type { NewViewLink, ViewLink } from "./queries";
import { canBeShared, fieldsOfView } from "./shared-fields";
import styles from "./view-links.module.css";

const DAYS = [1, 7, 30, 90, 365] as const;
const DAY = 86_400_000;

interface Values {
  label: string;
  fields: string[];
  days: number;
  password?: string;
}

interface Props {
  state: GridState;
  submit: (body: NewViewLink) => Promise<ViewLink & { url: string }>;
  onMade: (link: ViewLink & { url: string }) => void;
  onCancel: () => void;
}

export function NewViewLinkForm({ state, submit, onMade, onCancel }: Props) {
  const { t } = useTranslation("viewlinks");
  const toast = useToast();
  const label = useLabel();
  const [busy, setBusy] = useState(false);
  const offered = state.fields.filter((field) => !isSystem(field.key) && canBeShared(field));
  const options = useOptions(offered);
  const send = async ({ label: name, fields, days, password }: Values) => {
    setBusy(true);
    try {
      const columns = state.specs.map(({ field, width, frozen }) => ({
        field,
        width: width ?? null,
        frozen: !!frozen,
      }));
      const settings = { ...state.look, columns, filter: state.filter || null, sort: state.sort };
      const expires_at = new Date(Date.now() + days * DAY).toISOString();
      onMade(await submit({ label: name, settings, fields, password: password || null, expires_at }));
    } catch (error) {
      toast.failed(error);
      setBusy(false);
    }
  };
  return (
    <Form<Values>
      layout="vertical"
      initialValues={{
        label: label(state.view.label),
        fields: fieldsOfView(state.look, state.columns, offered),
        days: 30,
      }}
      onFinish={(values) => void send(values)}
    >
      <Form.Item
        name="label"
        label={t("label")}
        extra={t("label_help")}
        rules={[{ required: true, whitespace: true, message: t("label_required") }]}
      >
        <Input maxLength={100} autoFocus />
      </Form.Item>
      <Form.Item
        name="fields"
        label={t("fields")}
        extra={t("fields_help")}
        rules={[{ required: true, message: t("fields_required") }]}
      >
        <Select mode="multiple" aria-label={t("fields")} options={options} showSearch={bySound} />
      </Form.Item>
      <Form.Item name="days" label={t("expires")} required>
        <Select<number>
          aria-label={t("expires")}
          options={DAYS.map((days) => ({ value: days, label: t("days", { count: days }) }))}
        />
      </Form.Item>
      <Form.Item name="password" label={t("password")} extra={t("password_help")} rules={[{ min: 6 }]}>
        <Input.Password maxLength={128} autoComplete="new-password" />
      </Form.Item>
      <div className={styles.actions}>
        <Button onClick={onCancel}>{t("cancel")}</Button>
        <Button type="primary" htmlType="submit" loading={busy}>
          {t("create")}
        </Button>
      </div>
    </Form>
  );
}
