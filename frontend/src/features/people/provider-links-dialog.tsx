import { Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { PersonRow } from "@/lib/types";
import { ProviderLinks } from "@/ui/provider-links/provider-links";
import styles from "./people.module.css";

/** Through which providers a person comes in. */
export function ProviderLinksDialog({ person, onClose }: { person: PersonRow; onClose: () => void }) {
  const { t } = useTranslation(["people", "providerlinks"]);
  return (
    <Modal open title={t("links.title", { name: person.name })} onCancel={onClose} footer={null} width={520}>
      <p className={styles.dataHint}>{t("providerlinks:text_of")}</p>
      <ProviderLinks path={`/people/${person.id}/provider-links`} />
    </Modal>
  );
}
