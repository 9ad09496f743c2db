// Who else is here, for the head of a project and of a task. Where nobody is,
// which is often, nothing of it is even loaded.

import type { ComponentType } from "preact";
import { signal } from "@preact/signals";
import type { Id, TypedField } from "../api/types";
import { notAlone, useEditing, useLooking } from "./presence";

export interface Where {
  project: Id;
  task?: Id;
}
export interface Text {
  task: Id;
  field: TypedField;
}

type Views = { Faces: ComponentType<Where>; Typists: ComponentType<Text> };
const views = signal<Views | undefined>();
let asked = false;

function loaded(): Views | undefined {
  if (notAlone.value && !asked) {
    asked = true;
    import("./presence-view").then((module) => (views.value = module), () => (asked = false));
  }
  return views.value;
}

/** The faces of those who look at the same, and the word to them that this person does. */
export function Viewers({ project, task }: Where) {
  useLooking(project, task);
  const view = loaded();
  return view ? <view.Faces project={project} task={task} /> : null;
}

/**
 * "Lin is writing a comment": stands right above a text field and takes no room. With editing the same is told of this
 * person; each key is told by tellTyping.
 */
export function Typing({ task, field, editing = false }: Text & { editing?: boolean }) {
  useEditing(task, field, editing);
  const view = loaded();
  return view ? <view.Typists task={task} field={field} /> : null;
}
