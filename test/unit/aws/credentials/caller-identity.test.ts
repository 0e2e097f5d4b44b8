import {expect} from 'chai'
import {readAssumedRole} from '../../../../src/lib/aws/credentials/caller-identity.js'

describe('readAssumedRole', () => {
  const cases = [
    {
      name: "Identity Center's name for a role becomes the portal's",
      arn: 'arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Power_User_0123456789abcdef/ines@halyard.test',
      want: {role: 'Power_User', sessionName: 'ines@halyard.test'},
    },
    {
      name: 'a role of another kind keeps its name',
      arn: 'arn:aws-us-gov:sts::111111111111:assumed-role/Deployer/okta-ops-1',
      want: {role: 'Deployer', sessionName: 'okta-ops-1'},
    },
    {
      name: 'a name that only begins like that is left alone',
      arn: 'arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Dev/x',
      want: {role: 'AWSReservedSSO_Dev', sessionName: 'x'},
    },
    {name: 'an IAM user has no role', arn: 'arn:aws:iam::111111111111:user/ci', want: {}},
    {name: 'nor has the account itself', arn: 'arn:aws:iam::111111111111:root', want: {}},
  ]
  for (const {name, arn, want} of cases) {
    it(name, () => {
      expect(readAssumedRole(arn)).to.deep.equal(want)
    })
  }
})
