/** Numbers by their decimal digits, exactly as they are written: lists show thousands, and need no library for it. */

interface Digits {
  minus: boolean;
  /** Without leading zeros; "" is zero. */
  whole: string;
  fraction: string;
}

function digitsOf(value: number): Digits {
  const [mantissa = "", exponent = "0"] = String(Math.abs(value)).split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const at = whole.length + Number(exponent);
  const all = `${"0".repeat(Math.max(0, -at))}${whole}${fraction}`.padEnd(Math.max(0, at), "0");
  const cut = Math.max(0, at);
  return { minus: value < 0, whole: all.slice(0, cut).replace(/^0+/, ""), fraction: all.slice(cut) };
}

/** `text` plus one in its last digit; longer by a digit when all were nines. */
function plusOne(text: string): string {
  const nines = /9*$/.exec(text)![0].length;
  const rest = text.slice(0, text.length - nines);
  const raised = rest ? `${rest.slice(0, -1)}${Number(rest.at(-1)) + 1}` : "1";
  return raised + "0".repeat(nines);
}

/** Without exponents; `decimals` rounds half away from zero, null keeps all of them. */
export function fixed(value: number, decimals: number | null): string {
  if (!Number.isFinite(value)) return String(value);
  const { minus, whole, fraction } = digitsOf(value);
  const sign = minus ? "-" : "";
  const places = decimals ?? fraction.replace(/0+$/, "").length;
  const kept = whole + fraction.slice(0, places).padEnd(places, "0");
  const rounded = (fraction[places] ?? "0") >= "5" ? plusOne(kept) : kept;
  const full = rounded.padStart(places + 1, "0");
  const cut = full.length - places;
  return `${sign}${full.slice(0, cut)}${places ? `.${full.slice(cut)}` : ""}`;
}

/** The number with its decimal point so many places to the right. */
export const moved = (value: number, places: number): number => {
  const [mantissa = "", exponent = "0"] = String(value).split("e");
  return Number(`${mantissa}e${Number(exponent) + places}`);
};
