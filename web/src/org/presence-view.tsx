// What is seen of the presence of others: rings in their colour, a pencil where
// they write, and a line where two are at the same text.

import { isPhone } from "../kit/media";
import { Icon } from "../kit/icon";
import { firstName, initials } from "../kit/people";
import type { Presence } from "../api/types";
import { live } from "../text/en/live";
import { addTexts, t, type Message } from "../text/text";
import { memberById } from "./org";
import { typing, viewers } from "./presence";
import type { Text, Where } from "./viewers";

addTexts(live);

const MOST = 4;
const MOST_PHONE = 2;

export function Faces({ project, task }: Where) {
  const here = viewers({ project, task });
  if (here.length === 0) return null;
  const most = isPhone.value ? MOST_PHONE : MOST;
  const names = here.map((one) => memberById(one.member)?.name ?? t("people.former"));
  return (
    <div class="stack presence" role="group" aria-label={t("presence.here", { names: names.join(", ") })}>
      {here.slice(0, most).map((one) => <Face key={one.member} one={one} />)}
      {here.length > most && <span class="meta">{t("presence.more", { n: here.length - most })}</span>}
    </div>
  );
}

function Face({ one }: { one: Presence }) {
  const member = memberById(one.member);
  const name = member?.name ?? t("people.former");
  const words = one.doing === "viewing" ? name : t("presence.writes", { name });
  return (
    <span class="av here" data-hue={member?.hue ?? 1} role="img" aria-label={words} title={words}>
      {initials(name)}
      {one.doing !== "viewing" && <span class="pen"><Icon name="pencil" /></span>}
    </span>
  );
}

export function Typists({ task, field }: Text) {
  const them = typing(task, field, field === "comment" ? "typing" : "editing");
  const [a, b] = them.map((one) => firstName(memberById(one.member)?.name ?? t("people.former")));
  const hue = them[0] && memberById(them[0].member)?.hue;
  return (
    <div class="typing" role="status" data-hue={hue}>
      {a && <span dir="auto"><Icon name="pencil" small />{t(`typing.${field}` as Message, { n: them.length, a, b: b ?? "" })}</span>}
    </div>
  );
}
