/** A newer version of what the app was installed from: a file, or the product's own template. */
import { Button, Upload } from "antd";
import { ArrowUpCircle, FileUp } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Section } from "@/ui/page";
import { useOffered, type Source } from "./queries";
import { UpgradeDialog } from "./upgrade-dialog";
import styles from "./package.module.css";

export function UpgradeSection({ app }: { app: string }) {
  const { t } = useTranslation("apppackage");
  const offered = useOffered(app).data;
  const [source, setSource] = useState<Source | null>(null);
  if (!offered?.packaged) return null;
  return (
    <Section title={t("upgrade.title")}>
      <p className={styles.text}>{t("upgrade.text")}</p>
      <div className={styles.act}>
        <span>
          {offered.available
            ? t("upgrade.available", { now: offered.version, version: offered.available })
            : t("upgrade.installed", { version: offered.version })}
        </span>
        <span className={styles.buttons}>
          {offered.available && (
            <Button type="primary" icon={<ArrowUpCircle size={16} />} onClick={() => setSource("template")}>
              {t("upgrade.look")}
            </Button>
          )}
          <Upload
            accept=".zip"
            showUploadList={false}
            beforeUpload={(file) => {
              setSource(file);
              return false;
            }}
          >
            <Button icon={<FileUp size={16} />}>{t("upgrade.file")}</Button>
          </Upload>
        </span>
      </div>
      {source && <UpgradeDialog app={app} source={source} onClose={() => setSource(null)} />}
    </Section>
  );
}
