// What a page imports to seal and to open: the same formats as gawah/envelope, described in docs/formats/sealed.md.

export * as age from "./age";
export * as bytes from "./bytes";
export * as padding from "./padding";
export { Refused } from "./refused";
