import type {PairFilter} from '../client/scim-filter.js'

/** What `scim probe` asks; each is documented by AWS nowhere, or differs between endpoints. */
export const probeQuestions = {
  generation: 'Are lists paged by cursor?',
  groupNameFound: 'Is a group found by its name in other capitals?',
  groupNameClash: 'Do two groups clash whose names differ in capitals only?',
  userNameFound: 'Is a user found by the userName in other capitals?',
  addLag: 'How long until a reader sees who was added?',
  addTwice: 'May somebody be added who is in?',
  members: 'Can the members of a group be listed?',
  pairFilter: 'How is "member" spelt in the filter for one pair?',
  mixedPatch: 'May one PATCH both remove and add?',
  removeLag: 'How long until a reader sees who was removed?',
  removeAbsent: 'May somebody be removed who is not in?',
  retryAfter: 'Does a 429 say when to come again?',
} as const

export type ProbeQuestion = keyof typeof probeQuestions

/** One question, settled or not. */
export interface ProbeAnswer {
  readonly question: ProbeQuestion
  /** `yes`, `no`, a spelling, a span; `unknown` where it could not be settled. */
  readonly answer: string
  /** What the endpoint did, in a few words. */
  readonly seen: string
}

/** What the answers mean for scim.yaml; what is undefined was not settled. */
export interface ProbedSettings {
  readonly mixedPatch?: boolean
  readonly pairFilter?: PairFilter
}

export interface ProbeFindings {
  readonly answers: readonly ProbeAnswer[]
  readonly settings: ProbedSettings
}
