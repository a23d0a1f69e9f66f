/** Buttons for the chosen rows of a list; more than two are folded into a menu. */
import { Button, Dropdown } from "antd";
import { MousePointerClick } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ButtonField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { ButtonSign } from "./button-face";

interface Props {
  buttons: ButtonField[];
  onPress: (button: ButtonField) => void;
}

export function PressMenu({ buttons, onPress }: Props) {
  const { t } = useTranslation("press");
  const label = useLabel();
  const name = (button: ButtonField) => label(button.label) || button.key;
  if (buttons.length <= 2)
    return buttons.map((button) => (
      <Button
        key={button.key}
        size="small"
        icon={<ButtonSign field={button} />}
        onClick={() => onPress(button)}
      >
        {name(button)}
      </Button>
    ));
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: buttons.map((button) => ({
          key: button.key,
          label: name(button),
          icon: <ButtonSign field={button} />,
        })),
        onClick: ({ key }) => {
          const button = buttons.find((one) => one.key === key);
          if (button) onPress(button);
        },
      }}
    >
      <Button size="small" icon={<MousePointerClick size={14} />}>
        {t("menu")}
      </Button>
    </Dropdown>
  );
}
