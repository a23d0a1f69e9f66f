import { useTranslation } from "react-i18next";
import type { Who } from "@/lib/flow/types";
import { PersonAvatar } from "../person-avatar";
import styles from "./flow.module.css";

/** A person by face and name; nobody is the system itself. */
export function WhoName({ who, size = 20 }: { who: Who | null; size?: number }) {
  const { t } = useTranslation("flows");
  const name = who?.name ?? t("system");
  return (
    <span className={styles.who}>
      <PersonAvatar id={who?.id ?? "system"} name={name} size={size} />
      {name}
    </span>
  );
}
