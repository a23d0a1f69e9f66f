import { Dropdown } from "antd";
import { LogOut, Moon, UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { chooseAppearance, useAppearance, type Appearance } from "@/lib/appearance";
import { useMe, useSignOut } from "@/lib/queries/session";
import { PersonAvatar } from "@/ui/person-avatar";
import styles from "./shell.module.css";

export function UserMenu() {
  const { t } = useTranslation("shell");
  const me = useMe();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const { chosen } = useAppearance();
  const looks: Appearance[] = ["light", "dark", "system"];
  return (
    <Dropdown
      trigger={["click"]}
      placement="bottomRight"
      menu={{
        selectable: true,
        selectedKeys: [chosen],
        items: [
          { key: "me", label: t("nav.me"), icon: <UserRound size={16} /> },
          {
            key: "appearance",
            label: t("appearance.label"),
            icon: <Moon size={16} />,
            children: looks.map((look) => ({
              key: look,
              label: t(`appearance.${look}`),
              onClick: () => chooseAppearance(look),
            })),
          },
          { type: "divider" },
          { key: "out", label: t("sign_out"), icon: <LogOut size={16} /> },
        ],
        onClick: ({ key }) => {
          if (key === "me") void navigate("/me");
          if (key === "out") signOut.mutate();
        },
      }}
    >
      <button type="button" className={styles.user}>
        <PersonAvatar id={me.id} name={me.name} />
        <span>{me.name}</span>
        <span className="dg-sr-only">{t("user_menu")}</span>
      </button>
    </Dropdown>
  );
}
