import { App, Input } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Question {
  title: string;
  text: ReactNode;
  action: string;
  /** When given, the person types it: for what really can't be undone. */
  type?: string;
  run: () => Promise<unknown>;
}

/** Only for acts without a way back; everything else deletes at once and offers undo. */
export function useConfirmDanger() {
  const { modal } = App.useApp();
  const { t } = useTranslation("common");
  return ({ title, text, action, type, run }: Question) => {
    const dialog = modal.confirm({
      title,
      icon: null,
      okText: action,
      cancelText: t("action.cancel"),
      autoFocusButton: "cancel",
      okButtonProps: { danger: true, type: "primary", disabled: type !== undefined },
      content: (
        <>
          <p>{text}</p>
          {type !== undefined && (
            <label style={{ display: "block", marginTop: 12 }}>
              {t("confirm.type", { word: type })}
              <Input
                onChange={(event) =>
                  dialog.update({
                    okButtonProps: { danger: true, type: "primary", disabled: event.target.value !== type },
                  })
                }
              />
            </label>
          )}
        </>
      ),
      onOk: run,
    });
  };
}
