/** Giving a link away: its code on paper, its code for another site, addresses with values, one address each. */
import { Button, Modal } from "antd";
import { Download, Printer } from "lucide-react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import type { FormDefinition } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { codeUrl, type FormLink } from "@/lib/public-form/links";
import { CopyButton } from "@/ui/copy-button";
import { useDesigner } from "../model/context";
import { LinkDays } from "./link-days";
import { PrefillForm } from "./prefill-form";
import { Recipients } from "./recipients";
import { SignalScript } from "./signal-script";
import { Tabs } from "@/ui/tabs";
import styles from "./links.module.css";

interface Props {
  link: FormLink;
  definition: FormDefinition;
  onClose: () => void;
}

const quoted = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

const snippet = ({ url, label }: FormLink): string =>
  `<iframe src="${quoted(url)}" title="${quoted(label)}" width="100%" height="800" style="border:0" loading="lazy"></iframe>`;

export function ShareDialog({ link, definition, onClose }: Props) {
  const { t } = useTranslation("formlinks");
  const signals = link.settings.signals !== null;
  const items = [
    { key: "code", label: t("share_part.code"), children: <Code link={link} definition={definition} /> },
    { key: "embed", label: t("share_part.embed"), children: <Embed link={link} /> },
    {
      key: "prefill",
      label: t("share_part.prefill"),
      children: <PrefillForm link={link} definition={definition} />,
    },
    ...(link.settings.who === "recipients"
      ? [{ key: "recipients", label: t("share_part.recipients"), children: <Recipients link={link} /> }]
      : []),
    { key: "days", label: t("share_part.days"), children: <LinkDays link={link} /> },
  ];
  const shown = signals
    ? [
        { key: "script", label: t("share_part.script"), children: <SignalScript link={link} /> },
        ...items.filter((each) => each.key === "days"),
      ]
    : items;
  return (
    <Modal open width={640} footer={null} title={t("share_title", { name: link.label })} onCancel={onClose}>
      <Tabs
        items={shown}
        defaultActiveKey={link.settings.who === "recipients" ? "recipients" : shown[0]?.key}
      />
    </Modal>
  );
}

function Code({ link, definition }: { link: FormLink; definition: FormDefinition }) {
  const { t } = useTranslation("formlinks");
  const label = useLabel();
  const { app, form } = useDesigner();
  const title = label(link.settings.title) || label(definition.label);
  const picture = codeUrl(app, form, link.id, "svg");
  return (
    <div className={styles.code}>
      <img src={picture} alt={t("code.alt", { name: link.label })} width={220} height={220} />
      <div className={styles.address}>
        <code>{link.url}</code>
        <CopyButton text={link.url} label={t("copy_address", { name: link.label })} />
      </div>
      <div className={styles.after}>
        <a href={codeUrl(app, form, link.id, "png")} download={`${link.label}.png`}>
          <Button icon={<Download size={16} />} tabIndex={-1}>
            {t("code.download")}
          </Button>
        </a>
        <Button icon={<Printer size={16} />} onClick={() => window.print()}>
          {t("code.print")}
        </Button>
        <a href={link.url} target="_blank" rel="noreferrer">
          <Button type="primary" tabIndex={-1}>
            {t("code.open")}
          </Button>
        </a>
      </div>
      {createPortal(
        <div className={styles.sheet} aria-hidden>
          <h1>{title}</h1>
          <p>{label(link.settings.intro)}</p>
          <img src={picture} alt="" />
          <p className={styles.sheetHint}>{t("code.scan")}</p>
          <p className={styles.sheetUrl}>{link.url}</p>
        </div>,
        document.body,
      )}
    </div>
  );
}

function Embed({ link }: { link: FormLink }) {
  const { t } = useTranslation("formlinks");
  const { frames } = link.settings;
  return (
    <div className={styles.part}>
      <p className={styles.faint}>
        {frames.length > 0 ? t("embed.sites", { sites: frames.join(" ") }) : t("embed.none")}
      </p>
      {frames.length > 0 && (
        <div className={styles.address}>
          <code>{snippet(link)}</code>
          <CopyButton text={snippet(link)} label={t("embed.copy")} />
        </div>
      )}
    </div>
  );
}
