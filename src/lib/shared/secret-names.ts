const secretive = /TOKEN|SECRET|PASS(WORD|WD|PHRASE)|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|CREDENTIAL|_AUTH$/i

/** Whether a variable of the environment is called as secrets are. */
export function isSecretName(name: string): boolean {
  return secretive.test(name)
}
