/** A signing secret, told this once. */
import { Alert, Input, Space } from "antd";
import { useTranslation } from "react-i18next";
import { CopyButton } from "@/ui/copy-button";

export function RevealedSecret({ secret }: { secret: string }) {
  const { t } = useTranslation("webhooks");
  return (
    <Alert
      type="success"
      title={t("revealed")}
      description={
        <Space.Compact block>
          <Input readOnly className="dg-mono" aria-label={t("secret")} value={secret} />
          <CopyButton text={secret} />
        </Space.Compact>
      }
    />
  );
}
