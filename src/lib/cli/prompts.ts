import type {Asker, Choice} from '../ports/asker.js'
import {visibleText} from '../shared/visible-text.js'

export type {Choice} from '../ports/asker.js'

/** Questions to the person at the terminal, drawn on stderr so that stdout stays data. Ctrl-C throws ExitPromptError. */
export type Prompts = Asker

/** Loads inquirer: the one expensive import of the shell, so only a question pays for it. */
export async function createPrompts(): Promise<Prompts> {
  const {default: inquirer} = await import('inquirer')
  const ask = inquirer.createPromptModule({output: process.stderr})
  return {
    search: async <T>(message: string, choices: readonly Choice<T>[]) => {
      const found = (term: string | undefined): readonly {name: string; value: number}[] =>
        matchingChoices(choices, term ?? '').map((choice) => ({
          name: visibleText(choice.label),
          value: choices.indexOf(choice),
        }))
      const {answer} = await ask<{answer: number}>([{type: 'search', name: 'answer', message, source: found}])
      const chosen = choices[answer]
      if (chosen === undefined) throw new RangeError(`the prompt answered with ${answer}`)
      return chosen.value
    },
    text: async (message, {fallback, validate} = {}) => {
      const {answer} = await ask<{answer: string}>([
        {
          type: 'input',
          name: 'answer',
          message,
          ...(fallback === undefined ? {} : {default: fallback}),
          ...(validate === undefined ? {} : {validate}),
        },
      ])
      return answer.trim()
    },
    secret: async (message, {validate} = {}) => {
      const {answer} = await ask<{answer: string}>([
        {type: 'password', name: 'answer', message, ...(validate === undefined ? {} : {validate})},
      ])
      return answer.trim()
    },
    confirm: async (message, fallback) => {
      const {answer} = await ask<{answer: boolean}>([
        {type: 'confirm', name: 'answer', message, default: fallback},
      ])
      return answer
    },
  }
}

/** The choices in which every word of `term` occurs, in their given order; names beginning with the term come first. */
export function matchingChoices<T>(choices: readonly Choice<T>[], term: string): readonly Choice<T>[] {
  const words = term.toLowerCase().split(/\s+/).filter(Boolean)
  const hits = choices.filter((choice) => {
    const text = [choice.label, ...(choice.keywords ?? [])].join(' ').toLowerCase()
    return words.every((word) => text.includes(word))
  })
  const startsWell = ({label}: Choice<T>): boolean => label.toLowerCase().startsWith(words[0] ?? '')
  return [...hits.filter(startsWell), ...hits.filter((choice) => !startsWell(choice))]
}
