import { Webhook } from "lucide-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { isComputed } from "@/lib/form-runtime/computed";
import { api } from "@/lib/api";
import type { WebhookTrigger } from "@/lib/flow-design/definition";
import { Copyable } from "@/ui/copyable";
import { Property } from "@/ui/property/property";
import { RevealedSecret } from "@/ui/revealed-secret";
import { useConfirmDanger } from "@/ui/use-confirm-danger";
import { useToast } from "@/ui/use-toast";
import { useFlowDesigner } from "../model/context";
import { PairsEditor } from "../parts/pairs-editor";
import styles from "../parts/parts.module.css";
import type { TriggerPanelProps, TriggerSpec } from "./kind";
import { FILE_TYPES } from "@/lib/form-runtime/kinds";

interface Address {
  url: string;
  has_secret: boolean;
  /** 1: the secret that was made with the address, which nobody has seen. */
  version: number;
}

const absolute = (url: string): string => new URL(url, window.location.origin).href;

function Panel({ trigger, patch }: TriggerPanelProps<WebhookTrigger>) {
  const { t } = useTranslation("flowdesign");
  const id = useId();
  const { words } = useFlowDesigner();
  const fields = words
    .paths()
    .filter(
      (entry) =>
        !entry.path.includes(".") &&
        !isComputed(entry.field) &&
        !["subform", ...FILE_TYPES].includes(entry.field.type),
    )
    .map((entry) => ({ value: entry.path, label: words.label(entry.labels[0]) || entry.path }));
  const mapped = fields.filter((field) => field.value in (trigger.set ?? {}));
  return (
    <>
      <Secret />
      <Property label={t("webhook.set")} help={t("webhook.set_help")}>
        <PairsEditor
          keys={fields}
          names={[t("pick.field"), t("webhook.path")]}
          value={trigger.set}
          onChange={(set) => patch({ set: set ?? {} })}
        />
      </Property>
      <Property label={t("webhook.match")} htmlFor={id} help={t("webhook.match_help")}>
        <Select
          id={id}
          className={styles.full}
          allowClear
          placeholder={t("webhook.match_none")}
          value={trigger.match ?? undefined}
          options={mapped}
          onChange={(match: string | undefined) => patch({ match: match ?? null })}
        />
      </Property>
    </>
  );
}

/** The address for the other system, and a secret that is shown once. */
function Secret() {
  const { t } = useTranslation("flowdesign");
  const toast = useToast();
  const { app, flow } = useFlowDesigner();
  const [fresh, setFresh] = useState<string | null>(null);
  const path = `/apps/${app}/flows/${flow}/webhook`;
  const address = useQuery({
    queryKey: ["flow-webhook", app, flow],
    queryFn: () => api.get<Address>(path),
    retry: false,
  });
  const ask = useConfirmDanger();
  const inUse = (address.data?.version ?? 0) > 1;
  const rotate = useMutation({
    mutationFn: () => api.post<{ url: string; secret: string }>(`${path}:rotate`),
    onSuccess: async ({ secret }) => {
      setFresh(secret);
      await address.refetch();
    },
    onError: toast.failed,
  });
  return (
    <Property label={t("webhook.address")} help={t("webhook.signed")}>
      <div className={styles.stack}>
        {address.data && <Copyable label={t("webhook.address")} text={absolute(address.data.url)} />}
        {fresh && (
          <RevealedSecret title={t("webhook.secret_once")} label={t("webhook.secret")} secret={fresh} />
        )}
        <Button
          loading={rotate.isPending}
          onClick={() =>
            inUse
              ? ask({
                  title: t("webhook.rotate_title"),
                  text: t("webhook.rotate_text"),
                  action: t("webhook.rotate"),
                  run: () => rotate.mutateAsync(),
                })
              : rotate.mutate()
          }
        >
          {t(inUse ? "webhook.rotate" : "webhook.make_secret")}
        </Button>
      </div>
    </Property>
  );
}

export const webhook: TriggerSpec<WebhookTrigger> = {
  icon: Webhook,
  needsForm: false,
  fresh: () => ({ on: "webhook" }),
  sentence: (_trigger, flow, { t, form }) =>
    flow.form
      ? t("flowdesign:sentence.webhook_form", { form: form(flow.form) })
      : t("flowdesign:sentence.webhook"),
  Panel,
};
