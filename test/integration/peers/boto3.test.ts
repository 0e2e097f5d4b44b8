import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {appendFileSync} from 'node:fs'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {
  answered,
  processProfile,
  runInside,
  runOurs,
  stdoutOf,
  writeHalyardConfig,
} from '../../support/halyard.js'
import {describePeer, findPeers} from '../../support/peers.js'

const whoami = `
import boto3, sys
session = boto3.Session(profile_name=sys.argv[1])
print(session.get_credentials().method, session.client('sts').get_caller_identity()['Arn'])
`

const secret = `
import boto3, json
client = boto3.Session(profile_name='dev').client('secretsmanager')
found = client.get_secret_value(SecretId='/halyard/shared')
print(found['Name'], found['VersionStages'], json.loads(found['SecretString'])['slack_channel'], found['CreatedDate'].year > 2000)
try:
    client.get_secret_value(SecretId='nope')
except client.exceptions.ResourceNotFoundException as error:
    print(error)
`

const membership = `
import boto3, os
client = boto3.Session(profile_name='dev').client('identitystore')
store = {'IdentityStoreId': os.environ['STORE']}
users = [user for page in client.get_paginator('list_users').paginate(**store, PaginationConfig={'PageSize': 2}) for user in page['Users']]
print(len(users), users[0]['UserName'], users[0]['ExternalIds'][0]['Id'])
def found(path, value):
    return {'AlternateIdentifier': {'UniqueAttribute': {'AttributePath': path, 'AttributeValue': value}}, **store}
group = client.get_group_id(**found('displayName', 'AWS_prod-admins'))['GroupId']
user = {'UserId': client.get_user_id(**found('userName', 'tobias.wren@halyard.test'))['UserId']}
made = client.create_group_membership(**store, GroupId=group, MemberId=user)['MembershipId']
try:
    client.create_group_membership(**store, GroupId=group, MemberId=user)
except client.exceptions.ConflictException as error:
    print(error.response['Reason'])
print(len(client.list_group_memberships(**store, GroupId=group)['GroupMemberships']))
client.delete_group_membership(**store, MembershipId=made)
print(client.is_member_in_groups(**store, MemberId=user, GroupIds=[group])['Results'][0]['MembershipExists'])
try:
    client.delete_group_membership(**store, MembershipId=made)
except client.exceptions.ResourceNotFoundException as error:
    print(error.response['ResourceType'])
`

describePeer('boto3', () => {
  for (const {path: python, version} of findPeers('boto3'))
    describe(`boto3 ${version}`, () => {
      let [sandbox, config]: [Sandbox, string] = [undefined!, '']

      beforeEach(async () => {
        sandbox = await startSandbox({autoApprove: 'tobias.wren@halyard.test'})
        config = writeHalyardConfig(sandbox)
      })
      afterEach(() => sandbox.close())

      const interpreter = behindShim(python)
      const identity = (profile: string) => runInside(sandbox, [interpreter, '-c', whoami, profile])
      const login = async (): Promise<void> =>
        void stdoutOf(await runOurs(sandbox, 'login', '--device-code', '--profile', 'dev'))

      it('uses a login made by okta-ops, until okta-ops signs out', async () => {
        await login()
        expect(stdoutOf(await identity('dev'))).to.match(
          /^sso arn:aws:sts::111111111111:.*tobias\.wren@halyard\.test\n$/,
        )
        stdoutOf(await runOurs(sandbox, 'logout', '--profile', 'dev'))
        expect((await identity('dev')).exitCode).not.to.equal(0)
      })

      it('reads a secret, and knows what is said when there is none', async () => {
        await login()
        expect(stdoutOf(await runInside(sandbox, [interpreter, '-c', secret]))).to.match(
          /^\/halyard\/shared \['AWSCURRENT'\] halyard-operations True\nAn error occurred \(ResourceNotFoundException\) .*: Secrets Manager can't find the specified secret\.\n$/,
        )
      })

      it('reads and changes the Identity Store that SCIM writes', async () => {
        await login()
        const env = {STORE: sandbox.scim.identityStoreId, AWS_DEFAULT_REGION: 'us-east-1'}
        const said = stdoutOf(await runInside(sandbox, [interpreter, '-c', membership], {env}))
        expect(said.trim().split('\n')).to.deep.equal([
          '7 mira.castellan@halyard.test 00u0000001halyard0d7',
          'UNIQUENESS_CONSTRAINT_VIOLATION',
          '2',
          'False',
          'GROUP_MEMBERSHIP',
        ])
      })

      it('refreshes it, and okta-ops goes on with what it wrote', async () => {
        sandbox.act('lifetimes.set token=10m')
        await login()
        const before = answered(sandbox, 'token.refresh')
        sandbox.act('lifetimes.set token=1h')
        expect(stdoutOf(await identity('dev'))).to.contain('tobias.wren')
        expect(answered(sandbox, 'token.refresh')).to.equal(before + 1)
        stdoutOf(await runOurs(sandbox, 'export', '--profile', 'staging'))
        expect(answered(sandbox, 'token.refresh')).to.equal(before + 1)
      })

      it('takes credentials from the okta-ops-credentials helper', async () => {
        appendFileSync(config, `\n${processProfile('dev')}`)
        await login()
        expect(stdoutOf(await identity('process'))).to.match(/^custom-process arn:/)
      })
    })
})

/** A version manager's shim looks for itself in HOME, which is another one inside the sandbox. */
function behindShim(python: string): string {
  return execFileSync(python, ['-c', 'import sys; print(sys.executable)'], {encoding: 'utf8'}).trim()
}
