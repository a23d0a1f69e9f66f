/** One webhook: which changes of which form, where they are told, its secret (which can be replaced, never read). */
import { Alert, Button, Input, InputNumber, Select, Space, Switch } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { problemsByField } from "@/lib/problem-text";
import type { FormCard } from "@/lib/types";
import { growing } from "@/lib/growing";
import { Property } from "@/ui/property/property";
import { RevealedSecret } from "@/ui/revealed-secret";
import { SavingDrawer } from "@/ui/saving-drawer";
import { useWebhookActs } from "./queries";
import { OPS, type Made, type Op, type Webhook, type WebhookBody } from "./types";

interface Props {
  app: string;
  forms: FormCard[];
  webhook: Webhook | null;
  onClose: () => void;
}

const NEW: WebhookBody = {
  form: "",
  label: "",
  url: "",
  ops: [...OPS],
  filter: null,
  batch: 1,
  active: true,
  fields: null,
};

function bodyOf({ form, label, url, ops, filter, batch, active, fields }: WebhookBody): WebhookBody {
  return {
    form,
    label: label.trim(),
    url: url.trim(),
    ops,
    filter: filter?.trim() || null,
    batch,
    active,
    fields,
  };
}

export function WebhookDrawer({ app, forms, webhook, onClose }: Props) {
  const { t } = useTranslation("webhooks");
  const ids = { label: useId(), form: useId(), url: useId(), ops: useId(), filter: useId(), batch: useId() };
  const labelOf = useLabel();
  const { create, change, rotate } = useWebhookActs(app);
  const [body, setBody] = useState<WebhookBody>(webhook ?? { ...NEW, form: forms[0]?.key ?? "" });
  const [secret, setSecret] = useState<string | null>(null);
  const set = (part: Partial<WebhookBody>) => setBody({ ...body, ...part });
  const error = create.error ?? change.error ?? rotate.error;
  const problems = problemsByField(error);
  const beside = ["label", "url", "ops", "filter", "batch"].some((field) => field in problems);
  const onSuccess = (made: Made) => (made.secret ? setSecret(made.secret) : onClose());
  const save = () =>
    webhook
      ? change.mutate({ ...bodyOf(body), id: webhook.id, version: webhook.version }, { onSuccess })
      : create.mutate(bodyOf(body), { onSuccess });
  const whole = body.label.trim() !== "" && body.url.trim() !== "" && body.form !== "" && body.ops.length > 0;
  return (
    <SavingDrawer
      title={t(webhook ? "edit" : "new")}
      values={body}
      save={t("save")}
      error={beside ? null : error}
      ready={whole}
      busy={create.isPending || change.isPending}
      done={secret !== null}
      onSave={save}
      onClose={onClose}
    >
      {webhook?.paused_for && (
        <Alert type="warning" title={t([`paused.${webhook.paused_for}`, "paused.other_reason"])} />
      )}
      {secret && <RevealedSecret title={t("revealed")} label={t("secret")} secret={secret} />}
      <Property label={t("name")} htmlFor={ids.label} problem={problems.label}>
        <Input
          id={ids.label}
          autoFocus
          maxLength={100}
          value={body.label}
          onChange={(event) => set({ label: event.target.value })}
        />
      </Property>
      <Property label={t("form")} htmlFor={ids.form}>
        <Select
          id={ids.form}
          style={{ width: "100%" }}
          disabled={webhook !== null}
          value={body.form}
          options={forms.map((form) => ({ value: form.key, label: labelOf(form.label) || form.key }))}
          onChange={(form: string) => set({ form })}
        />
      </Property>
      <Property label={t("url")} htmlFor={ids.url} problem={problems.url}>
        <Input
          id={ids.url}
          className="dg-mono"
          inputMode="url"
          maxLength={2_000}
          placeholder="https://erp.example.com/dougong"
          value={body.url}
          onChange={(event) => set({ url: event.target.value })}
        />
      </Property>
      <Property label={t("ops")} htmlFor={ids.ops} help={t("ops_help")} problem={problems.ops}>
        <Select<Op[]>
          id={ids.ops}
          mode="multiple"
          style={{ width: "100%" }}
          value={body.ops}
          options={OPS.map((op) => ({ value: op, label: t(`op.${op}`) }))}
          onChange={(ops) => set({ ops })}
        />
      </Property>
      <Property label={t("filter")} htmlFor={ids.filter} help={t("filter_help")} problem={problems.filter}>
        <Input.TextArea
          id={ids.filter}
          className="dg-mono"
          styles={{ textarea: growing(1) }}
          maxLength={4_000}
          placeholder={t("filter_example")}
          value={body.filter ?? ""}
          onChange={(event) => set({ filter: event.target.value })}
        />
      </Property>
      <Property label={t("batch")} htmlFor={ids.batch} help={t("batch_help")} problem={problems.batch}>
        <InputNumber
          id={ids.batch}
          min={1}
          max={100}
          precision={0}
          value={body.batch}
          onChange={(batch) => set({ batch: batch ?? 1 })}
        />
      </Property>
      <Space>
        <Switch aria-label={t("active")} checked={body.active} onChange={(active) => set({ active })} />
        {t("active")}
      </Space>
      <p style={{ color: "var(--dg-text-2)" }}>{t("owner_help")}</p>
      {webhook && !secret && (
        <Button
          loading={rotate.isPending}
          onClick={() => rotate.mutate(webhook.id, { onSuccess: (made) => setSecret(made.secret) })}
        >
          {t("rotate")}
        </Button>
      )}
    </SavingDrawer>
  );
}
