// The star of a favourite: in the sidebar, on every device of the person.

import type { Id } from "../api/types";
import { Icon } from "../kit/icon";
import { t } from "../text/text";
import { type Favourite, isFavourite, toggleFavourite } from "./places";

export function Star({ kind, id, name }: { kind: Favourite["kind"]; id: Id; name: string }) {
  const on = isFavourite(kind, id);
  const label = t(on ? "favourite.remove" : "favourite.add");
  return (
    <button type="button" class={`btn quiet icon star${on ? " on" : ""}`} aria-pressed={on} aria-label={`${label}: ${name}`} title={label} onClick={() => toggleFavourite(kind, id)}>
      <Icon name="star" small />
    </button>
  );
}
