import { LayoutGrid } from "lucide-react";
import { ICONS } from "./icon-set";
import styles from "./app-icon.module.css";

/** The colours an app may carry; white on each keeps 4.5:1. The stored value is the name. */
export const APP_COLOURS: Record<string, string> = {
  azurite: "#22577a",
  blue: "#2459b3",
  teal: "#0f6b6b",
  green: "#2f6b4f",
  olive: "#5f6b1f",
  amber: "#8a5a00",
  timber: "#8a4b2a",
  red: "#a2352b",
  plum: "#7a2f5c",
  violet: "#5b4a8a",
  slate: "#4b5a66",
  ink: "#2b3238",
};

export function appColour(colour: string | null | undefined): string {
  if (colour && /^#[0-9a-f]{6}$/i.test(colour)) return colour;
  return APP_COLOURS[colour ?? ""] ?? "#22577a";
}

/** The colour that an app's pages carry; null: it has none of its own. */
export const appAccent = (colour: string | null | undefined): string | null =>
  colour ? appColour(colour) : null;

interface NamedProps {
  name: string | null | undefined;
  size?: number;
  /** Menus keep their distance from an icon by a class. */
  className?: string;
}

export function NamedIcon({ name, size = 16, className }: NamedProps) {
  const Icon = ICONS[name ?? ""] ?? LayoutGrid;
  return <Icon size={size} className={className} aria-hidden />;
}

interface Props {
  icon: string | null | undefined;
  color: string | null | undefined;
  size?: number;
  className?: string;
}

/** An app's tile: its icon in white on its colour. */
export function AppIcon({ icon, color, size = 40, className = "" }: Props) {
  return (
    <span
      className={`${styles.tile} ${className}`}
      style={{ width: size, height: size, background: appColour(color), borderRadius: Math.round(size / 4) }}
    >
      <NamedIcon name={icon} size={Math.round(size / 2)} />
    </span>
  );
}
