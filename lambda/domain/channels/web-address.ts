/** May a receiver show this address as a link? It may contain only visible ASCII, and no character that ends a link in mrkdwn or HTML. */
export function isWebAddress(url: string): boolean {
  return /^https?:\/\/[!#-;=?-_a-~]+$/.test(url);
}
