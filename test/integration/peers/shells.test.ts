import {expect} from 'chai'
import fc from 'fast-check'
import {execFileSync} from 'node:child_process'
import type {Credentials} from '../../../src/lib/aws/credentials/credentials.js'
import {formatCredentials, type PrintedFormat} from '../../../src/lib/aws/credentials/export-formats.js'
import {describePeer, type PeerName} from '../../support/peers.js'

/** How a person has each shell read the output, given as the variable OUTPUT of a program. */
const shells: readonly {readonly name: PeerName; readonly format: PrintedFormat; readonly script: string}[] =
  [
    {name: 'bash', format: 'env', script: 'eval "$(printenv OUTPUT)"; env -0'},
    {name: 'zsh', format: 'env', script: 'eval "$(printenv OUTPUT)"; env -0'},
    {name: 'dash', format: 'env', script: 'eval "$(printenv OUTPUT)"; env -0'},
    {name: 'fish', format: 'fish', script: 'printenv OUTPUT | source; env -0'},
    {name: 'tcsh', format: 'tcsh', script: 'eval "`printenv OUTPUT`"; env -0'},
  ]

/** No rc file of the machine may speak or meddle. */
const quiet: Partial<Record<PeerName, readonly string[]>> = {
  bash: ['--norc', '--noprofile'],
  zsh: ['-f'],
  fish: ['--no-config'],
  tcsh: ['-f'],
}

const hard: readonly {readonly name: string; readonly value: string}[] = [
  {name: 'what AWS gives', value: 'wJalr/UtnFEMI+bPxRfi=='},
  {name: 'single quotes', value: `it's 'quoted'`},
  {name: 'double quotes', value: 'say "hello"'},
  {name: 'spaces at both ends', value: '  two  words  '},
  {name: 'dollars', value: '$HOME ${HOME} $(id) $$'},
  {name: 'backquotes', value: '`id`'},
  {name: 'backslashes', value: String.raw`a\b \n \\ \' end\ `.trimEnd()},
  {name: 'exclamation marks', value: 'hey! !! !$ \\! wow'},
  {name: 'globs and braces', value: '* ? [a-z] {a,b} ~'},
  {name: 'operators', value: 'a;b&c|d>e<f(g)#h%i^j'},
  {name: 'unicode', value: 'naïve 東京 \u{1F511} \u2019'},
  {name: 'a leading dash', value: '-n -e'},
]

for (const {name, format, script} of shells) {
  describePeer(name, ({path}) => {
    const read = (credentials: Credentials): Record<string, string> => {
      const output = formatCredentials(credentials, format)
      const env = {
        PATH: process.env['PATH'],
        LANG: 'C.UTF-8',
        OUTPUT: output,
        AWS_SECURITY_TOKEN: 'left from before',
        AWS_SESSION_TOKEN: 'left from before',
      }
      const told = execFileSync(path, [...(quiet[name] ?? []), '-c', script], {env, encoding: 'utf8'})
      const lines = told.split('\0').filter((line) => line.startsWith('AWS_'))
      return Object.fromEntries(
        lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
      )
    }
    const credentials = (sessionToken: string): Credentials => ({
      accessKeyId: 'ASIAHALYARD',
      secretAccessKey: sessionToken,
      sessionToken,
      origin: 'sso',
    })

    for (const {name: what, value} of hard) {
      it(`reads ${what} unchanged`, () => {
        expect(read(credentials(value))).to.deep.equal({
          AWS_ACCESS_KEY_ID: 'ASIAHALYARD',
          AWS_SECRET_ACCESS_KEY: value,
          AWS_SESSION_TOKEN: value,
        })
      })
    }

    it('forgets a session token that long-lived keys do not have', () => {
      expect(read({accessKeyId: 'AKIA', secretAccessKey: 's', origin: 'static'})).to.deep.equal({
        AWS_ACCESS_KEY_ID: 'AKIA',
        AWS_SECRET_ACCESS_KEY: 's',
      })
    })

    it('reads anything on one line unchanged', () => {
      const text = fc.string({
        unit: fc.constantFrom(...Array.from(`ab'"\\$\`! ;&|<>(){}[]*?~#%^=é東`)),
        minLength: 1,
      })
      fc.assert(
        fc.property(text, (value) => read(credentials(value))['AWS_SESSION_TOKEN'] === value),
        {numRuns: 40},
      )
    }).timeout(60_000)
  })
}
