/** May a receiver show this address as a link? Only visible ASCII is allowed, without characters that end a link in mrkdwn or HTML. */
export function isWebAddress(url: string): boolean {
  return /^https?:\/\/[!#-;=?-_a-~]+$/.test(url);
}
