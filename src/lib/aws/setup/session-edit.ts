import type {AwsConfig} from '../config/aws-config.js'
import {configSection, type SectionEdit} from '../config/section-edit.js'
import type {SessionAnswer} from './request.js'

/** Without it a login ends after 8 hours and cannot be refreshed; it allows listing accounts and taking roles. */
const accountAccess = 'sso:account:access'

/** Writes an `[sso-session]`; scopes that are already configured stay. */
export function sessionEdit(config: AwsConfig, {name, startUrl, region}: SessionAnswer): SectionEdit {
  const scopes = config.settingsOf('sso-session', name)?.['sso_registration_scopes']
  return {
    target: configSection({kind: 'sso-session', name}),
    set: {
      sso_start_url: startUrl,
      sso_region: region,
      sso_registration_scopes: scopes === undefined || scopes === '' ? accountAccess : scopes,
    },
  }
}
