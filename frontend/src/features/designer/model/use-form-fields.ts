/** The fields of a form of this app: those of the draft at hand, or as published. */
import type { Field } from "@/lib/form-runtime/definition";
import { useFormRuntime } from "@/lib/queries/form-runtime";
import { useDesigner } from "./context";

export function useFormFields(key: string | null | undefined): Field[] {
  const { app, form, definition } = useDesigner();
  const other = key && key !== form ? key : "";
  const runtime = useFormRuntime(other ? app : "", other);
  return key === form ? definition.fields : (other && runtime.data?.definition.fields) || [];
}
