import { Checkbox, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { CHANNELS, type Channel, type NotifyNode } from "@/lib/flow-design/definition";
import { Property } from "@/ui/property/property";
import { useFlowDesigner, type NodePanelProps } from "../model/context";
import { AssigneesEditor } from "../parts/assignees-editor";
import { AttachSelect } from "../parts/attach-select";
import styles from "../parts/parts.module.css";
import { PathSelect } from "../parts/path-select";
import { TemplateInput } from "../parts/template-input";
import type { NodeKind } from "./kind";

const ROBOTS: Channel[] = ["dingtalk", "wecom", "feishu", "webhook"];

function Panel({ node, patch }: NodePanelProps<NotifyNode>) {
  const { t } = useTranslation("flowdesign");
  const ids = { title: useId(), text: useId(), connection: useId() };
  const { app, words } = useFlowDesigner();
  const channels = node.channels ?? ["inbox"];
  const robots = channels.filter((one) => ROBOTS.includes(one));
  const fitting = words.catalog.connections.filter((one) => robots.includes(one.kind as Channel));
  return (
    <>
      <Property label={t("notify.channels")}>
        <Checkbox.Group<Channel>
          aria-label={t("notify.channels")}
          style={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: 6 }}
          value={channels}
          options={CHANNELS.map((one) => ({ value: one, label: t(`channel.${one}`) }))}
          onChange={(chosen) =>
            chosen.length > 0 && patch({ channels: CHANNELS.filter((one) => chosen.includes(one)) })
          }
        />
      </Property>
      {channels.some((one) => !ROBOTS.includes(one)) && (
        <Property label={t("notify.to")}>
          <AssigneesEditor
            node={node.id}
            label={t("notify.to")}
            value={node.to}
            onChange={(to) => patch({ to })}
          />
        </Property>
      )}
      {channels.includes("mail") && (
        <Property label={t("notify.address")} help={t("notify.address_help")}>
          <PathSelect
            label={t("notify.address")}
            only={({ field }) => field.type === "email" || field.type === "text"}
            value={node.address}
            onChange={(address) => patch({ address })}
          />
        </Property>
      )}
      {channels.includes("mail") && (
        <AttachSelect value={node.attach} onChange={(attach) => patch({ attach })} />
      )}
      {robots.length > 0 && (
        <Property label={t("notify.connection")} htmlFor={ids.connection}>
          <Select
            id={ids.connection}
            style={{ width: "100%" }}
            placeholder={t("pick.connection")}
            value={node.connection ?? undefined}
            options={fitting.map((one) => ({ value: one.key, label: words.label(one.label) || one.key }))}
            onChange={(connection: string) => patch({ connection })}
          />
          {fitting.length === 0 && (
            <p className={styles.faint}>
              <Link to={`/apps/${app}/settings/connections`}>{t("notify.make_connection")}</Link>
            </p>
          )}
        </Property>
      )}
      <Property label={t("notify.title")} htmlFor={ids.title}>
        <TemplateInput
          id={ids.title}
          label={t("notify.title")}
          maxLength={500}
          value={node.title}
          onChange={(title) => patch({ title })}
        />
      </Property>
      <Property label={t("notify.text")} htmlFor={ids.text}>
        <TemplateInput
          id={ids.text}
          label={t("notify.text")}
          rows={4}
          maxLength={20_000}
          value={node.text}
          onChange={(text) => patch({ text })}
        />
      </Property>
    </>
  );
}

/** `{customer.name}` → «Customer · Name» in braces, for reading. */
function readable(text: string, path: (path: string) => string): string {
  return text.replace(/\{([a-z][a-z0-9_.]*)\}/g, (_, found: string) => `{${path(found)}}`);
}

export const notify: NodeKind<NotifyNode> = {
  summary: (node, words) => {
    const how = words.list((node.channels ?? ["inbox"]).map((one) => words.t(`flowdesign:channel.${one}`)));
    const whom = words.assignees(node.to) || (node.connection ? words.connection(node.connection) : "");
    return [how, whom, readable(words.label(node.title), words.path)].filter(Boolean).join(" · ");
  },
  Panel,
};
