/** The keys that work on the pages of the product. */
import { useTranslation } from "react-i18next";
import { Kbd } from "@/ui/kbd";
import styles from "./guide.module.css";

const KEYS: { group: string; keys: [string[], string][] }[] = [
  {
    group: "anywhere",
    keys: [
      [["?"], "help"],
      [["Esc"], "close"],
    ],
  },
  {
    group: "list",
    keys: [
      [["N"], "new"],
      [["/"], "search"],
      [["Ctrl", "F"], "find"],
      [["Ctrl", "C"], "copy"],
      [["Ctrl", "Z"], "undo"],
    ],
  },
  {
    group: "record",
    keys: [
      [["E"], "edit"],
      [["J"], "next"],
      [["K"], "previous"],
    ],
  },
  {
    group: "inbox",
    keys: [
      [["J", "K"], "walk"],
      [["A"], "agree"],
      [["R"], "refuse"],
    ],
  },
  {
    group: "design",
    keys: [
      [["Ctrl", "Z"], "undo"],
      [["Ctrl", "D"], "double"],
      [["Delete"], "remove"],
    ],
  },
];

export function Shortcuts() {
  const { t } = useTranslation("guide");
  return (
    <div className={styles.shortcuts}>
      {KEYS.map(({ group, keys }) => (
        <section key={group} aria-label={t(`keys.${group}`)}>
          <h4>{t(`keys.${group}`)}</h4>
          <dl>
            {keys.map(([caps, act]) => (
              <div key={act}>
                <dt>
                  {caps.map((cap) => (
                    <Kbd key={cap}>{cap}</Kbd>
                  ))}
                </dt>
                <dd>{t(`key.${act}`)}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
