import type {Asker} from '../ports/asker.js'
import type {ScimEndpoint} from '../scim/client/scim-call.js'
import type {ScimConfig} from '../scim/config/scim-config.js'
import type {ProbeAnswer, ProbedSettings} from '../scim/probe/probe-answer.js'
import type {ProbeSubject, ScratchWish} from '../scim/probe/scratch-group.js'
import {visibleText} from '../shared/visible-text.js'
import type {Voice} from '../sign-in/voice.js'
import {scimDomain, type Context} from './context.js'
import {untilInterrupted} from './interrupt.js'
import {findScimConnection, type FoundConnection, type ScimConnectionWish} from './scim-connection.js'

/** What `scim probe` was told. */
export interface ScimProbeRequest extends Pick<ScratchWish, 'create' | 'users'> {
  readonly connection: Omit<ScimConnectionWish, 'warn'>
  readonly group: string
  readonly burst: number
  /** Whether what was found may be written into scim.yaml. */
  readonly write: boolean
  /** Who is asked before anything is changed; undefined: it was said beforehand. */
  readonly asker: Asker | undefined
}

/** What `scim probe --json` answers with. */
export interface ScimProbeResult {
  readonly url: string
  readonly group: {readonly name: string; readonly made: boolean}
  /** userNames of those who were in it for a while. */
  readonly users: readonly string[]
  readonly calls: number
  readonly answers: readonly ProbeAnswer[]
  /** What the answers mean for scim.yaml. */
  readonly settings: ProbedSettings
  /** scim.yaml, where it was written into. */
  readonly file?: string
}

const patienceMs = 30_000

/**
 * Finds out how the endpoint behaves, and writes what scim.yaml can hold of it.
 * @returns undefined where the person says no
 */
export async function runProbe(
  context: Context,
  request: ScimProbeRequest,
  voice: Voice,
): Promise<ScimProbeResult | undefined> {
  const {machine} = context
  const {findSubject, openProbe, probeScim} = await scimDomain()
  const found = await findScimConnection(context, {
    ...request.connection,
    warn: (line) => {
      voice.warn(line)
    },
  })
  const {config} = found
  const {endpoint, reads} = openProbe(machine, {...found, pace: config.pace, pairFilter: config.pairFilter})
  const {group: name, create, users, burst} = request
  const wish = {name, create, users, policy: config.policy}
  return untilInterrupted(async (signal) => {
    await takeBackLeftovers(endpoint, reads, voice)
    const subject = await findSubject(endpoint, {reads, wish, signal})
    if (!(await agrees(request, {subject, url: found.url}, voice))) return undefined
    signal.addEventListener('abort', () => {
      voice.say('Taking back what was changed.')
    })
    const findings = await locked(endpoint, async () => {
      // Somebody may have used the group while the person was reading.
      const again = await findSubject(endpoint, {reads, wish: {...wish, users: namesOf(subject)}, signal})
      return probeScim(endpoint, again, {pairFilter: config.pairFilter, burst, signal})
    })
    const {reads: readCalls, writes} = endpoint.counts
    const result = {
      url: found.url,
      group: {name: subject.name, made: subject.group === undefined},
      users: namesOf(subject),
      calls: readCalls + writes,
      ...findings,
    }
    const file = await keep(context, {request, found, settings: findings.settings}, voice)
    return {...result, ...(file === undefined ? {} : {file})}
  })
}

function namesOf({member, other}: ProbeSubject): readonly string[] {
  return [member, ...(other === undefined ? [] : [other])].map(({userName}) => userName)
}

async function locked<T>({machine, url}: ScimEndpoint, work: () => Promise<T>): Promise<T> {
  const {withTenantLock} = await scimDomain()
  return withTenantLock(machine, {tenant: url, giveUpAfterMs: patienceMs}, work)
}

/** Of a probe that was killed. */
async function takeBackLeftovers(
  endpoint: ScimEndpoint,
  reads: Parameters<Awaited<ReturnType<typeof scimDomain>>['removeTraces']>[1],
  voice: Voice,
): Promise<void> {
  const {forgetTraces, readTraces, removeTraces} = await scimDomain()
  const {machine, url} = endpoint
  if (readTraces(machine, url) === undefined) return
  await locked(endpoint, async () => {
    const traces = readTraces(machine, url)
    if (traces === undefined) return
    voice.say(
      `An earlier probe did not come to its end: what it left in ${visibleText(traces.groupName)} is taken back.`,
    )
    await removeTraces(endpoint, reads, {traces})
    forgetTraces(machine, url)
  })
}

/** Says what is about to happen, and asks. */
async function agrees(
  {asker}: ScimProbeRequest,
  {subject, url}: {readonly subject: ProbeSubject; readonly url: string},
  voice: Voice,
): Promise<boolean> {
  const group = JSON.stringify(visibleText(subject.name))
  const who = namesOf(subject).map(visibleText).join(' and ')
  const made = subject.group === undefined ? ', makes that group and deletes it again' : ''
  voice.say(
    `The probe asks ${url} some thirty times: it puts ${who} into the group ${group} and takes them out again${made}.`,
  )
  if (subject.group !== undefined)
    voice.warn(
      `SCIM does not show which accounts ${group} is assigned to: whatever access the group gives, they have it meanwhile`,
    )
  return asker === undefined || (await asker.confirm('Go ahead?', false))
}

/** Writes the settings into scim.yaml, unless it is another endpoint's, has them already, or the person says no. */
async function keep(
  {machine}: Context,
  {
    request,
    found,
    settings,
  }: {
    readonly request: ScimProbeRequest
    readonly found: FoundConnection
    readonly settings: ProbedSettings
  },
  voice: Voice,
): Promise<string | undefined> {
  const {readScimConfig, storeScimSettings} = await scimDomain()
  const named = request.connection.config
  const written = readScimConfig(machine, named, {variables: false})
  const news = newSettings(settings, written)
  if (!request.write || Object.keys(news).length === 0) return undefined
  const {url = found.url} = written.connection
  if (url !== found.url) {
    voice.say(`Not written into scim.yaml, which is about another endpoint: ${url}.`)
    return undefined
  }
  const words = Object.entries(news).map(([key, value]) => `${key}: ${String(value)}`)
  if (
    request.asker !== undefined &&
    !(await request.asker.confirm(`Write ${words.join(', ')} into scim.yaml?`, true))
  )
    return undefined
  const file = await storeScimSettings(machine, news, named)
  voice.say(`Written into ${file}: ${words.join(', ')}.`)
  return file
}

function newSettings(settings: ProbedSettings, config: ScimConfig): ProbedSettings {
  const {mixedPatch, pairFilter} = settings
  return {
    ...(mixedPatch === undefined || (config.file !== undefined && mixedPatch === config.mixedPatch)
      ? {}
      : {mixedPatch}),
    ...(pairFilter === undefined || pairFilter === config.pairFilter ? {} : {pairFilter}),
  }
}
