/** One connection: what it is called, where it leads, its secrets (which can be replaced, never read). */
import { Input, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemsByField } from "@/lib/problem-text";
import type { Label } from "@/lib/types";
import { LabelInput } from "@/ui/label-input";
import { Property } from "@/ui/property/property";
import { RevealedSecret } from "@/ui/revealed-secret";
import { SavingDrawer } from "@/ui/saving-drawer";
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
    <SavingDrawer
      title={t(connection ? "edit" : "new")}
      values={{ label, kind, settings, secrets }}
      save={t("save")}
      error={beside ? null : error}
      ready={label !== ""}
      busy={create.isPending || change.isPending}
      done={revealed !== null}
      onSave={save}
      onClose={onClose}
    >
      {revealed && <RevealedSecret title={t("revealed")} label={t("secret.secret")} secret={revealed} />}
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
    </SavingDrawer>
  );
}
