// Packs the project, installs the tarball into an empty folder and runs it there: finds what tests on the sources cannot,
// such as a file missing from `files` or a dependency that is only a devDependency.
import {execFileSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const folder = mkdtempSync(path.join(os.tmpdir(), 'okta-ops-package-'))

/** Runs a program to its end and returns its stdout; a failure ends this script with what it said. */
function run(command, args, options = {}) {
  return execFileSync(command, args, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], ...options})
}

function check(what, good) {
  console.log(`${good ? 'ok  ' : 'FAIL'} ${what}`)
  if (!good) process.exitCode = 1
}

try {
  const packed = run('npm', ['pack', '--json', '--pack-destination', folder], {cwd: root})
  // The prepack script speaks on stdout too, ahead of the answer.
  const [{filename, files, size, unpackedSize}] = JSON.parse(packed.slice(packed.search(/^\[$/m)))
  const names = files.map((file) => file.path)
  console.log(
    `${filename}: ${Math.round(size / 1024)} KB packed, ${Math.round(unpackedSize / 1024)} KB unpacked, ${names.length} files`,
  )
  for (const name of [
    'bin/run.js',
    'bin/okta-ops-credentials.cjs',
    'dist/cli.js',
    'dist/credentials.cjs',
    'dist/credentials-miss.cjs',
    'dist/yaml.cjs',
    'oclif.manifest.json',
    'npm-shrinkwrap.json',
    'README.md',
    'LICENSE',
  ])
    check(`holds ${name}`, names.includes(name))
  check('holds no sources and no tests', !names.some((name) => /^(src|test|bench|scripts|\.ci)\//.test(name)))

  writeFileSync(path.join(folder, 'package.json'), '{"name": "empty", "version": "1.0.0", "private": true}\n')
  run('npm', ['install', '--silent', '--no-audit', '--no-fund', path.join(folder, filename)], {cwd: folder})

  const bin = path.join(folder, 'node_modules/.bin')
  const env = {PATH: `${bin}${path.delimiter}${process.env.PATH}`, HOME: folder}
  const oktaOps = (...args) => run('okta-ops', args, {cwd: folder, env})
  const {version} = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))

  check('--version', oktaOps('--version').includes(`okta-ops/${version}`))
  check('--help', oktaOps('--help').includes('sandbox'))
  check('help export', oktaOps('help', 'export').includes('--format'))
  check('session list on an empty HOME', JSON.parse(oktaOps('session', 'list', '--json')).ok)
  const story = [
    'okta-ops setup --session halyard --start-url https://d-5a4d7c1e90.awsapps.com/start --sso-region us-east-1' +
      ' --profile dev --account 111111111111 --role Developer --region eu-west-1 --yes >/dev/null',
    'okta-ops login --profile dev --device-code >/dev/null',
    'okta-ops whoami --profile dev --json',
    'okta-ops-credentials --profile dev',
  ]
  const said = oktaOps('sandbox', 'exec', '--auto-approve', '--', 'sh', '-c', story.join(' && '))
  check(
    'sandbox exec -- setup, login, whoami, helper',
    said.includes('"ok": true') && said.includes('"Version"'),
  )
} finally {
  rmSync(folder, {recursive: true, force: true})
}
