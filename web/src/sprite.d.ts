declare module "*.sprite" {
  const markup: string;
  export default markup;
}
declare module "*.css";
