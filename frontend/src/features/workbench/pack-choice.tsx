/** The industries a template knows: what it calls things, what it has beside and which modules it begins with. */
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { AppIcon } from "@/ui/app-icon";
import type { TemplatePack } from "./queries";
import styles from "./workbench.module.css";

interface Props {
  packs: TemplatePack[];
  chosen: string | null;
  onChoose: (pack: TemplatePack | null) => void;
}

export function PackChoice({ packs, chosen, onChoose }: Props) {
  const { t } = useTranslation("workbench");
  const label = useLabel();
  const general = {
    key: null,
    label: t("template.general"),
    description: t("template.general_text"),
    icon: "layout-grid",
  };
  const all = [
    general,
    ...packs.map((pack) => ({ ...pack, label: label(pack.label), description: label(pack.description) })),
  ];
  return (
    <fieldset className={styles.packs}>
      <legend>{t("template.industry")}</legend>
      <div role="radiogroup" aria-label={t("template.industry")}>
        {all.map((each) => (
          <button
            key={each.key ?? ""}
            type="button"
            role="radio"
            aria-checked={each.key === chosen}
            className={styles.pack}
            onClick={() => onChoose(packs.find((pack) => pack.key === each.key) ?? null)}
          >
            <AppIcon icon={each.icon} color={null} size={28} />
            <span className={styles.words}>
              <span className={styles.packName}>{each.label}</span>
              <span className={styles.text}>{each.description}</span>
            </span>
          </button>
        ))}
      </div>
    </fieldset>
  );
}
