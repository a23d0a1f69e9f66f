import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EntranceField } from "./entrance-field";

/** A new password, typed twice; `take` gives it out when both are the same. */
export function useChosenPassword() {
  const [first, setFirst] = useState("");
  const [again, setAgain] = useState("");
  const [differ, setDiffer] = useState(false);
  const take = (send: (password: string) => void) => {
    setDiffer(first !== again);
    if (first === again) send(first);
  };
  return { first, setFirst, again, setAgain, differ, take };
}

interface Props {
  chosen: ReturnType<typeof useChosenPassword>;
  autoFocus?: boolean;
}

export function ChosenPassword({ chosen, autoFocus = false }: Props) {
  const { t } = useTranslation("session");
  return (
    <>
      <EntranceField
        label={t("password_new")}
        hint={t("password_rule")}
        type="password"
        autoComplete="new-password"
        required
        minLength={10}
        autoFocus={autoFocus}
        value={chosen.first}
        onChange={(event) => chosen.setFirst(event.target.value)}
      />
      <EntranceField
        label={t("password_again")}
        type="password"
        autoComplete="new-password"
        required
        invalid={chosen.differ}
        value={chosen.again}
        onChange={(event) => chosen.setAgain(event.target.value)}
      />
    </>
  );
}
