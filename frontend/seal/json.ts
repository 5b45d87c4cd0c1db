// The one JSON form of what is sealed, and the shapes it may have: the same as gawah/envelope/canonical.py.

import { text, utf8, type Bytes } from "./bytes";
import { Refused } from "./refused";

export type Check = (value: unknown) => boolean;

export const matching = (pattern: RegExp): Check => (value) => typeof value === "string" && pattern.test(value);
export const HASH = matching(/^[0-9a-f]{64}$/);
export const ID = matching(/^[0-9a-f]{20}$/);
export const LANGUAGE = matching(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/);
export const isName = (name: string): boolean => /^[a-z][a-z0-9_]{0,63}$/.test(name);

export const string: Check = (value) => typeof value === "string";
export const boolean: Check = (value) => typeof value === "boolean";
export const exactly = (...values: unknown[]): Check => (value) => values.includes(value);
export const either = (...checks: Check[]): Check => (value) => checks.some((check) => check(value));

/** Between so many and so many characters (code points). */
export const sized = (least: number, most: number): Check => (value) => {
  if (typeof value !== "string") return false;
  const length = Array.from(value).length;
  return length >= least && length <= most;
};

export const whole = (least: number, most: number): Check => (value) =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
export const COUNT = whole(1, 2 ** 31 - 1);

export const list = (each: Check, most = Infinity): Check => (value) =>
  Array.isArray(value) && value.length <= most && value.every(each);

/** An object whose keys are names of fields or uses. */
export const named = (each: Check): Check => (value) =>
  isObject(value) && Object.entries(value).every(([name, held]) => isName(name) && each(held));

/** An object with exactly these fields. */
export const fields = (shape: Record<string, Check>): Check => (value) =>
  isObject(value) &&
  Object.keys(value).length === Object.keys(shape).length &&
  Object.entries(shape).every(([name, check]) => Object.keys(value).includes(name) && check(value[name]));

/** Canonical bytes of a value that has its shape. */
export function encoded(value: unknown, check: Check, what: string): Bytes {
  if (!check(value)) throw wrong(what);
  return utf8(canonical(value));
}

/** The value of canonical bytes that have the shape; refused otherwise. */
export function decoded<Value>(bytes: Uint8Array, check: Check, what: string): Value {
  let value: unknown;
  let given: string;
  try {
    given = text(bytes);
    value = JSON.parse(given);
  } catch {
    throw wrong(what);
  }
  if (!check(value) || canonical(value) !== given) throw wrong(what);
  return value as Value;
}

/** Text without lone surrogates, which are no characters and no UTF-8. */
export const wellFormed = (given: string): string => given.replace(/\p{Surrogate}/gu, "\ufffd");

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (isObject(value)) {
    const entries = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
    return `{${entries.join(",")}}`;
  }
  return JSON.stringify(typeof value === "string" ? wellFormed(value) : value);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const wrong = (what: string) => new Refused("malformed", `The ${what} is not of its form.`);
