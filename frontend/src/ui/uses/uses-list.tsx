/** Places that use something, each in words and with the way to it. */
import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { placeOfUse, type Use } from "@/lib/uses";
import styles from "./uses.module.css";

export function UsesList({ app, uses }: { app: string; uses: Use[] }) {
  const { t } = useTranslation("uses");
  return (
    <ul className={styles.uses}>
      {uses.map((use, at) => {
        const place = placeOfUse(app, use);
        const words = use.kind === "grant" ? use.where.replace(/^grant /, "") : use.where;
        return (
          <li key={at}>
            <Tag color={use.breaking ? "error" : undefined}>
              {t(`kind.${use.kind}`, { defaultValue: use.kind })}
            </Tag>
            {place ? (
              <a href={place} target="_blank" rel="noreferrer">
                {words}
              </a>
            ) : (
              <span>{words}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
