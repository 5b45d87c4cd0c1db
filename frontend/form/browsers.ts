// Browsers inside other apps, and browsers that fetch pages through their maker's computers: both may read what is
// typed. They are known by the name they give themselves; one that hides its name is not found.

const INSIDE =
  /FBAN|FBAV|FB_IAB|Instagram|Twitter|TikTok|musical_ly|Bytedance|Snapchat|Pinterest|LinkedInApp|WhatsApp|Telegram|MicroMessenger|Line\/|Viber|GSA\/|; wv\)|Threads|imo\//i;
const PROXY = /Opera Mini|OPiOS|UCBrowser|UCWEB|UC Browser|Puffin|Silk\/|MQQBrowser|Phoenix\/|SkyFire|Nokia.*Xpress/i;

export type Warning = "inside" | "proxy";

export function warnings(agent: string, names: object): Warning[] {
  const found: Warning[] = [];
  if (INSIDE.test(agent) || "TelegramWebviewProxy" in names || "ReactNativeWebView" in names) found.push("inside");
  if (PROXY.test(agent)) found.push("proxy");
  return found;
}
