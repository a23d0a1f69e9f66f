import type { HTMLAttributes } from "react";

type Props = Omit<HTMLAttributes<HTMLElement>, "role" | "tabIndex" | "aria-label"> & {
  /** What is in it, for those who hear the page. */
  label: string;
  as?: "div" | "pre";
};

/** What is wider or longer than its place and scrolls in itself (tables, drawings, code): by keyboard too. */
export function ScrollRegion({ label, as: Box = "div", ...rest }: Props) {
  return <Box role="region" aria-label={label} tabIndex={0} {...rest} />;
}
