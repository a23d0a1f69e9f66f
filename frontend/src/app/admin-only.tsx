import { Outlet } from "react-router";
import { useMe } from "@/lib/queries/session";
import { Forbidden } from "@/ui/not-found";

/** Pages of the office: others are told so, instead of a page whose every act is refused. */
export function AdminOnly() {
  return useMe().is_admin ? <Outlet /> : <Forbidden />;
}
