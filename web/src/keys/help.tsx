// "?": the keys that work here, out of the registry that binds them.

import { signal } from "@preact/signals";
import { Button } from "../kit/button";
import { Dialog } from "../kit/dialog";
import { t } from "../text/text";
import { caps, registered, setSingleKeys, singleKeys } from "./keys";

const open = signal(false);

export function toggleHelp(): void {
  open.value = !open.value;
}

export function HelpHost() {
  if (!open.value) return null;
  const groups = new Map<string, Map<string, string>>();
  for (const command of registered.value) {
    if (command.hidden) continue;
    const group = groups.get(command.group) ?? new Map<string, string>();
    group.set(command.keys, command.words);
    groups.set(command.group, group);
  }
  const close = () => {
    open.value = false;
  };
  return (
    <Dialog title={t("keys.title")} onClose={close} footer={<Button autofocus onClick={close}>{t("close")}</Button>}>
      {[...groups].map(([group, list]) => (
        <section key={group} class="keylist">
          <h3>{group}</h3>
          <dl>
            {[...list].map(([keys, words]) => (
              <div key={keys}>
                <dt>{words}</dt>
                <dd>{caps(keys).map((cap, i) => <kbd key={i}>{cap}</kbd>)}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <label class="row">
        <input type="checkbox" checked={singleKeys.value} onChange={(e) => setSingleKeys(e.currentTarget.checked)} />
        {t("keys.single")}
      </label>
    </Dialog>
  );
}
