/** One of AWS's separate worlds; credentials and consoles of one mean nothing in another. */
export interface Partition {
  readonly id: 'aws' | 'aws-cn' | 'aws-us-gov' | 'aws-eusc'
  readonly signinHost: string
  readonly consoleHost: string
}

const partitions: readonly (Partition & {readonly regionPrefix: string})[] = [
  {
    id: 'aws-cn',
    regionPrefix: 'cn-',
    signinHost: 'signin.amazonaws.cn',
    consoleHost: 'console.amazonaws.cn',
  },
  {
    id: 'aws-us-gov',
    regionPrefix: 'us-gov-',
    signinHost: 'signin.amazonaws-us-gov.com',
    consoleHost: 'console.amazonaws-us-gov.com',
  },
  {
    id: 'aws-eusc',
    regionPrefix: 'eusc-',
    signinHost: 'signin.amazonaws-eusc.eu',
    consoleHost: 'console.amazonaws-eusc.eu',
  },
  {
    id: 'aws',
    regionPrefix: '',
    signinHost: 'signin.aws.amazon.com',
    consoleHost: 'console.aws.amazon.com',
  },
]

/** The partition `region` lies in; without one, the commercial partition. */
export function partitionOf(region: string | undefined): Partition {
  const found = partitions.find(({regionPrefix}) => (region ?? '').startsWith(regionPrefix))
  if (found === undefined) throw new RangeError('the last partition takes every region')
  return found
}
