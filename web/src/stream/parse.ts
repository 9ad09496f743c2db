/** The text/event-stream format, fed in pieces of any size. */
export function eventParser(take: (event: string, data: string, id: string | undefined) => void): (piece: string) => void {
  let rest = "";
  let event = "";
  let data: string[] = [];
  let id: string | undefined;
  return (piece) => {
    rest += piece;
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (data.length > 0) take(event || "message", data.join("\n"), id);
        event = "";
        data = [];
        id = undefined;
        continue;
      }
      const colon = line.indexOf(":");
      if (colon === 0) continue;
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (field === "event") event = value;
      else if (field === "data") data.push(value);
      else if (field === "id") id = value;
    }
  };
}
