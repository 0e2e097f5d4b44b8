import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'

/** The throw-away folder of a sandbox: a HOME for its children and the endpoint rule sets for old AWS clients. */
export interface ThrowAwayHome {
  readonly home: string
  /** For AWS_DATA_PATH: the AWS CLI before 2.13 knows no AWS_ENDPOINT_URL_*. */
  readonly awsData: string
  readonly remove: () => Promise<void>
}

const ruleSets = [
  'sso/2019-06-10',
  'sso-oidc/2019-06-10',
  'sts/2011-06-15',
  'secretsmanager/2017-10-17',
  'identitystore/2020-06-15',
]

/** Makes the folders, 0700, below the system's temporary folder. */
export function createThrowAwayHome(awsUrl: string): ThrowAwayHome {
  const root = mkdtempSync(path.join(os.tmpdir(), 'okta-ops-sandbox-'))
  const [home, awsData] = [path.join(root, 'home'), path.join(root, 'aws-data')]
  mkdirSync(home, {mode: 0o700})
  for (const service of ruleSets) {
    const folder = path.join(awsData, service)
    mkdirSync(folder, {recursive: true, mode: 0o700})
    writeFileSync(path.join(folder, 'endpoint-rule-set-1.json'), endpointRuleSet(awsUrl))
  }
  return {
    home,
    awsData,
    remove: () => removeTree(root),
  }
}

/**
 * A child that is about to end may still write between the emptying of a folder and its removal. rmSync's own retries do
 * not empty it again, so everything is tried again.
 */
async function removeTree(folder: string): Promise<void> {
  for (let left = 40; ; left--) {
    try {
      rmSync(folder, {recursive: true, force: true})
      return
    } catch (error) {
      if (left === 0) throw error
      await delay(50)
    }
  }
}

/** One rule: every region of this service is at `url`. */
function endpointRuleSet(url: string): string {
  const text = (builtIn: string): object => ({builtIn, required: false, documentation: '', type: 'String'})
  const flag = (builtIn: string): object => ({
    builtIn,
    required: true,
    default: false,
    documentation: '',
    type: 'Boolean',
  })
  return JSON.stringify({
    version: '1.0',
    parameters: {
      Region: text('AWS::Region'),
      UseDualStack: flag('AWS::UseDualStack'),
      UseFIPS: flag('AWS::UseFIPS'),
      Endpoint: text('SDK::Endpoint'),
      UseGlobalEndpoint: flag('AWS::STS::UseGlobalEndpoint'),
    },
    rules: [{conditions: [], endpoint: {url, properties: {}, headers: {}}, type: 'endpoint'}],
  })
}
