import type { ReactNode } from "react";
import styles from "./drawer-footer.module.css";

/** The buttons below a drawer: at the right, on the phone as wide as it. */
export function DrawerFooter({ children }: { children: ReactNode }) {
  return <div className={styles.footer}>{children}</div>;
}
