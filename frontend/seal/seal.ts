// What a page imports to seal and to open: the same formats as gawah/envelope, described in docs/formats/sealed.md.

export * as age from "./age";
export * as bytes from "./bytes";
export * as code from "./code";
export * as manifest from "./manifest";
export * as messages from "./messages";
export * as padding from "./padding";
export * as parts from "./parts";
export * as report from "./report";
export * as work from "./work";
export { Refused } from "./refused";
