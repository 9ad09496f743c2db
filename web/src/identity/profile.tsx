// The menu of the person at this screen: how things look, and the way out.

import { signal } from "@preact/signals";
import { openMenu } from "../kit/menu";
import type { Density, Theme } from "../api/types";
import { orgId } from "../org/org";
import { go, to } from "../routes";
import { t, type Message } from "../text/text";
import { changeMe, session, signOut } from "./session";

/** Whether the dialog for a new password is open; its code comes with it. */
export const passwordOpen = signal(false);

const THEMES: Theme[] = ["system", "light", "dark"];
const DENSITIES: Density[] = ["comfortable", "compact"];

export function openProfile(anchor: HTMLElement): void {
  const user = session.peek()?.user;
  if (!user) return;
  openMenu(anchor, t("profile"), [
    { caption: user.email },
    { caption: t("profile.theme") },
    ...THEMES.map((theme) => ({ label: t(`theme.${theme}` as Message), checked: user.theme === theme, radio: true, run: () => void changeMe({ theme }) })),
    "rule",
    { caption: t("profile.density") },
    ...DENSITIES.map((density) => ({ label: t(`density.${density}` as Message), checked: user.density === density, radio: true, run: () => void changeMe({ density }) })),
    "rule",
    { label: t("profile.open"), icon: "user", keys: "G U", run: () => go(to.me(orgId.peek())) },
    { label: t("profile.help"), icon: "circle-help", keys: "G H", run: () => go(to.help()) },
    { label: t("signout"), icon: "log-out", run: () => void signOut() },
  ]);
}
