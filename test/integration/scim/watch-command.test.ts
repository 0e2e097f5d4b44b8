import {expect} from 'chai'
import type {JsonObject} from '../../../src/lib/shared/json.js'
import {follow, type Follower} from '../../support/follower.js'
import {login, openScimLab, type ScimLab} from '../../support/scim-lab.js'

const isPass = ({kind}: JsonObject): boolean => kind === 'pass'
const isOfEvent = (name: string) => (line: JsonObject) =>
  line['kind'] === 'group' && line['group'] === name && line['how'] !== 'pass'

describe('scim watch', function () {
  this.slow(8000)
  this.timeout(60_000)
  let lab: ScimLab
  beforeEach(async () => {
    lab = await openScimLab()
  })
  afterEach(() => lab.close())

  const watch = (...argv: readonly string[]): Follower =>
    follow(['scim', 'watch', '--debounce', '50ms', '--interval', '2s', ...argv], {
      env: lab.env,
      cwd: lab.home,
    })
  const membersOf = async (name: string): Promise<readonly string[]> =>
    lab.scim.members(await lab.scim.groupId(name))

  it('[scim watch --from] carries a change over as the System Log tells of it', async () => {
    const watching = watch('--from', 'log')
    await watching.line(isPass)
    lab.sandbox.act(`group.add AWS_same ${login(9)}`)
    const line = await watching.line(isOfEvent('AWS_same'))
    expect(line).to.include({state: 'applied', how: 'group', added: 1, removed: 0})
    expect(await membersOf('AWS_same')).to.have.members([3, 4, 5, 9].map(login))
    const {exitCode, last} = await watching.stop('SIGTERM')
    expect(exitCode).to.equal(0)
    expect(last['result']).to.include({passes: 1, looked: 1, open: 0})
  })

  it('says once what a guard holds, and ends with 130 on Ctrl-C', async () => {
    const watching = watch()
    const held = await watching.line((line) => line['kind'] === 'held' && line['group'] === 'AWS_crew')
    expect(held['guards']).to.deep.equal(['max-group-removals'])
    await watching.line(isPass)
    const {exitCode} = await watching.stop('SIGINT')
    expect(exitCode).to.equal(130)
    expect(await membersOf('AWS_crew')).to.have.length(12)
  })
})
