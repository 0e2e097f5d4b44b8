/** Whether a body is a web page: what a proxy, or the sign-in page of a network, sends instead of an API. */
export function isWebPage(body: Buffer): boolean {
  return /^\uFEFF?\s*<(?:!doctype|html|head|body|!--|\?xml)/i.test(body.toString('utf8', 0, 1000))
}
