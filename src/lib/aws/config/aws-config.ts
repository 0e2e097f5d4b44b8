import {OpsError} from '../../shared/errors.js'
import {nearest} from '../../shared/nearest.js'
import {shellWord} from '../../shared/shell-word.js'
import type {AwsPaths} from './aws-paths.js'
import {readSettings, type Settings} from './config-file.js'
import {brokenConfig, placeOf, readEntries, type ConfigLines, type Section} from './config-lines.js'
import {describeProfile, describeSession} from './profile-kinds.js'
import type {Profile, SsoSession} from './profile.js'
import {readSectionName, type SectionKind} from './section-name.js'

/** The two files of an AWS home, as text already split; the credentials file is read only when it matters. */
export interface ConfigSources {
  readonly paths: AwsPaths
  readonly config: ConfigLines
  readonly credentials: () => ConfigLines
}

/** What `~/.aws/config` and `~/.aws/credentials` say, resolved as the AWS CLI resolves them. Bodies are read on demand. */
export class AwsConfig {
  readonly paths: AwsPaths
  readonly #sources: ConfigSources
  readonly #sections: Readonly<Record<SectionKind, Map<string, Section>>>
  readonly #warnings = new Set<string>()

  constructor(sources: ConfigSources) {
    this.paths = sources.paths
    this.#sources = sources
    this.#sections = this.#indexSections()
  }

