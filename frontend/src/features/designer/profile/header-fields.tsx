/** The fields beside the title, each with its look. */
import { Button, Dropdown, Segmented } from "antd";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { HeaderField } from "@/lib/profile/types";
import { RemoveButton } from "@/ui/remove-button";
import { useDesigner } from "../model/context";
import { Ordered } from "./ordered";
import { useFieldOptions } from "./parts";
import styles from "./profile.module.css";

const MOST = 24;
const LOOKS = ["badge", "figure", "line"] as const;

export function HeaderFields({
  items,
  onChange,
}: {
  items: HeaderField[];
  onChange: (items: HeaderField[]) => void;
}) {
  const { t } = useTranslation("profiledesign");
  const { definition } = useDesigner();
  const options = useFieldOptions(definition, (field) => field.type !== "button" && field.type !== "subform");
  const nameOf = (item: HeaderField) =>
    options.find(({ value }) => value === item.field)?.label ?? item.field;
  const free = options.filter(({ value }) => items.every(({ field }) => field !== value));
  return (
    <>
      <Ordered items={items} idOf={({ field }) => field} nameOf={nameOf} onChange={onChange}>
        {(item) => (
          <div className={styles.lineHead}>
            <span className={styles.lineName}>{nameOf(item)}</span>
            <Segmented
              size="small"
              aria-label={t("look_of", { name: nameOf(item) })}
              value={item.look ?? "line"}
              options={LOOKS.map((look) => ({ value: look, label: t(`looks.${look}`) }))}
              onChange={(look) =>
                onChange(items.map((each) => (each.field === item.field ? { ...each, look } : each)))
              }
            />
            <RemoveButton
              label={t("remove_it", { name: nameOf(item) })}
              onClick={() => onChange(items.filter(({ field }) => field !== item.field))}
            />
          </div>
        )}
      </Ordered>
      {items.length < MOST && free.length > 0 && (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: free.map(({ value, label }) => ({ key: value, label })),
            className: styles.menu,
            onClick: ({ key }) => onChange([...items, { field: key, look: "line" }]),
          }}
        >
          <Button size="small" icon={<Plus size={14} />}>
            {t("add_field")}
          </Button>
        </Dropdown>
      )}
    </>
  );
}
