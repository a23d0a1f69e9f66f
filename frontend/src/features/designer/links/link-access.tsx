/** For whom a link is, until when, how many. */
import { DatePicker, Input, InputNumber, Segmented, Select } from "antd";
import dayjs from "dayjs";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { LinkSettings } from "@/lib/public-form/links";
import { PersonPicker } from "@/ui/person-picker";
import { NumberProperty, Pair, Property, Toggle } from "@/ui/property/property";
import type { PartProps } from "./link-editor";
import styles from "./links.module.css";

const WHO: LinkSettings["who"][] = ["anyone", "signed_in", "recipients"];

export function LinkAccess({ body, link, patch, set }: PartProps) {
  const { t } = useTranslation("formlinks");
  const ids = { name: useId(), password: useId(), opens: useId(), closes: useId(), days: useId() };
  const { settings } = body;
  const instant = (name: "opens_at" | "closes_at", id: string) => (
    <Property label={t(`access.${name}`)} htmlFor={id}>
      <DatePicker
        id={id}
        showTime={{ format: "HH:mm" }}
        format="YYYY-MM-DD HH:mm"
        style={{ width: "100%" }}
        value={settings[name] ? dayjs(settings[name]) : null}
        onChange={(at) => set({ [name]: at ? at.toISOString() : null })}
      />
    </Property>
  );
  const locked = body.password === null ? (link?.has_password ?? false) : body.password !== "";
  return (
    <div className={styles.part}>
      <Property label={t("access.name")} htmlFor={ids.name} help={t("access.name_help")}>
        <Input
          id={ids.name}
          maxLength={100}
          value={body.label}
          onChange={(event) => patch({ label: event.target.value })}
        />
      </Property>
      <Property label={t("access.who")} help={t(`access.who_help.${settings.who}`)}>
        <Segmented<LinkSettings["who"]>
          aria-label={t("access.who")}
          value={settings.who}
          options={WHO.map((value) => ({ value, label: t(`who.${value}`) }))}
          onChange={(who) => set({ who })}
        />
      </Property>
      {settings.who !== "recipients" && (
        <Toggle
          label={t("access.once")}
          help={t(`access.once_help.${settings.who}`)}
          value={settings.once}
          onChange={(once) => set({ once })}
        />
      )}
      <Property
        label={t("access.password")}
        htmlFor={ids.password}
        help={t(locked && body.password === null ? "access.password_kept" : "access.password_help")}
      >
        <Input.Password
          id={ids.password}
          autoComplete="new-password"
          maxLength={128}
          placeholder={locked && body.password === null ? "••••••" : t("access.password_none")}
          value={body.password ?? ""}
          onChange={(event) => patch({ password: event.target.value })}
        />
      </Property>
      <Pair>
        {instant("opens_at", ids.opens)}
        {instant("closes_at", ids.closes)}
      </Pair>
      <NumberProperty
        label={t("access.quota")}
        min={1}
        max={1_000_000}
        placeholder={t("access.quota_none")}
        value={settings.quota}
        onChange={(quota) => set({ quota: quota ?? null })}
      />
      <Property label={t("access.edit")} htmlFor={ids.days} help={t("access.edit_help")}>
        <InputNumber<number>
          id={ids.days}
          min={0}
          max={366}
          precision={0}
          suffix={t("access.days")}
          style={{ width: "100%" }}
          value={settings.edit_days}
          onChange={(days) => set({ edit_days: days ?? 0 })}
        />
      </Property>
      <Toggle
        label={t("access.drafts")}
        help={t("access.drafts_help")}
        value={settings.drafts}
        onChange={(drafts) => set({ drafts })}
      />
      <Property label={t("access.owner")} help={t("access.owner_help")}>
        <PersonPicker
          aria-label={t("access.owner")}
          value={settings.owner}
          onChange={(owner) => set({ owner: typeof owner === "string" ? owner : null })}
        />
      </Property>
      <Property label={t("access.frames")} help={t("access.frames_help")}>
        <Select
          mode="tags"
          className={styles.full}
          open={false}
          suffixIcon={null}
          tokenSeparators={[" ", ",", "，"]}
          aria-label={t("access.frames")}
          placeholder="https://www.example.com"
          value={settings.frames}
          onChange={(frames: string[]) => set({ frames })}
        />
      </Property>
    </div>
  );
}
