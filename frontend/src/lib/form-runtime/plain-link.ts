/** `{id, title}` of an expanded link as the plain id a field holds. */
export function plainLink(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainLink);
  return value && typeof value === "object" && "title" in value && "id" in value
    ? (value as { id: unknown }).id
    : (value ?? null);
}
