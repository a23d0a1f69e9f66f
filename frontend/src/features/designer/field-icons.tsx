import {
  AlignLeft,
  AtSign,
  Building2,
  Calendar,
  CalendarClock,
  CircleDot,
  Hash,
  Link2,
  ListChecks,
  Mail,
  Paperclip,
  Percent,
  Phone,
  Rows3,
  ScanBarcode,
  Sigma,
  SquareCheck,
  Type,
  UserRound,
  Banknote,
  Globe,
  type LucideIcon,
} from "lucide-react";
import type { FieldType } from "@/lib/form-runtime/definition";

const ICONS: Record<FieldType, LucideIcon> = {
  text: Type,
  long_text: AlignLeft,
  number: Hash,
  money: Banknote,
  percent: Percent,
  boolean: SquareCheck,
  date: Calendar,
  datetime: CalendarClock,
  select: CircleDot,
  multi_select: ListChecks,
  phone: Phone,
  email: Mail,
  url: Globe,
  member: UserRound,
  department: Building2,
  link: Link2,
  formula: Sigma,
  series: ScanBarcode,
  attachment: Paperclip,
  subform: Rows3,
};

export function FieldIcon({ type, size = 16 }: { type: FieldType; size?: number }) {
  const Icon = ICONS[type] ?? AtSign;
  return <Icon size={size} aria-hidden />;
}
