import type {EventHook} from './event-hooks-client.js'
import {showHook, type ShownHook} from './shown-hook.js'

/** Of one hook; Okta's own limit. */
export const mostTypes = 300

/** Hooks that are one to people: those that more event types than one may have were shared out over, or a single one. */
export interface HookSet {
  readonly name: string
  /** At least one. */
  readonly hooks: readonly EventHook[]
  /** How many there were to be: more than `hooks` has when some are not there. */
  readonly of: number
}

/** One hook of a set, before it is made. */
export interface HookPart {
  readonly name: string
  readonly types: readonly string[]
}

/** A set as commands print it under `--json`: a single hook as it is; of several the first one's id leads to all of them. */
export type ShownHookSet = ShownHook & {readonly parts?: readonly ShownHook[]}

const numbered = /^(.+) \([1-9]\d? of ([2-9]|[1-9]\d)\)$/su

/** Shares event types out over as few hooks as can have them, evenly; several are numbered, `deck (1 of 2)`. */
export function partsOf({name, types}: HookPart): readonly HookPart[] {
  const count = Math.max(1, Math.ceil(types.length / mostTypes))
  if (count === 1) return [{name, types}]
  const each = Math.ceil(types.length / count)
  return Array.from({length: count}, (_, index) => ({
    name: `${name} (${index + 1} of ${count})`,
    types: types.slice(index * each, (index + 1) * each),
  }))
}

/** The name of the set that a hook of that name would belong to; its own for one that is not numbered. */
export function setName(name: string): string {
  return numbered.exec(name)?.[1] ?? name
}

/** Hooks in the order they came, those together that belong together: numbered out of as many, and with one address. */
export function hookSets(hooks: readonly EventHook[]): readonly HookSet[] {
  const sets = new Map<string, HookSet>()
  for (const hook of hooks) {
    const [, name, of] = numbered.exec(hook.name) ?? []
    // Without a number it is a set of its own, also when another one has its name.
    const mark = name === undefined ? hook.id : JSON.stringify([name, of, hook.url])
    const set = sets.get(mark) ?? {name: name ?? hook.name, hooks: [], of: Number(of ?? 1)}
    sets.set(mark, {...set, hooks: [...set.hooks, hook]})
  }
  return [...sets.values()]
}

export function showHookSet({name, hooks}: HookSet): ShownHookSet {
  const parts = hooks.map(showHook)
  const [first] = parts
  if (first === undefined) throw new Error('a set of no hooks')
  if (parts.length === 1) return first
  return {
    ...first,
    name,
    status: parts.every(({status}) => status === 'ACTIVE') ? 'ACTIVE' : 'INACTIVE',
    verified: parts.every(({verified}) => verified),
    types: parts.flatMap(({types}) => types),
    parts,
  }
}
