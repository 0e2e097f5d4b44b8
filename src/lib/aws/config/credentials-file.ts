import {statSync} from 'node:fs'
import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import {awsPaths, shownPath} from './aws-paths.js'
import {editConfig} from './config-edit.js'
import {readSettings} from './config-file.js'
import {placeOf, splitConfig, type ConfigLines} from './config-lines.js'
import {updateConfigFile, type StoredEdit} from './config-store.js'
import type {Credentials} from '../credentials/credentials.js'
import {checkName, checkSettings} from './names.js'
import {credentialsSection, type SectionEdit} from './section-edit.js'

/** The keys of a section that hold the credentials themselves; every other key of it is left alone. */
const sessionToken = 'aws_session_token'

/**
 * Puts credentials into the section `name` of `~/.aws/credentials`, every other byte of the file kept, and its mode;
 * `openToOthers` says that other accounts may read or write it. Long-lived keys take
 * the session token of earlier ones away, else AWS tools would send both.
 * @throws OpsError OPS_NAME_UNSAFE, OPS_CONFIG_GUARD (refused) where long-lived keys would be lost, and what reading and writing a config file may throw
 */
export async function writeCredentialsSection(
  machine: Machine,
  name: string,
  credentials: Credentials,
): Promise<StoredEdit & {readonly file: string; readonly openToOthers: boolean}> {
  checkName('section of the credentials file', name)
  const {credentialsFile: file, home} = awsPaths(machine)
  const edit = credentialsEdit(name, credentials)
  checkSettings(edit.set)
  const stored = await updateConfigFile(machine, file, {
    apply: (text) => {
      refuseToReplaceLongLived(splitConfig(text, shownPath(file, home)), name)
      return editConfig(text, shownPath(file, home), [edit])
    },
  })
  return {...stored, file, openToOthers: machine.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0}
}

function credentialsEdit(
  name: string,
  {accessKeyId, secretAccessKey, sessionToken: token}: Credentials,
): SectionEdit {
  const keys = {aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey}
  return token === undefined
    ? {target: credentialsSection(name), set: keys, unset: [sessionToken]}
    : {target: credentialsSection(name), set: {...keys, [sessionToken]: token}}
}

/** Keys without a session token are someone's own and exist perhaps nowhere else. */
function refuseToReplaceLongLived(file: ConfigLines, name: string): void {
  const section = file.sections.findLast(({header}) => header === name)
  const settings = section === undefined ? {} : readSettings(file, section)
  if (section === undefined || settings['aws_access_key_id'] === undefined || settings[sessionToken]) return
  throw new OpsError(
    'OPS_CONFIG_GUARD',
    `${placeOf(file, section.at)}: [${name}] holds long-lived keys, which are not replaced`,
    {failure: 'refused', next: `okta-ops export --format credentials --section ${name}-session`},
  )
}
