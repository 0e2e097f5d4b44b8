import fs from 'node:fs'
import path from 'node:path'
import {writeFileAtomic} from '../../shared/atomic-file.js'
import {OpsError, systemErrorCode} from '../../shared/errors.js'
import {shellWord} from '../../shared/shell-word.js'

/** What a folder of windows belongs to: the same words mean the same range at every run, however relative they are. */
export interface BackfillPlan {
  readonly orgUrl: string
  /** As they were written: `7d`, `now`. */
  readonly sinceText: string
  readonly untilText: string
  readonly windowMs: number
  /** What was asked of Okta and filtered here. */
  readonly filter: string | null
  /** What the words meant when it began, ISO 8601. */
  readonly since: string
  readonly until: string
}

const planName = 'backfill.json'

export function writePlan(folder: string, plan: BackfillPlan): void {
  writeFileAtomic(path.join(folder, planName), `${JSON.stringify(plan, undefined, 2)}\n`)
}

/**
 * The plan of a folder, which a re-run with the words of `fresh` goes on with; undefined when there is none yet.
 * @throws OpsError OPS_CHECKPOINT (refused) when the folder belongs to another backfill
 */
export function findPlan(folder: string, fresh: BackfillPlan): BackfillPlan | undefined {
  const found = readPlan(folder)
  if (found === undefined) return undefined
  const parts = ['orgUrl', 'sinceText', 'untilText', 'windowMs', 'filter'] as const
  const other = parts.find((part) => found[part] !== fresh[part])
  if (other === undefined) return found
  const names = {
    orgUrl: 'org',
    sinceText: '--since',
    untilText: '--until',
    windowMs: '--window',
    filter: 'filter',
  }
  throw new OpsError(
    'OPS_CHECKPOINT',
    `${folder} holds another backfill: its ${names[other]} is ${JSON.stringify(found[other])}, not ${JSON.stringify(fresh[other])}; use another folder`,
    {failure: 'refused', next: `ls ${shellWord(folder)}`},
  )
}

function readPlan(folder: string): BackfillPlan | undefined {
  const file = path.join(folder, planName)
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as BackfillPlan
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined
    throw new OpsError(
      'OPS_FILE_UNREADABLE',
      `${file}, which says what the windows beside it are, cannot be read: use another folder, or remove this one`,
      {next: `ls -l ${shellWord(folder)}`, cause: error},
    )
  }
}
