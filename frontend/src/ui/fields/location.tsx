/** A point with a label: the device's own position, or one picked on a plain map. */
import { MapPin } from "lucide-react";
import type { LocationField } from "@/lib/form-runtime/definition";
import { spotOf, spotText } from "./geo";
import styles from "./places.module.css";
import type { DisplayProps, FieldWidget } from "./types";

function LocationDisplay({ value, compact }: DisplayProps<LocationField>) {
  const spot = spotOf(value);
  if (!spot) return <>{String(value)}</>;
  const degrees = spotText({ ...spot, label: "" });
  return (
    <span className={styles.spot} title={degrees}>
      <MapPin size={14} aria-hidden />
      {spot.label && <span>{spot.label}</span>}
      {!(compact && spot.label) && <span className={styles.degrees}>{degrees}</span>}
    </span>
  );
}

export const locationWidget: FieldWidget<LocationField> = { Display: LocationDisplay };
