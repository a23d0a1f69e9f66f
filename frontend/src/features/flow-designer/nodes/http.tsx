import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { HttpNode } from "@/lib/flow-design/definition";
import { NumberProperty, Pair, Property } from "@/ui/property/property";
import { useFlowDesigner, type NodePanelProps } from "../model/context";
import { DurationInput } from "../parts/duration-input";
import { Group } from "../parts/group";
import { PairsEditor } from "../parts/pairs-editor";
import styles from "../parts/parts.module.css";
import { TemplateInput } from "../parts/template-input";
import { useVariableOptions } from "../parts/variables";
import type { NodeKind } from "./kind";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

function Panel({ node, patch }: NodePanelProps<HttpNode>) {
  const { t } = useTranslation("flowdesign");
  const ids = { method: useId(), url: useId(), body: useId(), connection: useId() };
  const { words } = useFlowDesigner();
  const variables = useVariableOptions();
  const connections = words.catalog.connections.filter((one) => one.kind === "http");
  return (
    <>
      <Property label={t("http.method")} htmlFor={ids.method}>
        <Select
          id={ids.method}
          className={styles.full}
          value={node.method ?? "POST"}
          options={METHODS.map((one) => ({ value: one, label: one }))}
          onChange={(method) => patch({ method })}
        />
      </Property>
      <Property label={t("http.url")} htmlFor={ids.url}>
        <TemplateInput
          id={ids.url}
          mono
          label={t("http.url")}
          maxLength={2_000}
          value={node.url}
          onChange={(url) => patch({ url: String(url) })}
        />
      </Property>
      <Property label={t("http.connection")} htmlFor={ids.connection} help={t("http.connection_help")}>
        <Select
          id={ids.connection}
          className={styles.full}
          allowClear
          placeholder={t("http.connection_none")}
          value={node.connection ?? undefined}
          options={connections.map((one) => ({ value: one.key, label: words.label(one.label) || one.key }))}
          onChange={(connection: string | undefined) => patch({ connection: connection ?? null })}
        />
      </Property>
      {node.method !== "GET" && (
        <Property label={t("http.body")} htmlFor={ids.body}>
          <TemplateInput
            id={ids.body}
            mono
            rows={4}
            label={t("http.body")}
            maxLength={20_000}
            value={node.body}
            onChange={(body) => patch({ body: String(body) })}
          />
        </Property>
      )}
      <Group title={t("http.headers")} note={countNote(node.headers)}>
        <PairsEditor
          names={[t("http.header_name"), t("http.header_value")]}
          value={node.headers}
          onChange={(headers) => patch({ headers })}
        />
      </Group>
      <Group title={t("http.save")} note={countNote(node.save)}>
        <p className={styles.faint}>{t(variables.length > 0 ? "http.save_help" : "variable.none")}</p>
        <PairsEditor
          keys={variables}
          names={[t("variable.one"), t("http.path")]}
          value={node.save}
          onChange={(save) => patch({ save })}
        />
      </Group>
      <Group title={t("http.tries")}>
        <Pair>
          <NumberProperty
            label={t("http.timeout")}
            min={1}
            max={60}
            value={node.timeout ?? 10}
            onChange={(timeout) => patch({ timeout })}
          />
          <NumberProperty
            label={t("http.retries")}
            min={0}
            max={20}
            value={node.retries ?? 5}
            onChange={(retries) => patch({ retries })}
          />
        </Pair>
        <Property label={t("http.backoff")} help={t("http.backoff_help")}>
          <DurationInput
            label={t("http.backoff")}
            value={node.backoff ?? "1 minute"}
            onChange={(backoff) => patch({ backoff })}
          />
        </Property>
      </Group>
    </>
  );
}

const countNote = (pairs: object | undefined): string | undefined =>
  pairs && Object.keys(pairs).length > 0 ? String(Object.keys(pairs).length) : undefined;

export const http: NodeKind<HttpNode> = {
  summary: (node) => `${node.method ?? "POST"} ${node.url.trim().replace(/^https?:\/\//, "")}`,
  Panel,
};
