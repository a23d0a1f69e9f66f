import styles from "./kbd.module.css";

/** One key of the keyboard, written as it stands on it. */
export function Kbd({ children }: { children: string }) {
  return <kbd className={styles.kbd}>{children}</kbd>;
}
