/** Is it an address that a receiver may make a link of? Visible ASCII without what ends a link in mrkdwn or HTML. */
export function isWebAddress(url: string): boolean {
  return /^https?:\/\/[!#-;=?-_a-~]+$/.test(url);
}
