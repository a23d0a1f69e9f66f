/** A new link to the view at hand: what it is called, which fields it shows, until when, behind which password. */
import { Form, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isSystem } from "@/lib/records/columns";
import { useLabel } from "@/lib/i18n";
import { DaysItem, LinkFormFoot, until } from "@/ui/sharing/link-form";
import { useToast } from "@/ui/use-toast";
import type { GridState } from "../model/use-grid-state";
import { bySound, useOptions } from "../views/look-options";
import type { MadeViewLink, NewViewLink } from "./queries";
import { canBeShared, fieldsOfView } from "./shared-fields";

interface Values {
  label: string;
  fields: string[];
  days: number;
  password?: string;
}

interface Props {
  state: GridState;
  submit: (body: NewViewLink) => Promise<MadeViewLink>;
  onMade: (link: MadeViewLink) => void;
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
      const body = { label: name, settings, fields, password: password || null, expires_at: until(days) };
      onMade(await submit(body));
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
      <DaysItem />
      <Form.Item name="password" label={t("password")} extra={t("password_help")} rules={[{ min: 6 }]}>
        <Input.Password maxLength={128} autoComplete="new-password" />
      </Form.Item>
      <LinkFormFoot busy={busy} onCancel={onCancel} />
    </Form>
  );
}
