/** One line of a searchable list: what is shown, what is searched besides it, and what choosing it gives. */
export interface Choice<T> {
  readonly label: string
  readonly keywords?: readonly string[]
  readonly value: T
}

export interface TextOptions {
  readonly fallback?: string
  /** True, or why the answer will not do. */
  readonly validate?: (answer: string) => true | string
}

/** Somebody who can be asked: the person at the terminal, drawn on stderr. Ctrl-C throws ExitPromptError. */
export interface Asker {
  readonly search: <T>(message: string, choices: readonly Choice<T>[]) => Promise<T>
  readonly text: (message: string, options?: TextOptions) => Promise<string>
  /** Nothing of what is typed is shown, nor how long it is. */
  readonly secret: (message: string, options?: Pick<TextOptions, 'validate'>) => Promise<string>
  readonly confirm: (message: string, fallback: boolean) => Promise<boolean>
}
