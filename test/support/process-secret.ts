/* A process that keeps a secret, to be killed on the way (process-pause.mjs). */
import {storeSecret} from '../../src/lib/secrets/store-secret.js'

await storeSecret({env: process.env}, {name: 'halyard', value: 'new', keychain: false})
