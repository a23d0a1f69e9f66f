import { useRouteError } from "react-router";
import { ApiProblem } from "@/lib/api";
import { ErrorState } from "@/ui/error-state";
import { Forbidden, NotFound } from "@/ui/not-found";

/** A page that failed to load or to draw. After a release an open tab misses old chunks: a reload mends it. */
export function RouteError() {
  const error = useRouteError();
  if (error instanceof ApiProblem && error.status === 404) return <NotFound />;
  if (error instanceof ApiProblem && error.status === 403) return <Forbidden />;
  return <ErrorState error={error} onRetry={() => window.location.reload()} />;
}
