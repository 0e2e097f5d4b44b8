/* A process that keeps a secret, to be killed on the way (process-pause.mjs); or with a file, reads one and prints it. */
import {readSecretFile} from '../../src/lib/secrets/secret-file.js'
import {storeSecret} from '../../src/lib/secrets/store-secret.js'

const [, , file] = process.argv
if (file === undefined)
  await storeSecret({env: process.env}, {name: 'halyard', value: 'new', keychain: false})
else process.stdout.write(readSecretFile(file, (line) => void process.stderr.write(line)) ?? '')
