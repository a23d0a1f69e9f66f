import { useTranslation } from "react-i18next";
import type { Issue } from "@/lib/form-runtime/issues";
import { useLabel } from "@/lib/i18n";

/** The sentence of an issue: its own words, or those of its code. */
export function useIssueText(): (issue: Issue) => string {
  const { t } = useTranslation("form");
  const label = useLabel();
  return (issue) => label(issue.message) || t(`issue.${issue.code}`, { ...issue.params });
}
