import type { ButtonHTMLAttributes } from "react";
import styles from "./plain-button.module.css";

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: "primary" | "default";
  busy?: boolean;
  block?: boolean;
}

/** A button without antd, for the pages that must appear before antd has travelled. */
export function PlainButton({ kind = "default", busy = false, block = false, className, ...rest }: Props) {
  const names = [
    styles.button,
    kind === "primary" ? styles.primary : "",
    block ? styles.block : "",
    className,
  ];
  return (
    <button
      type="button"
      {...rest}
      className={names.filter(Boolean).join(" ")}
      aria-busy={busy || undefined}
      disabled={rest.disabled || busy}
    />
  );
}
