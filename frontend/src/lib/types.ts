/** The shapes of docs/api.md, written by hand; `npm run types` makes the generated ones from a running server. */
export type Locale = "zh-CN" | "en";
export type Label = string | Partial<Record<Locale, string>>;

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Named {
  id: string;
  name: string;
}

export interface Person {
  id: string;
  name: string;
  email: string;
  phone: string | null;
  locale: Locale;
  timezone: string;
  department: Named | null;
  is_admin: boolean;
  /** A customer or a partner: sees what roles give and knows no colleagues. */
  outside: boolean;
  must_change_password: boolean;
  /** A second factor must be set up before anything else. */
  must_enrol: boolean;
  confirms_by: "code" | "password" | "nothing";
}

export interface Me {
  person: Person;
  version: string;
}

export interface Session {
  id: string;
  created_at: string;
  last_seen_at: string;
  ip: string | null;
  user_agent: string | null;
  method: "password" | "link" | "oidc";
  proved: boolean;
  current: boolean;
}

export interface ApiToken {
  id: string;
  name: string;
  apps: string[] | null;
  ops: TokenOp[];
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
  prefix: string;
}

export interface PersonRow {
  id: string;
  email: string;
  name: string;
  phone: string | null;
  department_id: string | null;
  department: Named | null;
  supervisor_id: string | null;
  supervisor: Named | null;
  is_admin: boolean;
  outside: boolean;
  active: boolean;
  must_change_password: boolean;
  /** Came with the demo data of an app. */
  demo: boolean;
  /** False: has no password until an administrator resets it. */
  can_sign_in: boolean;
  /** Their data was erased, for good. */
  erased: boolean;
  created_at: string;
  version: number;
}

export interface Department {
  id: string;
  name: string;
  parent_id: string | null;
  head_id: string | null;
  position: number;
  members: number;
}

export interface Group {
  id: string;
  name: string;
  members: Named[];
}

export interface Directory {
  people: { id: string; name: string; department: string | null; outside?: boolean }[];
  departments: { id: string; name: string; parent_id: string | null }[];
  groups: Named[];
}

export interface AuditEntry {
  seq: number;
  at: string;
  actor: Named | null;
  action: string;
  target: string;
  app: string | null;
  ip: string;
  user_agent: string;
  detail: Record<string, unknown>;
}

export type TokenOp = Exclude<Op, "lock"> | "design" | "admin";
export type Op = "create" | "read" | "update" | "delete" | "export" | "import" | "lock";

export interface AppCard {
  key: string;
  label: Label;
  icon: string | null;
  color: string | null;
  description: Label | null;
  can_design: boolean;
  forms: number;
  version: number;
  deleted_at?: string | null;
  /** Of an app in the bin. */
  deleted_by?: string | null;
  until?: string;
}

export interface FormCard {
  key: string;
  label: Label;
  icon: string | null;
  version: number;
  dirty: boolean;
  records?: number | null;
  deleted: boolean;
  ops: Op[];
}

/** Whom an entry is shown to: people with one of the roles who fulfil the condition over `user`. */
export interface Audience {
  roles?: string[];
  when?: string;
}
/** For which roles the app opens with this entry; `*` is everybody. */
interface NavPlace extends Audience {
  label?: Label;
  icon?: string;
  home?: string[];
}
export type Nav =
  | (Audience & { group: Label; items: Nav[]; icon?: string })
  | (NavPlace & { form: string; view?: string })
  | (NavPlace & { dashboard: string })
  | (NavPlace & { page: string })
  | (Audience & { link: string; label: Label; icon?: string });

/** `stopped`: nobody goes on with it. */
export interface Loading {
  state: "running" | "stopped";
  done: number;
  total: number;
  since: string;
}

export interface App {
  key: string;
  label: Label;
  icon: string | null;
  color: string | null;
  description: Label | null;
  can_design: boolean;
  navigation: Nav[];
  forms: FormCard[];
  roles_of_me: string[];
  /** An owner's acts: builders, uninstalling. */
  can_manage: boolean;
  /** What belongs to modules that are switched off. */
  closed: { forms: string[]; dashboards: string[]; pages: string[] };
  /** Rows of its package that are not all there yet; null when they are. */
  loading?: Loading | null | undefined;
  version: number;
}

export type PrincipalKind = "person" | "department" | "group";

export interface Member {
  kind: PrincipalKind;
  id: string;
  name: string;
}

export interface Role {
  key: string;
  label: Label;
  builtin: boolean;
  members: Member[];
}

export type RowScope = "none" | "own" | "department" | "department_tree" | "all" | "formula";

export interface Grant {
  id: string;
  to: string[];
  form: string;
  ops: Op[];
  rows: RowScope;
  formula?: string;
  read: string[];
  write: string[];
  /** Encrypted fields to be seen whole. */
  reveal?: string[];
  /** Flows whose own button may be pressed by who may only read. */
  press?: string[];
  set?: Record<string, unknown>;
  check?: string;
  aggregate: boolean;
}

export interface Roles {
  roles: Role[];
  grants: Grant[];
  revision: number;
}

export interface Builder {
  person_id: string;
  level: "owner" | "designer";
}

export interface Job<Result = unknown> {
  id: string;
  kind: string;
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  done: number;
  total: number | null;
  message: string | null;
  result: Result | null;
  created_at: string;
}
