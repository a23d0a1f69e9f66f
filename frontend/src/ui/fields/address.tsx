/** An address: `浙江省/杭州市/西湖区 文三路 1 号`, chosen and typed; or free text for other countries. */
import type { AddressField } from "@/lib/form-runtime/definition";
import type { FieldWidget } from "./types";

/** Region and the rest; what begins with no region keeps a blank before it. */
export function addressParts(value: unknown): { region: string; detail: string } {
  const text = typeof value === "string" ? value : "";
  const at = text.indexOf(" ");
  return at < 0 ? { region: text, detail: "" } : { region: text.slice(0, at), detail: text.slice(at + 1) };
}

export const addressText = (region: string, detail: string): string | null =>
  region || detail ? (detail ? `${region} ${detail}` : region) : null;

/** 北京市/北京市/朝阳区 reads as 北京市朝阳区. */
function spoken(value: string): string {
  const { region, detail } = addressParts(value);
  const names = region.split("/").filter((name, at, all) => name !== all[at - 1] && !name.includes("直辖县"));
  return `${names.join("")}${detail}`;
}

export const addressWidget: FieldWidget<AddressField> = {
  Display: ({ field, value }) => <>{field.style === "free" ? String(value) : spoken(String(value))}</>,
};
