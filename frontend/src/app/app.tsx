import { QueryClientProvider } from "@tanstack/react-query";
import { Suspense, useEffect } from "react";
import { createBrowserRouter, RouterProvider } from "react-router";
import { onSessionOver } from "@/lib/api";
import { queryClient } from "@/lib/query-client";
import { SESSION } from "@/lib/queries/session";
import { Splash } from "./splash";
import { routes } from "./routes";

const router = createBrowserRouter(routes);

export function App() {
  useEffect(() => {
    onSessionOver(() => {
      queryClient.setQueryData(SESSION, null);
    });
  }, []);
  return (
    <QueryClientProvider client={queryClient}>
      <Suspense fallback={<Splash />}>
        <RouterProvider router={router} />
      </Suspense>
    </QueryClientProvider>
  );
}
