import {OpsError} from '../../shared/errors.js'
import type {AwsConfig} from '../config/aws-config.js'
import type {Settings} from '../config/config-file.js'
import {checkName, checkSettings} from '../config/names.js'
import {configSection, type SectionEdit} from '../config/section-edit.js'
import {legacyKeys, migrationEdits} from './legacy.js'
import {processCommand, processProfileName, type HelperProgram} from './process-command.js'
import type {ProfileAnswer, SetupAnswers} from './request.js'
import {sessionEdit} from './session-edit.js'

/**
 * What `setup` will write, sessions before the profiles that use them. Pure: the same answers on the same configuration
 * give the same edits, and on a configuration that has them, none that change anything.
 * @throws OpsError OPS_NAME_UNSAFE; OPS_CONFIG_GUARD (refused) when a profile already gets its credentials in another way
 */
export function planSetup(
  config: AwsConfig,
  answers: SetupAnswers,
  helper: HelperProgram,
): readonly SectionEdit[] {
  const {session, profiles, migrate} = answers
  for (const name of [session?.name, migrate.session]) if (name !== undefined) checkName('session', name)
  const edits = [
    ...migrationEdits(config, migrate.profiles, migrate.session),
    ...(session === undefined ? [] : [sessionEdit(config, session)]),
    ...profiles.flatMap((profile) => profileEdits(config, profile)),
    ...(answers.credentialProcess ? profiles.map((profile) => processEdit(config, profile, helper)) : []),
  ].filter(({set}) => Object.keys(set).length > 0)
  for (const {set} of edits) checkSettings(set)
  return edits
}

function profileEdits(config: AwsConfig, profile: ProfileAnswer): readonly SectionEdit[] {
  const {name, role, region, output} = profile
  checkName('profile', name)
  const present = config.settingsOf('profile', name)
  if (role !== undefined) refuseOtherWay(config, name, present)
  const set = withoutGaps({
    sso_session: role?.session,
    sso_account_id: role?.accountId,
    sso_role_name: role?.roleName,
    region,
    output,
  })
  const target = configSection({kind: 'profile', name})
  return [role === undefined ? {target, set} : {target, set, unset: legacyKeys}]
}

/** In a profile with two ways to credentials, AWS tools disagree on which counts. */
function refuseOtherWay(config: AwsConfig, name: string, present: Settings | undefined): void {
  const other = ['role_arn', 'credential_process', 'aws_access_key_id', 'web_identity_token_file'].find(
    (key) => present?.[key] !== undefined,
  )
  if (other === undefined) return
  const place = config.placeOf('profile', name)
  throw new OpsError(
    'OPS_CONFIG_GUARD',
    `${place}: profile "${name}" already gets its credentials by ${other}; choose another name`,
    {
      failure: 'refused',
      next: `okta-ops setup --profile ${name}-sso`,
    },
  )
}

function processEdit(config: AwsConfig, profile: ProfileAnswer, helper: HelperProgram): SectionEdit {
  const name = processProfileName(profile.name)
  const region = profile.region ?? config.settingsOf('profile', profile.name)?.['region']
  return {
    target: configSection({kind: 'profile', name}),
    set: withoutGaps({credential_process: processCommand(helper, profile.name), region}),
  }
}

function withoutGaps(settings: Readonly<Record<string, string | undefined>>): Settings {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
}
