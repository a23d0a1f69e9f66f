import { useTranslation } from "react-i18next";

/** The nouns acts begin with, for the filter. */
export const ACTION_GROUPS = [
  "session",
  "token",
  "person",
  "department",
  "group",
  "app",
  "form",
  "record",
  "import",
];

/** `person.create` in words; an act this page doesn't know keeps its name. */
export function useActionText(): (action: string) => string {
  const { t, i18n } = useTranslation("audit");
  return (action) => {
    const key = action.replace(".", "_");
    return i18n.exists(`act.${key}`, { ns: "audit" }) ? t(`act.${key}`) : action;
  };
}
