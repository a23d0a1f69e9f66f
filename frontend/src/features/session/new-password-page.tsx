import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api } from "@/lib/api";
import { usePageTitle } from "@/lib/page-title";
import { problemText } from "@/lib/problem-text";
import { SESSION } from "@/lib/queries/session";
import { ChosenPassword, useChosenPassword } from "./chosen-password";
import { Entrance } from "./entrance";
import { EntranceField } from "./entrance-field";
import { EntranceForm } from "./entrance-form";

/** The first sign-in with a password somebody else made: nothing else opens before an own one is set. */
export function NewPasswordPage() {
  const { t } = useTranslation("session");
  usePageTitle(t("new_password"));
  const client = useQueryClient();
  const navigate = useNavigate();
  const [old, setOld] = useState("");
  const chosen = useChosenPassword();
  const change = useMutation({
    mutationFn: (next: string) => api.post("/me/password", { old, new: next }),
    onSuccess: async () => {
      await client.refetchQueries({ queryKey: SESSION });
      await navigate("/", { replace: true });
    },
  });
  return (
    <Entrance title={t("new_password")} text={t("new_password_text")}>
      <EntranceForm
        problem={chosen.differ ? t("differ") : change.error && problemText(change.error)}
        action={t("save_password")}
        busy={change.isPending}
        onSubmit={() => chosen.take(change.mutate)}
      >
        <EntranceField
          label={t("old_password")}
          type="password"
          autoComplete="current-password"
          required
          autoFocus
          value={old}
          onChange={(event) => setOld(event.target.value)}
        />
        <ChosenPassword chosen={chosen} />
      </EntranceForm>
    </Entrance>
  );
}
