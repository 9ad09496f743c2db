// Cards travel to their new cell. Before the records change, the places of the
// cards on the page are remembered; a frame later each card that is elsewhere
// starts from where it was. Within a column by transform; from one column to
// another by a copy above the page, since columns clip.

const TRAVEL = 220;
const EASE = "cubic-bezier(0.3, 0, 0.1, 1)";

interface Was {
  rect: DOMRect;
  column: Element | null;
}

let board: HTMLElement | undefined;
let before: Map<string, Was> | undefined;
const starts = new Map<string, DOMRect>();

export function glideOn(element: HTMLElement): () => void {
  board = element;
  return () => {
    board = undefined;
    before = undefined;
  };
}

/** This card comes out of a hand: it starts there. */
export function startFrom(id: string, rect: DOMRect): void {
  starts.set(id, rect);
  remember();
}

export function remember(): void {
  if (!board || before || document.hidden || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  before = new Map();
  const edge = board.getBoundingClientRect();
  for (const card of cards(board)) {
    const rect = card.getBoundingClientRect();
    if (rect.bottom > edge.top && rect.top < edge.bottom) before.set(nameOf(card), { rect, column: card.closest("[data-cell]") });
  }
  requestAnimationFrame(play);
}

function play(): void {
  const was = before;
  before = undefined;
  if (!board || !was) return;
  for (const card of cards(board)) {
    const id = card.dataset.task!;
    const old = was.get(nameOf(card));
    const from = starts.get(id) ?? old?.rect;
    if (!from) continue;
    const to = card.getBoundingClientRect();
    const [x, y] = [from.left - to.left, from.top - to.top];
    if (Math.abs(x) < 1 && Math.abs(y) < 1) continue;
    if (starts.has(id) || card.closest("[data-cell]") !== old?.column) travelAbove(card, x, y, to);
    else card.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }], { duration: TRAVEL, easing: EASE });
  }
  starts.clear();
}

function travelAbove(card: HTMLElement, x: number, y: number, to: DOMRect): void {
  const copy = card.cloneNode(true) as HTMLElement;
  for (const name of ["data-task", "data-at", "data-index", "id", "tabindex", "aria-label"]) copy.removeAttribute(name);
  const box = document.createElement("div");
  box.className = "travelling";
  box.setAttribute("aria-hidden", "true");
  box.style.width = `${to.width}px`;
  box.style.left = `${to.left}px`;
  box.style.top = `${to.top}px`;
  box.append(copy);
  document.body.append(box);
  card.classList.add("arriving");
  const travel = box.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }], { duration: TRAVEL, easing: EASE });
  const arrive = () => {
    box.remove();
    card.classList.remove("arriving");
  };
  travel.onfinish = arrive;
  travel.oncancel = arrive;
}

function cards(root: HTMLElement): NodeListOf<HTMLElement> {
  return root.querySelectorAll<HTMLElement>("[data-task]");
}

/** A card may stand in several lanes: each goes its own way. */
function nameOf(card: HTMLElement): string {
  return `${card.dataset.task} ${card.dataset.lane}`;
}
