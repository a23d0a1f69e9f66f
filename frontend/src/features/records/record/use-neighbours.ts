import { useNavigate } from "react-router";
import { useRecordPlace } from "./place";

type Go = (() => void) | null;

/** The records before and after this one in the list as it stands; null at its ends and outside of it. */
export function useNeighbours(id: string): { previous: Go; next: Go } {
  const { app, form, source, search } = useRecordPlace();
  const navigate = useNavigate();
  const at = source.indexOf(id);
  const to = (place: number): Go => {
    if (at < 0 || place < 0 || place >= source.length) return null;
    const row = source.row(place);
    if (!row) {
      source.ensure(place, place);
      return null;
    }
    return () => void navigate(`/apps/${app}/forms/${form}/records/${row.id}${search}`, { replace: true });
  };
  return { previous: to(at - 1), next: to(at + 1) };
}
