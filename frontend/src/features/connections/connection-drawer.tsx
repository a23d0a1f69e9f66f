/** One connection: what it is called, where it leads, its secrets (which can be replaced, never read). */
import { Alert, Button, Drawer, Input, Select, Space } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemsByField, problemText } from "@/lib/problem-text";
import type { Label } from "@/lib/types";
import { usePhone } from "@/lib/use-media";
import { CopyButton } from "@/ui/copy-button";
import { LabelInput } from "@/ui/label-input";
import { Property } from "@/ui/property/property";
import { useConnectionActs } from "./queries";
import { ASKS, KINDS, type Connection, type ConnectionKind } from "./types";

interface Props {
  app: string;
  connection: Connection | null;
  onClose: () => void;
}

const filled = (values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter(([, text]) => text.trim() !== ""));

export function ConnectionDrawer({ app, connection, onClose }: Props) {
  const { t } = useTranslation("connections");
  const ids = { label: useId(), kind: useId() };
  const phone = usePhone();
  const { create, change } = useConnectionActs(app);
  const [label, setLabel] = useState<Label>(connection?.label ?? "");
  const [kind, setKind] = useState<ConnectionKind>(connection?.kind ?? "dingtalk");
  const [settings, setSettings] = useState<Record<string, string>>(connection?.settings ?? {});
  const [secrets, setSecrets] = useState<Record<string, string>>({});
  const [revealed, setRevealed] = useState<string | null>(null);
  const error = create.error ?? change.error;
  const problems = problemsByField(error);
  const beside = [
    ...ASKS[kind].settings.map((name) => `settings.${name}`),
    ...ASKS[kind].secrets.map((name) => `secrets.${name}`),
  ].some((field) => field in problems);
  const done = (secret: string | undefined) => (secret ? setRevealed(secret) : onClose());
  const save = () => {
    const body = { label, settings: filled(settings), secrets: filled(secrets) };
    if (connection)
      change.mutate(
        { ...body, key: connection.key, version: connection.version },
        { onSuccess: (made) => done(made.revealed) },
      );
    else create.mutate({ ...body, kind }, { onSuccess: (made) => done(made.revealed) });
  };
  return (
    <Drawer
      open
      title={t(connection ? "edit" : "new")}
      size={phone ? "100%" : 480}
      onClose={onClose}
      closable={{ "aria-label": t("common:action.close") }}
      footer={
        <Space style={{ display: "flex", justifyContent: "flex-end" }}>
          <Button onClick={onClose}>{t(revealed ? "common:action.close" : "common:action.cancel")}</Button>
          {!revealed && (
            <Button
              type="primary"
              disabled={label === ""}
              loading={create.isPending || change.isPending}
              onClick={save}
            >
              {t("save")}
            </Button>
          )}
        </Space>
      }
    >
      <Space orientation="vertical" size={14} style={{ width: "100%" }}>
        {error && !beside && <Alert type="error" title={problemText(error)} />}
        {revealed && (
          <Alert
            type="success"
            title={t("revealed")}
            description={
              <Space.Compact block>
                <Input readOnly className="dg-mono" aria-label={t("secret.secret")} value={revealed} />
                <CopyButton text={revealed} />
              </Space.Compact>
            }
          />
        )}
        <Property label={t("name")} htmlFor={ids.label}>
          <LabelInput id={ids.label} autoFocus value={label} onChange={setLabel} />
        </Property>
        <Property label={t("kind")} htmlFor={ids.kind} help={t(`kinds.${kind}.text`)}>
          <Select<ConnectionKind>
            id={ids.kind}
            style={{ width: "100%" }}
            disabled={connection !== null}
            value={kind}
            options={KINDS.map((one) => ({ value: one, label: t(`kinds.${one}.name`) }))}
            onChange={setKind}
          />
        </Property>
        {ASKS[kind].settings.map((name) => (
          <Property key={name} label={t(`setting.${name}`)} problem={problems[`settings.${name}`]}>
            <Input
              aria-label={t(`setting.${name}`)}
              value={settings[name] ?? ""}
              maxLength={2_000}
              onChange={(event) => setSettings({ ...settings, [name]: event.target.value })}
            />
          </Property>
        ))}
        {ASKS[kind].secrets.map((name) => (
          <Property key={name} label={t(`secret.${name}`)} problem={problems[`secrets.${name}`]}>
            <Input.Password
              aria-label={t(`secret.${name}`)}
              autoComplete="new-password"
              placeholder={connection?.secrets[name] ? t("kept") : undefined}
              value={secrets[name] ?? ""}
              maxLength={2_000}
              onChange={(event) => setSecrets({ ...secrets, [name]: event.target.value })}
            />
          </Property>
        ))}
      </Space>
    </Drawer>
  );
}
