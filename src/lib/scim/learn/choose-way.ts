import type {AwsDirectory} from '../../ports/aws-directory.js'

/** How Identity Center's side may be learnt; `auto` takes the cheaper way that can tell all. */
export type LearnWay = 'auto' | 'scim' | 'identity-store'

/** The SCIM endpoint, as far as choosing goes. */
export interface ScimSource extends AwsDirectory {
  /** `old`: lists are cut off at 50, and memberships cannot be read. */
  readonly generation: (options?: {readonly signal?: AbortSignal}) => Promise<'cursor' | 'old'>
}

/** Both ways; the Identity Store is opened only when it is taken. */
export interface AwsSources {
  readonly scim: ScimSource
  /** Undefined where scim.yaml names none. */
  readonly identityStore: (() => Promise<AwsDirectory>) | undefined
}

export interface ChosenWay {
  readonly directory: AwsDirectory
  /** In words, for `--explain`. */
  readonly why: string
}

/** The directory that Identity Center's side is read from. SCIM never takes more calls, so it is left only where it cannot tell all. */
export async function chooseWay(
  way: LearnWay,
  {scim, identityStore}: AwsSources,
  options: {readonly signal?: AbortSignal},
): Promise<ChosenWay> {
  if (way === 'scim') return {directory: scim, why: '--via scim'}
  if (way === 'identity-store' && identityStore !== undefined)
    return {directory: await identityStore(), why: '--via identity-store'}
  if (identityStore === undefined)
    return {directory: scim, why: 'it takes the fewest calls, and scim.yaml names no Identity Store'}
  if ((await scim.generation(options)) === 'cursor')
    return {
      directory: scim,
      why: 'it takes the fewest calls: the Identity Store would have to list all users besides',
    }
  return {
    directory: await identityStore(),
    why: 'the SCIM endpoint is of the old generation, which cuts lists off at 50 and shows no memberships',
  }
}
