/** One provider: where it is, who we are there, for whom it may speak. The secret can be replaced, never read. */
import { Input, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemsByField } from "@/lib/problem-text";
import { unnamedYet } from "@/lib/unnamed-yet";
import { Copyable } from "@/ui/copyable";
import { Property, Toggle } from "@/ui/property/property";
import { SavingDrawer } from "@/ui/saving-drawer";
import { useProviderActs, useRoleOptions, type ProviderValues } from "./queries";
import type { Provider } from "./types";

interface Props {
  provider: Provider | null;
  /** What every redirect address begins with. */
  callback: string | null;
  onClose: () => void;
}

const FRESH: ProviderValues = {
  name: "",
  issuer: "",
  client_id: "",
  domains: [],
  creates: false,
  roles: [],
  trusted: false,
  active: true,
};

function valuesOf(provider: Provider | null): ProviderValues {
  if (!provider) return FRESH;
  const { id: _id, version: _version, people: _people, ...values } = provider;
  return values;
}

export function ProviderDrawer({ provider, callback, onClose }: Props) {
  const { t } = useTranslation("security");
  const id = useId();
  const { save } = useProviderActs();
  const roles = useRoleOptions();
  const [values, setValues] = useState<ProviderValues>(() => valuesOf(provider));
  const [secret, setSecret] = useState("");
  const problems = problemsByField(save.error);
  const change = (part: Partial<ProviderValues>) => setValues({ ...values, ...part });
  const store = () =>
    save.mutate(
      { provider, values: { ...values, ...(secret ? { client_secret: secret } : {}) } },
      { onSuccess: onClose },
    );
  const full = [values.name, values.issuer, values.client_id].every((text) => text.trim() !== "");
  const text = (name: "name" | "issuer" | "client_id", help?: string, placeholder?: string) => (
    <Property label={t(`provider.${name}`)} htmlFor={`${id}-${name}`} help={help} problem={problems[name]}>
      <Input
        id={`${id}-${name}`}
        value={values[name]}
        placeholder={placeholder}
        maxLength={name === "issuer" ? 300 : name === "name" ? 60 : 200}
        onChange={(event) => change({ [name]: event.target.value })}
      />
    </Property>
  );
  return (
    <SavingDrawer
      title={t(provider ? "provider.edit" : "provider.new")}
      values={{ values, secret }}
      save={t("save")}
      error={Object.keys(problems).length > 0 ? null : save.error}
      ready={full && values.domains.length > 0 && (provider !== null || secret !== "")}
      busy={save.isPending}
      done={false}
      onSave={store}
      onClose={onClose}
    >
      {text("name", t("provider.name_help"))}
      {text("issuer", t("provider.issuer_help"), "https://login.example.com")}
      {text("client_id")}
      <Property
        label={t("provider.client_secret")}
        htmlFor={`${id}-secret`}
        problem={problems.client_secret}
        help={t("provider.secret_help")}
      >
        <Input.Password
          id={`${id}-secret`}
          autoComplete="new-password"
          placeholder={provider ? t("provider.kept") : undefined}
          value={secret}
          maxLength={500}
          onChange={(event) => setSecret(event.target.value)}
        />
      </Property>
      {provider && callback && (
        <Copyable
          label={t("provider.callback")}
          text={callback.replace("//callback", `/${provider.id}/callback`)}
        />
      )}
      {!provider && <p>{t("provider.callback_later")}</p>}
      <Property
        label={t("provider.domains")}
        htmlFor={`${id}-domains`}
        help={t("provider.domains_help")}
        problem={problems.domains}
      >
        <Select
          id={`${id}-domains`}
          mode="tags"
          open={false}
          suffixIcon={null}
          tokenSeparators={[",", " ", "，", ";"]}
          style={{ width: "100%" }}
          placeholder="example.com"
          value={values.domains}
          onChange={(domains) => change({ domains })}
        />
      </Property>
      <Toggle
        label={t("provider.creates")}
        help={t("provider.creates_help")}
        value={values.creates}
        onChange={(creates) => change({ creates })}
      />
      {values.creates && (
        <Property label={t("provider.roles")} htmlFor={`${id}-roles`} problem={problems.roles}>
          <Select
            id={`${id}-roles`}
            mode="multiple"
            style={{ width: "100%" }}
            optionFilterProp="label"
            {...unnamedYet(roles.length === 0 && values.roles.length > 0)}
            options={roles}
            value={values.roles}
            onChange={(chosen) => change({ roles: chosen })}
          />
        </Property>
      )}
      <Toggle
        label={t("provider.trusted")}
        help={t("provider.trusted_help")}
        value={values.trusted}
        onChange={(trusted) => change({ trusted })}
      />
      <Toggle label={t("provider.active")} value={values.active} onChange={(active) => change({ active })} />
    </SavingDrawer>
  );
}
