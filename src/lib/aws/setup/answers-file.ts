import {listOf, optional, record, text, choice, yesOrNo, type Shape} from '../../language/yaml-shapes.js'
import {readYamlFile} from '../../language/yaml-file.js'
import type {Machine} from '../../shared/machine.js'
import {answerRules, outputFormats, type SetupRequest} from './request.js'

const profile = record({
  name: text(),
  account: optional(text(answerRules.account)),
  role: optional(text(answerRules.role)),
  region: optional(text(answerRules.region)),
  output: optional(choice(outputFormats)),
})

const answers = record({
  session: optional(text()),
  start_url: optional(text()),
  sso_region: optional(text(answerRules.region)),
  profiles: optional(listOf(profile)),
  credential_process: optional(yesOrNo),
  migrate: optional(yesOrNo),
})

/** The same answers as the flags of `setup`, from YAML or JSON (docs/setup.md). */
const setupFile: Shape<SetupRequest> = (value) => {
  const found = answers(value)
  return {
    session: found.session,
    startUrl: found.start_url,
    ssoRegion: found.sso_region,
    profiles: found.profiles ?? [],
    credentialProcess: found.credential_process ?? false,
    migrate: found.migrate ?? false,
  }
}

/** @throws OpsError OPS_FILE_UNREADABLE, or OPS_YAML with file, line and column */
export function readAnswersFile(machine: Machine, file: string): SetupRequest {
  return readYamlFile(machine, file, setupFile)
}
