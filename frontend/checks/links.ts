// What an address leads to, and what it makes a reader believe: the same as gawah/checks/links.py.

import { found, type Finding } from "./findings";
import { readHost, type Host } from "./hosts";
import { imitationOf, inLetters, scriptsOf, takenFor, isAscii } from "./letters";
import { imitated, letters } from "./tables";

const LONGEST = 8_192;
const DEFANGED: [RegExp, string][] = [
  [/\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)|\{dot\}|\[。\]/gi, "."],
  [/\[:\]/g, ":"],
  [/\[\/\]/g, "/"],
  [/\[:\/\/\]/g, "://"],
  [/\[@\]|\(@\)|\[at\]|\(at\)|\{at\}/gi, "@"],
  [/^(\s*)h(?:xx|\*\*|__|tt)p/i, "$1http"],
  [/^(\s*)fxp/i, "$1ftp"],
];
const PORTS = new Map([["http", "80"], ["https", "443"], ["ftp", "21"], ["ws", "80"], ["wss", "443"]]);
const INNOCENT = new Set(["mailto", "tel", "sms", "xmpp", "sip", "geo", "magnet", "urn"]);
const european = new Set(letters.european);
const together = new Set(letters.together);

/** An address taken apart: as gawah/checks/links.py has it. */
export interface Link {
  given: string; scheme: string; host: Host | undefined; userinfo: string; port: string; rest: string; email: string;
}

/** Host, port and rest: what is compared with the addresses of a list. */
export const addressOf = ({ host, port, rest }: Link): string => (host ? `${host.name}${port && `:${port}`}${rest}` : "");

/** Text with hxxp, [.] and the like as the address they stand for. */
export const refang = (text: string): string =>
  DEFANGED.reduce((plain, [pattern, meant]) => plain.replace(pattern, meant), text);

/** Take an address apart. Whatever cannot be read has no host. */
export function readLink(given: string): Link {
  const text = refang(Array.from(given).slice(0, LONGEST).join("")).replace(/[\t\r\n]/g, "").trim();
  const [scheme, after, named] = schemeOf(text);
  if (scheme === "mailto" || (!named && isEmail(after))) return mailbox(given, named ? after.split("?")[0]! : after);
  const none = { given, scheme, host: undefined, userinfo: "", port: "", rest: "/", email: "" };
  const usual = PORTS.get(scheme);
  if (usual === undefined) return none;
  const [authority, rest] = cut(after.replaceAll("\\", "/").replace(/^\/+/, ""));
  const at = authority.lastIndexOf("@");
  const [name, port] = portOf(authority.slice(at + 1), usual);
  return { ...none, host: readHost(name), userinfo: authority.slice(0, Math.max(at, 0)), port, rest };
}

function schemeOf(text: string): [scheme: string, rest: string, named: boolean] {
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):([^]*)$/.exec(text);
  if (!match) return ["http", text, false];
  const [scheme, rest] = [match[1]!.toLowerCase(), match[2]!];
  const known = PORTS.has(scheme) || INNOCENT.has(scheme);
  if (rest.startsWith("//") || known || !(scheme.includes(".") || /^[0-9]/.test(rest))) return [scheme, rest, true];
  return ["http", text, false];
}

function cut(rest: string): [string, string] {
  const at = rest.search(/[/?#]/);
  if (at < 0) return [rest, "/"];
  const tail = rest.slice(at).split("#")[0]!;
  return [rest.slice(0, at), tail.startsWith("/") ? tail : `/${tail}`];
}

function portOf(hostPort: string, usual: string): [string, string] {
  const match = /^([^]*):([0-9]{0,5})$/.exec(hostPort);
  if (!match) return [hostPort, ""];
  const port = match[2]!.replace(/^0+/, "");
  return [match[1]!, port === usual ? "" : port];
}

function isEmail(text: string): boolean {
  const at = text.lastIndexOf("@");
  return at > 0 && at < text.length - 1 && !/[/\s:?#]/.test(text);
}

function mailbox(given: string, text: string): Link {
  const plain = text.replace(/^[<> ]+|[<> ]+$/g, "");
  const at = plain.lastIndexOf("@");
  const host = readHost(plain.slice(at + 1));
  const email = host && at > 0 ? `${plain.slice(0, at).toLowerCase()}@${host.name}` : "";
  return { given, scheme: "mailto", host, userinfo: "", port: "", rest: "/", email };
}

/** Everything about one address; `where` is how it is called in findings. */
export function* inLink(given: string, where: string): Generator<Finding> {
  yield* inLetters(given, where);
  const { scheme, host, userinfo } = readLink(given);
  const web = PORTS.has(scheme);
  if (!web && !INNOCENT.has(scheme)) yield found("link.scheme", where, { scheme: `${scheme}:` });
  if (userinfo && host) yield found("link.userinfo", where, { host: host.name, userinfo });
  if (host) yield* inHost(host, where);
  else if (web) yield found("link.unreadable", where, { link: given });
}

/** What a host's name makes a reader believe. */
export function* inHost(host: Host, where: string): Generator<Finding> {
  if (host.trailingDot) yield found("link.trailing_dot", where, { host: host.given });
  if (host.number) {
    yield found("link.number", where, { host: host.given, number: host.name });
    return;
  }
  if (host.punycode) {
    yield found("link.punycode", where, { host: host.given, letters: host.name });
    yield* inLetters(host.name, where);
  }
  for (const label of host.labels) {
    const names = [...scriptsOf(label)].sort();
    const usual = names.every((name) => together.has(name)) || names.every((name) => european.has(name));
    if (names.length > 1 && !usual) yield found("letters.mixed", where, { scripts: names.join(", "), word: label });
  }
  yield* looksLike(host, where);
  yield* inFront(host, where);
}

function* looksLike({ labels }: Host, where: string): Generator<Finding> {
  const plain = isAscii(labels[labels.length - 1]!);
  for (const label of labels) {
    const meant = imitationOf(label);
    const looks = plain ? takenFor(label) : "";
    if (imitated.names.has(meant) && meant !== label) yield found("link.imitates", where, { label, name: meant });
    else if (looks) yield found("link.lookalike", where, { label, looks });
  }
}

function* inFront({ labels }: Host, where: string): Generator<Finding> {
  for (let at = 0; at < labels.length - 2; at += 1) {
    const [label, ending, ...after] = labels.slice(at) as [string, string, ...string[]];
    const country = after.length === 1 && Array.from(after[0]!).length === 2;
    if (imitated.names.has(label) && imitated.endings.has(ending) && !country) {
      yield found("link.in_front", where, { domain: after.join("."), name: `${label}.${ending}` });
    }
  }
}
