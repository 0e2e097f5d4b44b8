/** What a secret may be called here: it becomes the name of a file. */
export function isSecretName(name: string): boolean {
  return /^[A-Za-z0-9](?:[A-Za-z0-9._@-]{0,98}[A-Za-z0-9_-])?$/.test(name)
}
