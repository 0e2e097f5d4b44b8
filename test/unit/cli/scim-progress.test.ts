import {expect} from 'chai'
import {progressLine} from '../../../src/lib/cli/scim-apply.js'
import {isOwnScimAddress, regionOfScimAddress} from '../../../src/lib/cli/scim-connection.js'

describe('how far an application is', () => {
  const whole = {done: 1204, total: 4816, groupsDone: 12, groups: 48, leftMs: 185_000}
  for (const {name, progress, want} of [
    {
      name: 'in the middle',
      progress: whole,
      want: '[#####               ] 25%  1,204 of 4,816 changes, 12 of 48 groups, 3m left',
    },
    {
      name: 'at the beginning nobody knows how long',
      progress: {...whole, done: 0, groupsDone: 0, leftMs: undefined},
      want: '[                    ] 0%  0 of 4,816 changes, 0 of 48 groups',
    },
    {
      name: 'at the end nothing is left',
      progress: {...whole, done: 4816, groupsDone: 48, leftMs: 0},
      want: '[####################] 100%  4,816 of 4,816 changes, 48 of 48 groups',
    },
    {name: 'nothing to do', progress: {...whole, total: 0}, want: ''},
    {name: 'not begun', progress: undefined, want: ''},
  ])
    it(name, () => {
      expect(progressLine(progress)).to.equal(want)
    })
})

describe("AWS's own addresses of SCIM endpoints", () => {
  for (const {url, region} of [
    {url: 'https://scim.eu-central-1.amazonaws.com/t/scim/v2', region: 'eu-central-1'},
    {url: 'https://scim.us-gov-west-1.amazonaws.com/t/scim/v2', region: 'us-gov-west-1'},
    {url: 'https://scim.cn-north-1.amazonaws.com.cn/t/scim/v2', region: 'cn-north-1'},
    {url: 'http://scim.eu-central-1.amazonaws.com/t/scim/v2', region: undefined},
    {url: 'https://scim.eu-central-1.amazonaws.com.example.com/t/scim/v2', region: undefined},
    {url: 'https://evil.example.com/scim.eu-central-1.amazonaws.com', region: undefined},
  ])
    it(`${url}: ${region ?? 'none of them'}`, () => {
      expect(regionOfScimAddress(url)).to.equal(region)
      expect(isOwnScimAddress(url)).to.equal(region !== undefined)
    })
})
