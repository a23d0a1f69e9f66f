/** The one number box behind number, money and percent. */
import { InputNumber } from "antd";
import { formatNumber } from "@/lib/form-runtime/format";
import { useLabel } from "@/lib/i18n";
import type { Field } from "@/lib/form-runtime/definition";
import styles from "./fields.module.css";
import { controlOf, type InputProps } from "./types";

interface NumericProps extends Omit<InputProps, "field"> {
  field: Field;
  decimals: number;
  thousands: boolean;
  /** Without the zeros at its end. */
  trim?: boolean;
  prefix?: string;
  suffix?: string;
  /** It says its name itself: no label stands for it alone. */
  named?: boolean;
}

/** From so many decimals on nobody wants to see the zeros behind the last one. */
const MANY_DECIMALS = 6;

/** Full-width digits and signs as people type them with a Chinese keyboard. */
const plain = (text: string): string =>
  text
    .replace(/[０-９．－]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/。/g, ".")
    .replace(/[,，\s¥￥$%]/g, "");

export function NumericInput(props: NumericProps) {
  const label = useLabel();
  const { decimals, thousands, value, onChange } = props;
  return (
    <InputNumber<number>
      {...controlOf(props)}
      aria-label={props.named || props.compact ? props.label : undefined}
      className={styles.full}
      value={typeof value === "number" ? value : null}
      placeholder={label(props.field.placeholder)}
      controls={false}
      keyboard={false}
      precision={decimals}
      inputMode="decimal"
      prefix={props.prefix}
      suffix={props.suffix}
      formatter={(shown, { userTyping, input }) =>
        userTyping
          ? input
          : shown === undefined || `${shown}` === ""
            ? ""
            : formatNumber(
                Number(shown),
                props.trim || decimals >= MANY_DECIMALS ? null : decimals,
                thousands,
              )
      }
      parser={(text) => {
        const cleaned = plain(text ?? "");
        return (cleaned === "" ? null : Number(cleaned)) as number;
      }}
      onChange={onChange}
    />
  );
}
