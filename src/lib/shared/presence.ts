/** Names a file that a process keeps locked for as long as it lives; kept with what it has in hand. */
export interface PresenceMark {
  /** Its name in a folder that both sides know. */
  readonly file: string
  /** The file's number there: a copy of the folder has others. */
  readonly inode: string
  /** The boot of the kernel that keeps the lock; another kernel may not know of it. */
  readonly boot: string
}

/** What can be told of a process from here; `unseen` when nothing can. */
export type Sight = 'lives' | 'gone' | 'unseen'

/** A file that this process keeps locked. */
export interface Presence {
  readonly mark: PresenceMark
  /** Gives the lock up. `keep`: something names the file still, so that it must stay there to be found free. */
  readonly leave: (how?: {readonly keep: boolean}) => void
}

/** How processes see each other where process numbers do not reach (lib/store/presences.ts). */
export interface Presences {
  /** Makes and locks a file; undefined where that proves nothing, or fails: then others see as little as without it. */
  readonly announce: (file: string) => Presence | undefined
  /** Whether the process that named a file of `folder` lives. */
  readonly look: (folder: string, mark: PresenceMark) => Sight
  /** Removes what processes that are gone have left: files of those names, unless `isNeeded`, asked once they are known to be gone. */
  readonly sweep: (
    folder: string,
    isOurs: (name: string) => boolean,
    isNeeded: (name: string) => boolean,
  ) => void
}

/** Whether a value that was read from a file is a mark, of a file in the folder itself. */
export function isPresenceMark(value: unknown): value is PresenceMark {
  if (typeof value !== 'object' || value === null) return false
  const {file, inode, boot} = value as Readonly<Record<string, unknown>>
  return (
    typeof inode === 'string' && typeof boot === 'string' && typeof file === 'string' && !/[/\\\0]/.test(file)
  )
}
