/** `8 business hours` as its parts and back. */

export const UNITS = ["minute", "hour", "day", "week"] as const;
export type Unit = (typeof UNITS)[number];

export interface Duration {
  amount: number;
  unit: Unit;
  business: boolean;
}

export function parseDuration(text: string): Duration | null {
  const found = /^(\d{1,6}(?:\.\d{1,2})?) (business )?(minute|hour|day|week)s?$/.exec(text.trim());
  return found ? { amount: Number(found[1]), unit: found[3] as Unit, business: !!found[2] } : null;
}

export function durationText({ amount, unit, business }: Duration): string {
  const working = business && unit !== "week" ? "business " : "";
  return `${amount} ${working}${unit}${amount === 1 ? "" : "s"}`;
}
