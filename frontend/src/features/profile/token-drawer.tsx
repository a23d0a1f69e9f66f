import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Checkbox, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { useLabel } from "@/lib/i18n";
import { useApps } from "@/lib/queries/apps";
import { useMe } from "@/lib/queries/session";
import type { ApiToken, TokenOp } from "@/lib/types";
import { unnamedYet } from "@/lib/unnamed-yet";
import { CopyButton } from "@/ui/copy-button";
import { FormDrawer } from "@/ui/form-drawer";
import styles from "./profile.module.css";

const OPS: TokenOp[] = ["read", "create", "update", "delete", "export", "import", "design"];
const LIVES = [30, 90, 365, 0] as const;

interface Values {
  name: string;
  apps: string[];
  ops: TokenOp[];
  days: number;
}

function expiry(days: number): string | null {
  return days === 0 ? null : new Date(Date.now() + days * 86_400_000).toISOString();
}

/** Makes a token and shows it: this once, never again. */
export function TokenDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation("profile");
  const label = useLabel();
  const me = useMe();
  const apps = useApps();
  const client = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [token, setToken] = useState<string | null>(null);
  const create = useMutation({
    mutationFn: ({ name, apps: keys, ops, days }: Values) =>
      api.post<ApiToken & { token: string }>("/tokens", {
        name,
        ops,
        apps: keys.length > 0 ? keys : null,
        expires_at: expiry(days),
      }),
    onSuccess: async (made) => {
      setToken(made.token);
      await client.invalidateQueries({ queryKey: ["tokens"] });
    },
  });
  const ops: TokenOp[] = me.is_admin ? [...OPS, "admin"] : OPS;
  return (
    <>
      <FormDrawer<Values>
        open={open}
        title={t("tokens.new")}
        form={form}
        initial={{ name: "", apps: [], ops: ["read"], days: 90 }}
        submit={t("tokens.create")}
        onClose={onClose}
        onSubmit={(values) => create.mutateAsync(values)}
      >
        <Form.Item
          name="name"
          label={t("tokens.name")}
          extra={t("tokens.name_hint")}
          rules={[{ required: true, message: t("tokens.name_required") }]}
        >
          <Input maxLength={100} autoFocus />
        </Form.Item>
        <Form.Item name="apps" label={t("tokens.apps")}>
          <Select
            mode="multiple"
            aria-label={t("tokens.apps")}
            placeholder={t("tokens.all_apps")}
            {...unnamedYet(apps.isLoading)}
            options={(apps.data ?? []).map((app) => ({ value: app.key, label: label(app.label) }))}
          />
        </Form.Item>
        <Form.Item
          name="ops"
          required
          label={t("tokens.ops")}
          extra={t("tokens.ops_hint")}
          rules={[
            // Not `required`: antd would put aria-required on a group, which has no such state.
            {
              validator: (_, value: TokenOp[]) =>
                value.length > 0 ? Promise.resolve() : Promise.reject(new Error(t("tokens.ops_required"))),
            },
          ]}
        >
          <Checkbox.Group options={ops.map((op) => ({ value: op, label: t(`tokens.op.${op}`) }))} />
        </Form.Item>
        <Form.Item name="days" label={t("tokens.life")} required>
          <Select
            aria-label={t("tokens.life")}
            options={LIVES.map((days) => ({
              value: days,
              label: days === 0 ? t("tokens.forever") : t("tokens.days", { count: days }),
            }))}
          />
        </Form.Item>
      </FormDrawer>
      <Modal
        open={token !== null}
        title={t("tokens.made")}
        onCancel={() => setToken(null)}
        onOk={() => setToken(null)}
        okText={t("tokens.noted")}
        cancelButtonProps={{ style: { display: "none" } }}
        mask={{ closable: false }}
      >
        <p>{t("tokens.made_text")}</p>
        <div className={styles.token}>
          <code>{token}</code>
          <CopyButton text={token ?? ""} />
        </div>
      </Modal>
    </>
  );
}
