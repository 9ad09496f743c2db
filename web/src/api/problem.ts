// What went wrong with a request, in the form of RFC 9457.

export interface FieldError {
  field: string;
  detail: string;
}

/** The code of what was not refused but is no longer to be done: nobody needs to be told. */
export const TAKEN_BACK = "taken-back";

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly requestId = "",
    readonly errors: FieldError[] = [],
    readonly retryAfter = 0,
  ) {
    super(detail || code);
  }

  /** What was refused is kept in the tray: whoever shows this need not offer another try. */
  kept = false;

  /** Nobody answered: the line is down, or the server is. */
  get unreached(): boolean {
    return this.status === 0 && this.code === "unreached";
  }

  /** The same request may well succeed a moment later. */
  get passing(): boolean {
    return this.unreached || this.status === 429 || this.status === 502 || this.status === 503 || this.status === 504;
  }

  /** The sentence for one field of a form, if there is one. */
  of(field: string): string {
    return this.errors.find((e) => e.field === field || e.field.endsWith("." + field))?.detail ?? "";
  }
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(0, "unreached", error instanceof Error ? error.message : String(error));
}

export async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as Partial<Problem> & { title?: string };
  return new Problem(
    response.status,
    body.code ?? String(response.status),
    body.detail ?? body.title ?? response.statusText,
    body.requestId ?? response.headers.get("X-Request-Id") ?? "",
    body.errors ?? [],
    Number(response.headers.get("Retry-After")) || 0,
  );
}
