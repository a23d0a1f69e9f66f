import { Navigate, Outlet, useLocation } from "react-router";
import { useSession } from "@/lib/queries/session";
import { ErrorState } from "@/ui/error-state";
import { ConfirmIdentity } from "@/features/session/confirm-identity";
import { Splash } from "./splash";

/** Lets only a signed-in person through; one with a first password, or without a demanded second factor, only to the
 * page that sets it. */
export function SignedIn() {
  const session = useSession();
  const place = useLocation();
  if (session.isPending) return <Splash />;
  if (session.isError) return <ErrorState error={session.error} onRetry={() => void session.refetch()} />;
  if (!session.data) {
    const next = place.pathname === "/" ? "" : `?next=${encodeURIComponent(place.pathname + place.search)}`;
    return <Navigate to={`/sign-in${next}`} replace />;
  }
  if (session.data.person.must_change_password && place.pathname !== "/new-password") {
    return <Navigate to="/new-password" replace />;
  }
  if (session.data.person.must_enrol && !FREE.has(place.pathname)) {
    return <Navigate to="/second-factor" replace />;
  }
  return (
    <>
      <Outlet />
      <ConfirmIdentity />
    </>
  );
}

const FREE = new Set(["/new-password", "/second-factor"]);
