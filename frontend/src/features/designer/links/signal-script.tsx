/** What to paste into a web page, and how apps and servers send events. */
import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import type { FormLink } from "@/lib/public-form/links";
import { CopyButton } from "@/ui/copy-button";
import styles from "./links.module.css";

const script = (url: string): string => `<script async src="${url}/page.js"></script>
<script>
  window.dougong = window.dougong || function () {
    (dougong.q = dougong.q || []).push(arguments);
  };
</script>`;

const CONSENT = `dougong("consent", true);   // false`;
const TRACK = `dougong("track", "download", { props: { file: "white-paper.pdf" } });`;

const call = (url: string): string => `curl -X POST ${url} \\
  -H "Content-Type: application/json" \\
  -d '{"signals": [{"name": "login", "source": "app", "visitor": "device-1", "id": "evt-1"}]}'`;

export function SignalScript({ link }: { link: FormLink }) {
  const { t } = useTranslation("formlinks");
  const { url, settings } = link;
  const pieces = [
    { key: "script", text: script(url) },
    { key: "consent", text: CONSENT },
    { key: "track", text: TRACK },
    { key: "call", text: call(url) },
  ];
  return (
    <div className={styles.part}>
      {settings.signals?.sites.length === 0 && <Alert type="warning" showIcon title={t("signals.no_site")} />}
      {pieces.map(({ key, text }) => (
        <section key={key}>
          <p>{t(`signals.piece.${key}`)}</p>
          <div className={styles.address}>
            <code className={styles.lines}>{text}</code>
            <CopyButton text={text} label={t("signals.copy", { name: t(`signals.piece.${key}`) })} />
          </div>
        </section>
      ))}
    </div>
  );
}
