/** What a form needs of its surroundings: the server behind its widgets, the person, the zone, the clock.
 * `user` is what the server says formulas see (roles and departments included); a draft knows only the person. */
import { useMemo } from "react";
import type { Field } from "@/lib/form-runtime/definition";
import type { EngineContext } from "@/lib/form-runtime/engine-types";
import { useMe } from "@/lib/queries/session";
import { apiServices } from "@/ui/fields/api-services";
import type { FieldServices } from "@/ui/fields/services";

export function useFormSurroundings(
  app: string,
  form: string,
  fields: Field[],
  user?: Record<string, unknown>,
): { services: FieldServices; context: EngineContext } {
  const me = useMe();
  return useMemo(
    () => ({
      services: apiServices(app, form, me.timezone, fields),
      context: {
        user: user ?? {
          id: me.id,
          name: me.name,
          email: me.email,
          department: me.department?.id ?? null,
        },
        zone: me.timezone,
        now: () => new Date(),
      },
    }),
    [app, form, fields, me.id, me.name, me.email, me.department?.id, me.timezone, user],
  );
}
