/** Whether a URL's host (as `URL.hostname` gives it) can only be this machine. */
export function isLoopbackHost(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\]|::1)$/i.test(hostname)
}