  /** What is legal but will surprise, each once; grows as profiles are read. */
  get warnings(): readonly string[] {
    return [...this.#warnings]
  }

  /** Every profile of both files, the config file's first, in file order. */
  profileNames(): readonly string[] {
    const shared = this.#sources.credentials().sections.map(({header}) => header)
    return [...new Set([...this.#sections.profile.keys(), ...shared])]
  }

  /** Every `[sso-session]`, in file order. */
  sessionNames(): readonly string[] {
    return [...this.#sections['sso-session'].keys()]
  }

  /**
   * One profile, resolved.
   * @throws OpsError OPS_PROFILE_NOT_FOUND with the nearest names; OPS_SESSION_NOT_FOUND, OPS_PROFILE_INCOMPLETE, OPS_CHAIN
   *   or OPS_CONFIG_BROKEN with file and line
   */
  profile(name: string): Profile {
    const section = this.#sections.profile.get(name)
    const own = section && this.#settings('profile', name)
    const shared = own && isPlainSso(own) ? undefined : this.#sharedSection(name)
    const sharedFile = this.#sources.credentials
    const place = section
      ? placeOf(this.#sources.config, section.at)
      : shared && placeOf(sharedFile(), shared.at)
    if (place === undefined) throw this.#profileNotFound(name)
    const keys = shared ? readSettings(sharedFile(), shared) : {}
    return describeProfile({
      name,
      place,
      settings: {...own, ...keys},
      keysInCredentialsFile: keys['aws_access_key_id'] !== undefined,
      services: this.#services(own?.['services']),
      session: (wanted) => this.session(wanted),
    })
  }

  /**
   * One `[sso-session]`.
   * @throws OpsError OPS_SESSION_NOT_FOUND with the nearest names; OPS_PROFILE_INCOMPLETE when a required key is missing
   */
  session(name: string): SsoSession {
    const section = this.#sections['sso-session'].get(name)
    if (section === undefined) {
      throw new OpsError(
        'OPS_SESSION_NOT_FOUND',
        `there is no [sso-session ${name}] in ${this.#sources.config.path}${didYouMean(name, this.sessionNames())}`,
        {failure: 'usage', next: `okta-ops setup --session ${shellWord(name)}`},
      )
    }
    return describeSession(
      name,
      this.#settings('sso-session', name),
      placeOf(this.#sources.config, section.at),
    )
  }

  /** The settings of one section as they stand, unresolved; undefined when there is no such section. */
  settingsOf(kind: SectionKind, name: string): Settings | undefined {
    return this.#sections[kind].has(name) ? this.#settings(kind, name) : undefined
  }

  /** Where `~/.aws/credentials` holds keys under the name of a profile; undefined when it does not. */
  placeOfKeys(name: string): string | undefined {
    const section = this.#sharedSection(name)
    const file = this.#sources.credentials()
    if (section === undefined || readSettings(file, section)['aws_access_key_id'] === undefined)
      return undefined
    return placeOf(file, section.at)
  }

  /** Where a section's header stands, e.g. `~/.aws/config:12`; the file alone when there is no such section. */
  placeOf(kind: SectionKind, name: string): string {
    const section = this.#sections[kind].get(name)
    const {config} = this.#sources
    return section === undefined ? config.path : placeOf(config, section.at)
  }

  /** Names of the profiles that sign in through `[sso-session name]`, in file order. */
  profilesOfSession(name: string): readonly string[] {
    const {config} = this.#sources
    const sessionOf = (section: Section): string | undefined =>
      readEntries(config, section).findLast(({key}) => key === 'sso_session')?.value
    return [...this.#sections.profile]
      .filter(([, section]) => sessionOf(section) === name)
      .map(([profile]) => profile)
  }

  #indexSections(): Readonly<Record<SectionKind, Map<string, Section>>> {
    const index = {
      profile: new Map<string, Section>(),
      'sso-session': new Map<string, Section>(),
      services: new Map<string, Section>(),
    }
    const {config} = this.#sources
    for (const section of config.sections) {
      if (section.header === 'DEFAULT') {
        throw brokenConfig(
          config,
          section.at,
          '[DEFAULT] in capitals gives its keys to every section in the AWS CLI and to none in the SDKs; write [default]',
        )
      }
      const named = readSectionName(section.header)
      if (named === undefined) continue
      const earlier = index[named.kind].get(named.name)
      if (earlier) this.#warnAboutRepeat(earlier, section)
      index[named.kind].set(named.name, section)
    }
    return index
  }

  #warnAboutRepeat(earlier: Section, later: Section): void {
    const {config} = this.#sources
    const effect =
      earlier.header === later.header
        ? 'the AWS CLI refuses the whole file for it'
        : 'the AWS CLI takes only the later one, the JS SDK merges them'
    this.#warnings.add(
      `${placeOf(config, later.at)}: [${later.header}] repeats [${earlier.header}] of line ${earlier.at + 1}; ${effect}`,
    )
  }

  /** The last section of that name, since that is the one the AWS CLI takes; two with the same header are nobody's guess. */
  #settings(kind: SectionKind, name: string): Settings {
    const {config} = this.#sources
    const section = this.#sections[kind].get(name)
    if (section === undefined) return {}
    const first = config.sections.find(({header}) => header === section.header)
    if (first !== undefined && first !== section) {
      throw brokenConfig(
        config,
        section.at,
        `[${section.header}] already stands at line ${first.at + 1}; keep one of them`,
      )
    }
    const settings = readSettings(config, section)
    for (const [key, value] of Object.entries(settings)) this.#warnAboutComment(section, key, value)
    return settings
  }

  #warnAboutComment(section: Section, key: string, value: string): void {
    const comment = /\s[#;].*/.exec(value.split('\n')[0] ?? '')?.[0]
    if (comment === undefined || !/^(sso_|role_arn|source_profile|region)/.test(key)) return
    this.#warnings.add(
      `${placeOf(this.#sources.config, section.at)}: the AWS CLI takes "${comment.trim()}" as part of ${key}, the JS SDK as a comment; give it a line of its own`,
    )
  }

  #services(name: string | undefined): Settings {
    return name === undefined ? {} : this.#settings('services', name)
  }

  #sharedSection(name: string): Section | undefined {
    return this.#sources.credentials().sections.findLast(({header}) => header === name)
  }

  #profileNotFound(name: string): OpsError {
    const close = didYouMean(name, this.profileNames())
    return new OpsError(
      'OPS_PROFILE_NOT_FOUND',
      `there is no profile "${name}" in ${this.#sources.config.path}${close}`,
      {
        failure: 'usage',
        next: `okta-ops setup --profile ${shellWord(name)}`,
      },
    )
  }
}

/** Identity Center comes before the credentials file in every tool, so that file need not be opened. */
function isPlainSso(settings: Settings): boolean {
  return settings['sso_account_id'] !== undefined && settings['role_arn'] === undefined
}

function didYouMean(name: string, names: readonly string[]): string {
  const close = nearest(name, names)
  if (close.length > 0) return `; nearest: ${close.join(', ')}`
  return names.length === 0 ? ', which has none' : ''
}
