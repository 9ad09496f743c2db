declare module "*.sprite" {
  const markup: string;
  export default markup;
}
declare module "*.css" {
  /** Only as text: import … with { type: "text" }. */
  const sheet: string;
  export default sheet;
}
