// What is kept in the browser beyond the page: changes that wait, those that
// were refused, and what was seen last. In IndexedDB; without it in
// localStorage as far as that goes; without either it lasts as long as the page.

export interface Row {
  id: string;
}
export type Store = "queue" | "tray" | "seen";

export interface Shelf {
  all<R extends Row>(store: Store): Promise<R[]>;
  get<R extends Row>(store: Store, id: string): Promise<R | undefined>;
  put<R extends Row>(store: Store, row: R): Promise<void>;
  remove(store: Store, id: string): Promise<void>;
  /** Reads and writes in one go: of several tabs that try, one sees what stood there before. */
  change<R extends Row>(store: Store, id: string, to: (row: R) => R | undefined): Promise<boolean>;
  clear(store: Store): Promise<void>;
}

const STORES: Store[] = ["queue", "tray", "seen"];

let opened: Promise<Shelf> | undefined;

export function openShelf(): Promise<Shelf> {
  return (opened ??= openBase().then(
    (base) => inBase(base),
    () => inStorage(storage()),
  ));
}

function openBase(): Promise<IDBDatabase> {
  return new Promise((done, failed) => {
    // Where storage is switched off even asking for it throws.
    const opening = indexedDB.open("kanvaro", 1);
    opening.onupgradeneeded = () => STORES.forEach((name) => opening.result.createObjectStore(name, { keyPath: "id" }));
    opening.onsuccess = () => {
      // Another page wants to change or delete it: that one goes first.
      opening.result.onversionchange = () => opening.result.close();
      done(opening.result);
    };
    opening.onerror = () => failed(opening.error);
    opening.onblocked = () => failed(new Error("blocked"));
  });
}

function inBase(base: IDBDatabase): Shelf {
  const run = <A>(store: Store, mode: IDBTransactionMode, work: (rows: IDBObjectStore, done: (answer: A) => void) => void): Promise<A> =>
    new Promise((done, failed) => {
      const tx = base.transaction(store, mode);
      let answer: A;
      tx.oncomplete = () => done(answer);
      tx.onabort = tx.onerror = () => failed(tx.error);
      work(tx.objectStore(store), (found) => (answer = found));
    });
  const asked = <A>(store: Store, mode: IDBTransactionMode, ask: (rows: IDBObjectStore) => IDBRequest) =>
    run<A>(store, mode, (rows, done) => {
      const request = ask(rows);
      request.onsuccess = () => done(request.result as A);
    });
  return {
    all: (store) => asked(store, "readonly", (rows) => rows.getAll()),
    get: (store, id) => asked(store, "readonly", (rows) => rows.get(id)),
    put: (store, row) => asked(store, "readwrite", (rows) => rows.put(row)),
    remove: (store, id) => asked(store, "readwrite", (rows) => rows.delete(id)),
    clear: (store) => asked(store, "readwrite", (rows) => rows.clear()),
    change: <R extends Row>(store: Store, id: string, to: (row: R) => R | undefined) =>
      run<boolean>(store, "readwrite", (rows, done) => {
        const request = rows.get(id);
        request.onsuccess = () => {
          const next = request.result === undefined ? undefined : to(request.result as R);
          if (next) rows.put(next);
          done(next !== undefined);
        };
      }),
  };
}

type Plain = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

function storage(): Plain {
  try {
    localStorage.setItem("kanvaro.shelf", "1");
    return localStorage;
  } catch {
    const rows = new Map<string, string>();
    return {
      getItem: (name) => rows.get(name) ?? null,
      setItem: (name, value) => void rows.set(name, value),
      removeItem: (name) => void rows.delete(name),
      key: (n) => [...rows.keys()][n] ?? null,
      get length() {
        return rows.size;
      },
    };
  }
}

/** What was seen last is not kept there: it would leave no room for what must be. */
export function inStorage(rows: Plain): Shelf {
  const name = (store: Store, id = "") => `kanvaro.shelf.${store}.${id}`;
  const names = (store: Store) => Array.from({ length: rows.length }, (_, n) => rows.key(n) ?? "").filter((one) => one.startsWith(name(store)));
  const read = <R>(at: string): R | undefined => JSON.parse(rows.getItem(at) ?? "null") ?? undefined;
  return {
    all: async <R>(store: Store) => names(store).map((at) => read<R>(at)).filter((row) => row !== undefined),
    get: async (store, id) => read(name(store, id)),
    put: async (store, row) => {
      if (store !== "seen") rows.setItem(name(store, row.id), JSON.stringify(row));
    },
    remove: async (store, id) => rows.removeItem(name(store, id)),
    clear: async (store) => names(store).forEach((at) => rows.removeItem(at)),
    change: async <R extends Row>(store: Store, id: string, to: (row: R) => R | undefined) => {
      const row = read<R>(name(store, id));
      const next = row && to(row);
      if (next) rows.setItem(name(store, id), JSON.stringify(next));
      return next !== undefined;
    },
  };
}
