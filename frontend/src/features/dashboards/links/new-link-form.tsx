/** A new link: what it is for, until when, and which sites may show it in their pages. */
import { Form, Input, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/lib/api";
import type { MadeLink, NewLink } from "@/lib/report/sharing";
import { DaysItem, LinkFormFoot, until } from "@/ui/sharing/link-form";
import { useToast } from "@/ui/use-toast";

const ORIGIN = /^https?:\/\/(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?\/?$/i;

interface Values {
  label: string;
  days: number;
  frames: string[];
}
interface Props {
  submit: (body: NewLink) => Promise<MadeLink>;
  onMade: (link: MadeLink) => void;
  onCancel: () => void;
}

export function NewLinkForm({ submit, onMade, onCancel }: Props) {
  const { t } = useTranslation("sharing");
  const toast = useToast();
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const [embed, setEmbed] = useState(false);
  const send = async ({ label, days, frames = [] }: Values): Promise<void> => {
    setBusy(true);
    try {
      onMade(await submit({ label, expires_at: until(days), frames: embed ? frames : [] }));
    } catch (error) {
      const told = error instanceof ApiProblem ? error.errors : [];
      const known = told.filter((one) => one.field === "label" || one.field === "frames");
      if (known.length === 0) toast.failed(error);
      form.setFields(known.map((one) => ({ name: one.field as "label", errors: [one.message] })));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      initialValues={{ label: "", days: 30, frames: [] }}
      onFinish={(values) => void send(values)}
    >
      <Form.Item
        name="label"
        label={t("new.label")}
        extra={t("new.label_help")}
        rules={[{ required: true, whitespace: true, message: t("new.label_required") }]}
      >
        <Input maxLength={100} autoFocus />
      </Form.Item>
      <DaysItem />
      <Form.Item label={t("new.embed")} required>
        <Segmented<boolean>
          aria-label={t("new.embed")}
          value={embed}
          options={[
            { value: false, label: t("new.embed_no") },
            { value: true, label: t("new.embed_yes") },
          ]}
          onChange={setEmbed}
        />
      </Form.Item>
      {embed && (
        <Form.Item
          required
          name="frames"
          label={t("new.frames")}
          extra={t("new.frames_help")}
          rules={[
            {
              validator: (_, sites: string[]) =>
                sites.length === 0
                  ? Promise.reject(new Error(t("new.frames_required")))
                  : sites.every((site) => ORIGIN.test(site))
                    ? Promise.resolve()
                    : Promise.reject(new Error(t("new.frames_wrong"))),
            },
          ]}
        >
          <Select
            mode="tags"
            open={false}
            suffixIcon={null}
            tokenSeparators={[" ", ",", "，"]}
            aria-label={t("new.frames")}
            placeholder="https://intranet.example.com"
          />
        </Form.Item>
      )}
      <LinkFormFoot busy={busy} onCancel={onCancel} />
    </Form>
  );
}
